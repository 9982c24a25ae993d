//! Rows that tell of no line, or whose line shows nothing of them: a second reading of the files finds what was changed.

use super::files::FILES;
use super::{assert_sound, problems};
use crate::database::execute;
use crate::harness::cli::{ingest, run};
use crate::simulation::files::{Folder, fixture};
use crate::stored::with_files;
use serde_json::json;

/// Scenarios that have rows of each table together.
const SCENARIOS: [&str; 6] = [
    "papers-in-documents",
    "revoked-credential-used",
    "cluster-description",
    "stale-token",
    "switched-off",
    "two-ids",
];

fn read() -> Folder {
    let mut folder = Folder::new();
    for scenario in SCENARIOS {
        folder = with_files(folder, &fixture(scenario).join("logs"), scenario);
    }
    let log = fixture("stale-token").join("logs/k8s.ndjson");
    let log = std::fs::read(log).expect("a log");
    let cut = [&log[..], &log[..400]].concat(); // its last line is whole in the first
    let folder = folder.with("logs/a-cut.ndjson", cut);
    ingest(&folder, &["logs"]);
    execute(&folder, "pragma journal_mode = delete");
    folder
}

/// The table, what removes rows, and what alters one.
const CHANGES: [(&str, &str, &str); 24] = [
    (
        "file",
        "update file set duplicate = duplicate + 1 where id = 1",
        "update file set relevant = relevant + 1 where id = 1",
    ),
    (
        "evidence_item",
        "delete from evidence_item where id = (select max(id) from evidence_item)",
        "update evidence_item set kind = 9 where id = 1",
    ),
    (
        "evidence_item",
        "update evidence_item set proof = 2, key = 'k' where id = 1",
        "update evidence_item set proof = 1, key = 'k' where id = 1",
    ),
    (
        "issuer",
        "delete from issuer",
        "update issuer set authority = 1",
    ),
    (
        "authority",
        "delete from authority",
        "update authority set own = 1 - own",
    ),
    (
        "authority_certificate",
        "delete from authority_certificate",
        "update authority_certificate set valid_to = valid_to + 1",
    ),
    (
        "seal",
        "delete from seal",
        "update seal set signature = x'00'",
    ),
    (
        "undecided",
        "insert into undecided select * from seal",
        "insert into undecided select identifier, 1, 1, x'00', x'00' from seal limit 1",
    ),
    (
        "provisional",
        "insert into provisional select * from seal",
        "insert into provisional select identifier, 1, 1, x'00', x'00' from seal limit 1",
    ),
    (
        "revoked_serial",
        "delete from revoked_serial",
        "update revoked_serial set serial = serial || '0'",
    ),
    (
        "revoked_serial",
        "update revoked_serial set signature = list",
        "update revoked_serial set list = null",
    ),
    (
        "revoked_certificate",
        "delete from revoked_certificate",
        "update revoked_certificate set lasting = 1 - lasting",
    ),
    (
        "token_key",
        "delete from token_key",
        "update token_key set json = json || ' '",
    ),
    (
        "alias",
        "delete from alias",
        "update alias set text = text || 'x'",
    ),
    (
        "service",
        "delete from service",
        "update service set since = since + 1",
    ),
    (
        "caller",
        "delete from caller",
        "update caller set count = count + 1",
    ),
    (
        "coverage",
        "delete from coverage where source = 4",
        "update coverage set last = last + 1",
    ),
    (
        "recorded",
        "delete from recorded",
        "update recorded set last = last + 1",
    ),
    (
        "rejected",
        "delete from rejected where id = (select max(id) from rejected)",
        "update rejected set source = 15 - source",
    ),
    (
        "again",
        "delete from again",
        "update again set count = count + 1",
    ),
    (
        "switch",
        "delete from switch where id = (select max(id) from switch)",
        "update switch set action = 3 - action",
    ),
    (
        "configuration",
        "delete from configuration where id = (select max(id) from configuration)",
        "update configuration set keys = '{}' where id = 1",
    ),
    (
        "stale_token",
        "delete from stale_token",
        "update stale_token set credential = 1",
    ),
    (
        "crowded_use",
        "delete from crowded_use",
        "update crowded_use set principal = 1",
    ),
];

/// The problems of `a.db` in tables that were compared with the files.
fn compared(folder: &Folder) -> Vec<String> {
    let problems = problems(folder, &FILES).into_iter();
    problems.filter(|it| it.starts_with("tables: ")).collect()
}

#[test]
fn a_removed_and_an_altered_row_of_each_table_is_found() {
    let folder = read();
    assert_sound(&folder, &FILES);
    let bytes = folder.bytes("a.db");
    let mut missed = Vec::new();
    for (table, removal, alteration) in CHANGES {
        for change in [removal, alteration] {
            put_back(&bytes, &folder);
            execute(&folder, &["pragma foreign_keys = off;", change].concat());
            let start = format!("tables: {table}: ");
            if !compared(&folder).iter().any(|it| it.starts_with(&start)) {
                missed.push(change);
            }
        }
    }
    assert_eq!(missed, [""; 0]);
}

#[test]
fn an_added_row_is_found() {
    let folder = read();
    let bytes = folder.bytes("a.db");
    for (table, addition) in [
        (
            "coverage",
            "insert into coverage select source, scope, 1, 2 from coverage limit 1",
        ),
        (
            "service",
            "insert into service select source, resource, scope, for_source, 1, since, by_agent from service limit 1",
        ),
        (
            "alias",
            "insert into alias select text || 'x', identifier from alias limit 1",
        ),
        ("usage", "update usage set count = count + 1"),
        (
            "project_number",
            "insert into project_number values (123456789012, 'acme-elsewhere')",
        ),
    ] {
        put_back(&bytes, &folder);
        execute(&folder, addition);
        let found = compared(&folder).join("\n");
        assert!(
            found.contains(&format!("tables: {table}: ")),
            "{addition}: {found}"
        );
    }
}

/// Puts the database back.
fn put_back(bytes: &[u8], folder: &Folder) {
    std::fs::write(folder.path().join("a.db"), bytes).expect("a database");
}

#[test]
fn what_no_file_tells_is_said_to_be_not_compared() {
    let folder = read();
    let covers = ["--covers", "kms=2026-10-05..2026-10-07"];
    ingest(&folder, &[&covers[..], &["logs"]].concat());
    let asked = [&["fsck", "--db", "a.db"], &FILES[..]].concat();
    let ended = run(folder.path(), &asked);
    assert_eq!(ended.status, 0, "{}", ended.out);
    assert!(
        ended
            .out
            .contains("not compared with the files: declared 1"),
        "{}",
        ended.out
    );
}

#[test]
fn with_some_files_gone_the_rows_of_the_others_are_still_compared() {
    let folder = read();
    std::fs::remove_file(folder.path().join("logs/switched-off/kms.ndjson")).expect("a file");
    assert_eq!(compared(&folder), [""; 0]);
    execute(&folder, "delete from authority; delete from coverage");
    let found = compared(&folder);
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|it| it.starts_with("tables: authority: the files give a row that is not there")),
        "{found:#?}"
    );
}

#[test]
fn of_many_changed_rows_of_one_table_some_are_listed() {
    let folder = read();
    execute(
        &folder,
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)
        insert into alias select 'x' || i, 1 from n",
    );
    assert_eq!(compared(&folder).len(), 10);
}

#[test]
fn a_file_of_one_cut_line_is_met_before_it_is_recorded() {
    let log = fixture("stale-token").join("logs/k8s.ndjson");
    let log = std::fs::read(log).expect("a log");
    let folder = with_files(
        Folder::new(),
        &fixture("stale-token").join("logs"),
        "stale-token",
    );
    let folder = folder.with("logs/a-cut.ndjson", &log[..400]);
    ingest(&folder, &["logs"]);
    assert_sound(&folder, &FILES);
    execute(&folder, "delete from coverage");
    assert!(!compared(&folder).is_empty());
}

#[test]
fn raw_events_are_read_again_with_the_cluster_that_was_named() {
    let logs = fixture("shape-raw-events").join("logs");
    let folder = with_files(Folder::new(), &logs, "raw");
    let named = ["--cluster", "projects/p/locations/l/clusters/c"];
    ingest(&folder, &[&named[..], &["logs"]].concat());
    assert_sound(&folder, &FILES);
}

#[test]
fn a_short_name_that_entries_made_full_for_some_of_the_raw_events_is_read_again() {
    let event = |id: u32| {
        json!({
            "apiVersion": "audit.k8s.io/v1", "kind": "Event", "level": "Metadata", "stage": "ResponseComplete",
            "auditID": format!("161e736c-399d-456a-a726-58bcd1a8b1e{id}"),
            "requestReceivedTimestamp": "2026-10-06T12:00:00.043625Z", "stageTimestamp": "2026-10-06T12:00:00.118625Z",
            "requestURI": "/api/v1/pods", "verb": "list", "user": {
                "username": "system:serviceaccount:team-a:web",
                "extra": {"authentication.kubernetes.io/credential-id": [CREDENTIAL]},
            },
            "objectRef": {"apiVersion": "v1", "resource": "pods"}, "responseStatus": {"code": 200, "metadata": {}},
        })
    };
    let entry = json!({
        "insertId": "161e736c-399d-456a-a726-58bcd1a8b1e1", "timestamp": "2026-10-06T12:00:00.043625Z",
        "logName": "projects/acme-prod/logs/cloudaudit.googleapis.com%2Fdata_access",
        "labels": {"authentication.kubernetes.io/credential-id": CREDENTIAL},
        "operation": {"id": "161e736c-399d-456a-a726-58bcd1a8b1e1", "producer": "k8s.io", "first": true, "last": true},
        "resource": {
            "type": "k8s_cluster",
            "labels": {"project_id": "acme-prod", "location": "us-central1", "cluster_name": "payments"},
        },
        "protoPayload": {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog", "serviceName": "k8s.io", "methodName": "io.k8s.core.v1.pods.list",
            "resourceName": "core/v1/pods", "authenticationInfo": {"principalEmail": "system:serviceaccount:team-a:web"},
        },
    });
    let raw = format!("{}\n{}\n", event(1), event(2));
    let folder = Folder::new()
        .with("logs/raw.ndjson", raw)
        .with("logs/z.ndjson", format!("{entry}\n"));
    ingest(&folder, &["--cluster", "payments", "logs/raw.ndjson"]);
    ingest(&folder, &["logs/z.ndjson"]);
    assert_sound(&folder, &FILES);
    let asked = [&["fsck", "--db", "a.db"], &FILES[..]].concat();
    let not_compared = |folder: &Folder| run(folder.path(), &asked).out.contains("not compared");
    assert!(!not_compared(&folder));
    let forget = "update file set detected = 'audit.k8s.io event'"; // as before the name was kept
    execute(&folder, forget);
    assert_sound(&folder, &FILES);
    assert!(!not_compared(&folder));
    let folder = Folder::new()
        .with("logs/raw.ndjson", format!("{}\n", event(1)))
        .with("logs/z.ndjson", format!("{entry}\n"));
    ingest(&folder, &["--cluster", "payments", "logs/raw.ndjson"]);
    ingest(&folder, &["logs/z.ndjson"]);
    execute(&folder, forget);
    assert_sound(&folder, &FILES);
    assert!(not_compared(&folder), "no use of the raw file is left");
}

const CREDENTIAL: &str = "JTI=d934f69c-858f-4574-adf9-3c0a2941f390";
