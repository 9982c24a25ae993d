//! What is in a database keeps its meaning: one of an earlier version is read as it was, and what is written is what was written.

mod contents;
mod migrations;
mod new_database;

use std::fmt::Debug;
use std::fs;
use std::path::Path;

use self::contents::contents;
use crate::harness::cli::run;
use crate::simulation::files::{Folder, fixture};
use credtrail::coverage::audit_settings::Action;
use credtrail::coverage::issuance_times::Issue;
use credtrail::evidence::crl::{Covered, Lasting};
use credtrail::evidence::item::SignatureCheck;
use credtrail::evidence::pending_signature::Scheme;
use credtrail::model::entry::{Field, Method, Source};
use credtrail::store::schema::codes::{self, Code};
use insta::{Settings, assert_snapshot};
use rusqlite::Connection;
use rusqlite::types::Value;

/// The database of which all tests here speak.
const DATABASE: &str = "databases/2026-11.sql";

/// `PRAGMA application_id`, which a dump does not hold.
const APPLICATION: i64 = 0x6372_6564;

/// The scenarios whose logs were read into it.
const SCENARIOS: [&str; 19] = [
    "ancestry",
    "bad-lines",
    "cluster-description",
    "internal-certificates",
    "key-rotation",
    "malformed-credential-id",
    "papers-in-documents",
    "papers-in-hand",
    "refused-signature",
    "revoked-credential-used",
    "shape-array-compact",
    "signature-invalid",
    "signed-data",
    "stale-token",
    "token-in-hand",
    "two-ids",
    "unexpected-pool",
    "wide-digests",
    "workload-rotation",
];

/// What is told of files, whatever is in them.
const OF_FILES: [&str; 3] = ["file", "source_location", "again"];

/// What the version that wrote the older database did not read.
const OF_LATER_VERSIONS: [&str; 4] = [
    "signing_request",
    "signing_answer",
    "issuer_name",
    "list_issuer",
];

/// What is not read from files, but recorded by scans.
const OF_SCANS: [&str; 2] = ["scan", "reported"];

#[test]
fn an_older_database_gives_the_same_report() {
    let folder = older();
    assert_eq!(read(&folder), 0);
    let report = report(&folder, "text");
    let mut settings = Settings::new();
    settings.set_snapshot_path(fixture("databases"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!("2026-11.txt", report));
}

#[test]
fn an_older_database_holds_a_scan_that_a_new_one_agrees_with() {
    let folder = older();
    read(&folder);
    run(folder.path(), &["scan", "-q", "--db", "a.db"]);
    let diff = run(folder.path(), &["diff", "--db", "a.db", "--format", "json"]);
    let diff = crate::harness::cli::value(&diff.out);
    assert_eq!(diff["changes"], serde_json::json!([]), "{diff:#}");
}

#[test]
fn lines_that_an_older_database_holds_are_no_news_in_other_files() {
    let folder = older();
    read(&folder);
    let (facts, before) = (contents(&folder), report(&folder, "json"));
    let forget = "update file set content = randomblob(24)"; // so that each file is taken for another one
    open(&folder).execute_batch(forget).expect("a database");
    read(&folder);
    let (again, after) = (contents(&folder), report(&folder, "json"));
    for (table, rows) in &facts {
        let is_new = OF_LATER_VERSIONS.contains(&table.as_str());
        if !is_new && !OF_FILES.contains(&table.as_str()) {
            assert_eq!(rows, &again[table], "{table}");
        }
    }
    assert!(again["file"].len() > facts["file"].len());
    let lineages = |report: &str| crate::harness::cli::value(report)["lineages"].clone();
    assert_eq!(lineages(&before), lineages(&after));
}

#[test]
fn what_is_written_is_what_was_written() {
    let folder = older();
    read(&folder);
    let written = contents(&folder);
    let emptied = emptied(&older());
    assert!(read(&emptied) > 0);
    for (table, rows) in contents(&emptied) {
        let is_new = OF_LATER_VERSIONS.contains(&table.as_str());
        if !is_new && !OF_SCANS.contains(&table.as_str()) {
            assert_eq!(rows, written[&table], "{table}");
        }
    }
    assert_eq!(report(&folder, "json"), report(&emptied, "json"));
}

#[test]
fn the_older_database_has_an_event_of_each_kind() {
    let mut events = values(&open(&older()), "select distinct event from entry");
    events.sort_by_key(|it| format!("{it:?}").len());
    let all = [1, 2, 3, 4, 10, 11, 12, 13, 14, 15].map(Value::Integer);
    assert_eq!(events.len(), all.len());
    assert!(all.iter().all(|it| events.contains(it)), "{events:?}");
    let kinds = values(&open(&older()), "select distinct kind from exhibit");
    assert_eq!(kinds.len(), 6);
    let kinds = values(&open(&older()), "select distinct kind from identifier");
    assert_eq!(kinds.len(), 4);
}

#[test]
fn codes_that_are_stored_stay() {
    let sources = [
        (Source::Kubernetes, 1),
        (Source::Gke, 2),
        (Source::CaService, 3),
        (Source::Kms, 4),
        (Source::Workload, 5),
    ];
    pinned(&sources);
    let fields = [
        (Field::IssuedCredentialId, 0),
        (Field::CredentialId, 1),
        (Field::CertificateFingerprint, 2),
        (Field::ToBeSignedDigest, 3),
        (Field::Sha256Hash, 4),
        (Field::TbsCertificateDigest, 5),
        (Field::PemCertificate, 6),
        (Field::RequestDigest, 7),
        (Field::ResponseStatus, 8),
        (Field::CertificatePem, 9),
    ];
    pinned(&fields);
    let methods = [
        (Method::SignCertificate, 10),
        (Method::SignServiceAccountJWT, 11),
        (Method::IssueInternalClusterCertificate, 12),
        (Method::IssueInternalEtcdClientCertificate, 13),
        (Method::IssueInternalEtcdPeerCertificate, 14),
        (Method::IssueInternalEtcdServerCertificate, 15),
    ];
    pinned(&methods);
    let schemes = [
        (Scheme::RsaPkcs1, 1),
        (Scheme::RsaPss, 2),
        (Scheme::Ecdsa, 3),
        (Scheme::Ed25519, 4),
    ];
    pinned(&schemes);
    pinned(&[(Lasting::ForEver, 0), (Lasting::OnHold, 1)]);
    pinned(&[
        (Covered::All, 0),
        (Covered::EndEntities, 1),
        (Covered::Authorities, 2),
    ]);
    pinned(&[(Action::Unknown, 0), (Action::Add, 1), (Action::Remove, 2)]);
    let issues = [
        (Issue::Signature, 0),
        (Issue::Certificate, 1),
        (Issue::Token, 2),
        (Issue::Any, 3),
    ];
    pinned(&issues);
}

#[test]
fn codes_of_kinds_that_are_stored_stay() {
    use codes::{configuration, event, evidence, identifier};
    let events = [
        event::REQUESTED,
        event::CERTIFIED,
        event::SIGNED,
        event::OBSERVED,
    ];
    assert_eq!((events, event::ISSUED), ([1, 2, 3, 4], 10..=15));
    let identifiers = [
        identifier::CERTIFICATE,
        identifier::TOKEN,
        identifier::OTHER,
        identifier::DIGEST,
    ];
    assert_eq!(identifiers, [1, 2, 3, 4]);
    let evidence = [
        evidence::CERTIFICATE,
        evidence::OWN_CERTIFICATE,
        evidence::REQUEST,
        evidence::REVOCATION_LIST,
        evidence::TOKEN,
        evidence::AUTHORITY_CERTIFICATE,
    ];
    assert_eq!(evidence, [1, 2, 3, 4, 5, 6]);
    let configurations = [
        configuration::CREATED,
        configuration::UPDATED,
        configuration::DONE,
        configuration::FAILED,
        configuration::DESCRIBED,
    ];
    assert_eq!(configurations, [1, 2, 3, 4, 5]);
    let key = || "key".to_owned();
    let checks = [
        SignatureCheck::None,
        SignatureCheck::Fails(key()),
        SignatureCheck::Holds(key()),
    ];
    let checks = checks.each_ref().map(codes::signature_check_code);
    assert_eq!(checks, [(0, ""), (1, "key"), (2, "key")]);
}

/// Every value has its number, and every number gives its value.
fn pinned<C: Code + Debug + PartialEq>(codes: &[(C, i64)]) {
    let values: Vec<C> = codes.iter().map(|it| it.0).collect();
    assert_eq!(C::ALL, values);
    for (value, code) in codes {
        assert_eq!(
            (value.code(), C::of_code(*code).ok()),
            (*code, Some(*value))
        );
    }
    assert!(C::of_code(-1).is_err() && C::of_code(99).is_err());
}

/// The older database as `a.db`, and the logs that were read into it.
pub(crate) fn older() -> Folder {
    let mut folder = Folder::new();
    for scenario in SCENARIOS {
        folder = with_files(folder, &fixture(scenario).join("logs"), scenario);
    }
    let dump = fs::read_to_string(fixture(DATABASE)).expect("a dump");
    let database = open(&folder);
    database.execute_batch(&dump).expect("a database");
    let ours = format!("pragma application_id = {APPLICATION}");
    database.execute_batch(&ours).expect("a database");
    folder
}

pub(crate) fn with_files(mut folder: Folder, from: &Path, to: &str) -> Folder {
    for entry in fs::read_dir(from).expect("logs") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        let name = format!("{to}/{name}");
        folder = if path.is_dir() {
            with_files(folder, &path, &name)
        } else {
            folder.with(&format!("logs/{name}"), fs::read(&path).expect("a file"))
        };
    }
    folder
}

/// The same database before anything was read. It keeps the seed of its hashes.
fn emptied(folder: &Folder) -> Folder {
    let database = open(folder);
    database
        .execute_batch("pragma foreign_keys = off")
        .expect("a database");
    for table in tables(&database) {
        if table != "seed" {
            let forget = format!("delete from {table}");
            database.execute_batch(&forget).expect("a table");
        }
    }
    let bytes = |name: &str| folder.bytes(name);
    drop(database);
    SCENARIOS.into_iter().fold(
        Folder::new().with("a.db", bytes("a.db")),
        |emptied, scenario| with_files(emptied, &fixture(scenario).join("logs"), scenario),
    )
}

/// Reads the logs; how many entries became known.
pub(crate) fn read(folder: &Folder) -> usize {
    let count = || contents(folder)["entry"].len();
    let before = count();
    let covers = ["--covers", "kms=2026-10-05..2026-10-07"];
    let arguments = [&["ingest", "-q", "--db", "a.db"], &covers[..], &["logs"]].concat();
    let ended = run(folder.path(), &arguments);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    count() - before
}

fn report(folder: &Folder, form: &str) -> String {
    let arguments = ["scan", "-q", "-v", "--no-record", "--db", "a.db"];
    run(
        folder.path(),
        &[&arguments[..], &["--format", form]].concat(),
    )
    .out
}

fn open(folder: &Folder) -> Connection {
    Connection::open(folder.path().join("a.db")).expect("a database")
}

/// All tables but that of the migrations, which holds when they were made.
fn tables(database: &Connection) -> Vec<String> {
    let all = "select name from sqlite_schema where type = 'table' and name <> '_sqlx_migrations'";
    let names = values(database, all).into_iter().map(|it| match it {
        Value::Text(name) => name,
        other => panic!("{other:?} is no name"),
    });
    names.collect()
}

fn values(database: &Connection, sql: &str) -> Vec<Value> {
    let mut statement = database.prepare(sql).expect("a query");
    let values = statement.query_map([], |row| row.get(0)).expect("rows");
    values.map(|it| it.expect("a value")).collect()
}
