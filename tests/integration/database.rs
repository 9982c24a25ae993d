//! The database file: what is not ours, or of a later version, is refused and stays as it is.

use crate::harness::cli::{failed, ingested, run};
use crate::simulation::files::{Folder, fixture};
use sqlx::{Connection, SqliteConnection};

#[test]
fn there_is_nothing_to_scan_before_anything_was_read() {
    let folder = Folder::new();
    failed(&run(folder.path(), &["scan", "--db", "a.db"]), "a.db");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let folder = ingested("complete-x509");
    execute(
        &folder,
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'later', true, x'00', 0)",
    );
    for command in [
        &["ingest", "--db", "a.db", "."][..],
        &["scan", "--db", "a.db"],
    ] {
        failed(&run(folder.path(), command), "newer version");
    }
}

#[test]
fn a_database_has_the_very_name_that_was_given() {
    for name in [
        "file:a.db",
        ":memory:",
        "a?b#%41.db",
        "file:x.db?mode=memory",
    ] {
        let folder = Folder::new();
        let logs = fixture("complete-x509/logs").display().to_string();
        let read = run(folder.path(), &["ingest", "-q", "--db", name, &logs]);
        assert_eq!((read.status, read.err.as_str()), (0, ""), "{name}");
        assert_eq!(folder.names(), [name]);
        let scan = run(folder.path(), &["scan", "--db", name]);
        assert_eq!(scan.status, 0, "{name}: {}", scan.err);
    }
}

/// Runs a command on a database that cannot be written to, nor anything beside it. None where root is asked and nobody else can run it.
#[cfg(unix)]
pub(crate) fn where_nothing_is_written(
    folder: &Folder,
    arguments: &[&str],
) -> Option<crate::harness::cli::Ended> {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let mode = |path: &std::path::Path, mode| {
        set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
    };
    mode(&folder.path().join("a.db"), 0o444);
    mode(folder.path(), 0o555);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_credtrail"));
    command
        .env_clear()
        .current_dir(folder.path())
        .args(arguments);
    if metadata(folder.path()).expect("a folder").uid() == 0 {
        command.uid(65_534).gid(65_534); // root may write anywhere
    }
    let output = command.output();
    mode(folder.path(), 0o755);
    let output = output.ok()?;
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Some(crate::harness::cli::Ended {
        status: output.status.code().expect("an exit status"),
        out: text(output.stdout),
        err: text(output.stderr),
    })
}

#[cfg(unix)]
#[test]
fn a_database_is_read_where_nothing_can_be_written() {
    let folder = ingested("missing-record");
    let written = run(folder.path(), &["scan", "--no-record", "--db", "a.db"]);
    for beside in ["a.db-wal", "a.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(beside)); // left by who only read; nothing is in it
    }
    for command in [
        &["scan", "--no-record", "--db", "a.db"][..],
        &["scan", "--no-record", "--format", "json", "--db", "a.db"],
        &["trace", "--db", "a.db", "JTI="],
        &["diff", "--list", "--db", "a.db"],
    ] {
        if let Some(ended) = where_nothing_is_written(&folder, command) {
            assert!(ended.status != 2, "{command:?}: {}", ended.err);
            assert!(
                !ended.err.contains("database"),
                "{command:?}: {}",
                ended.err
            );
        }
    }
    let scan = where_nothing_is_written(&folder, &["scan", "--no-record", "--db", "a.db"]);
    assert!(scan.is_none_or(|it| (it.status, it.out) == (written.status, written.out)));
    let recorded = where_nothing_is_written(&folder, &["scan", "--db", "a.db"]);
    assert!(recorded.is_none_or(|it| it.err.contains("this scan is not recorded")));
    std::fs::write(
        folder.path().join("a.db-wal"),
        "what is not in the file yet",
    )
    .expect("a file");
    if let Some(ended) = where_nothing_is_written(&folder, &["scan", "--db", "a.db"]) {
        failed(&ended, "a.db-wal");
    }
}

#[test]
fn a_database_from_before_callers_were_counted_is_judged_as_a_new_one() {
    let folder = ingested("wrong-caller");
    let report = |folder: &Folder| {
        let asked = ["scan", "-q", "--db", "a.db", "--format", "ndjson", "-v"];
        let all = run(folder.path(), &asked).out;
        let lineages = all.lines().filter(|it| it.contains("\"subject\""));
        lineages.map(str::to_owned).collect::<Vec<_>>()
    };
    let new = report(&folder);
    assert_eq!(new.len(), 5, "{new:?}");
    execute(&folder, UNDO_AFTER_19);
    execute(
        &folder,
        "drop table caller;
         drop table recorded;
         drop table switch;
         drop table again;
         alter table rejected drop column tail;
         alter table service drop column by_agent;
         drop index entry_by_digest;
         create index entry_by_digest on entry (digest, event, at, credential, certificate, resource, detail is null) where digest is not null;
         delete from _sqlx_migrations where version >= 15",
    );
    failed(
        &run(folder.path(), &["scan", "--db", "a.db"]),
        "older version",
    );
    let folder = folder.with("nothing.ndjson", "\n");
    run(
        folder.path(),
        &["ingest", "-q", "--db", "a.db", "nothing.ndjson"],
    );
    assert_eq!(report(&folder), new);
}

#[test]
fn a_database_from_before_it_was_kept_at_whose_calls_keys_serve_tells_it_too() {
    let folder = ingested("wrong-caller");
    let served = |folder: &Folder| {
        let database = rusqlite::Connection::open(folder.path().join("a.db")).expect("a database");
        // no database from before keeps which key serves which CA of a pool
        let sql = "select by_agent from service where source = 4 and for_resource in (select resource from entry) order by resource, for_resource";
        let mut statement = database.prepare(sql).expect("a query");
        let rows = statement.query_map([], |row| row.get(0)).expect("rows");
        rows.map(|it| it.expect("a number"))
            .collect::<Vec<Option<i64>>>()
    };
    let new = served(&folder);
    assert!(
        !new.is_empty() && new.iter().all(Option::is_some),
        "{new:?}"
    );
    execute(&folder, UNDO_AFTER_19);
    execute(
        &folder,
        "drop table switch;
         drop table again;
         alter table rejected drop column tail;
         alter table service drop column by_agent;
         delete from _sqlx_migrations where version >= 17",
    );
    let folder = folder.with("nothing.ndjson", "\n");
    let again = ["ingest", "-q", "--db", "a.db", "nothing.ndjson"];
    run(folder.path(), &again);
    assert_eq!(served(&folder), new);
}

#[test]
fn a_file_that_is_no_database_stays_as_it_is() {
    let folder = Folder::new().with("a.db", "these are my notes, not your database\n".repeat(99));
    assert_stays(&folder);
}

#[test]
fn the_database_of_another_program_stays_as_it_is() {
    let named = Folder::new().with("a.db", "");
    execute(
        &named,
        "pragma application_id = 1; create table note (text)",
    );
    assert_stays(&named);
    let nameless = Folder::new().with("a.db", "");
    execute(&nameless, "create table note (text)");
    assert_stays(&nameless);
}

#[test]
fn what_was_written_stands_in_the_one_file() {
    let folder = ingested("missing-record");
    let beside = |folder: &Folder| {
        if folder.names().iter().any(|it| it == "a.db-wal") {
            folder.bytes("a.db-wal").len()
        } else {
            0
        }
    };
    assert_eq!(beside(&folder), 0);
    for _ in 0..2 {
        run(folder.path(), &["scan", "--db", "a.db"]); // records what it reports
        assert_eq!(beside(&folder), 0);
    }
}

/// No command touches `a.db`.
fn assert_stays(folder: &Folder) {
    let before = folder.bytes("a.db");
    let logs = fixture("complete-x509/logs").display().to_string();
    for command in [
        &["ingest", "--db", "a.db", &logs][..],
        &["scan", "--db", "a.db"],
        &["trace", "--db", "a.db", "JTI=x"],
    ] {
        failed(&run(folder.path(), command), "a.db");
    }
    assert!(folder.bytes("a.db") == before, "the file was changed");
    assert_eq!(folder.names(), ["a.db"]);
}

/// What migrations 20 and later did, undone: a new migration is undone here.
pub(crate) const UNDO_AFTER_19: &str = "drop table project_number;
     drop table issuer_name;
     drop table list_issuer;
     drop index revoked_once;
     create unique index revoked_once on revoked_certificate (coalesce(certificate, 0), called, pool, at);
     create table revoked_serial_before as select key_id, name_id, serial, at, lasting, list, source_location from revoked_serial;
     drop table revoked_serial;
     create table revoked_serial (key_id integer not null references name, name_id integer not null references name, serial text not null,
         at integer not null, lasting integer not null, list integer references identifier,
         source_location integer not null references source_location,
         primary key (serial, key_id, name_id, at, lasting)) strict, without rowid;
     insert or ignore into revoked_serial select * from revoked_serial_before;
     drop table revoked_serial_before;
     drop view answered_request;
     drop table signing_answer;
     drop table signing_request;
     drop table signed_report;
     alter table scan drop column previous;
     alter table scan drop column hash;
     alter table rejected drop column counted;
     drop index authority_by_own;
     alter table authority drop column own;
     drop table undecided;
     drop table provisional;
     drop table dismissed;
     drop table unread;
     alter table source_location rename to stand;
     alter table authority rename column source_location to stand;
     alter table authority_certificate rename column source_location to stand;
     alter table revoked_serial rename column source_location to stand;
     alter table revoked_certificate rename column source_location to stand;
     alter table evidence_item rename to exhibit;
     drop index evidence_item_once;
     drop index evidence_item_by_credential;
     drop index evidence_item_by_digest;
     create unique index exhibit_once on exhibit (kind, coalesce(credential, 0), coalesce(digest, 0));
     create index exhibit_by_credential on exhibit (credential) where credential is not null;
     create index exhibit_by_digest on exhibit (digest) where digest is not null;
     delete from _sqlx_migrations where version >= 20";

/// Has SQLite itself change `a.db`.
pub(crate) fn execute(folder: &Folder, statements: &str) {
    let url = format!("sqlite://{}", folder.path().join("a.db").display());
    let work = async {
        let mut connection = SqliteConnection::connect(&url).await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(statements))
            .execute(&mut connection)
            .await?;
        connection.close().await
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work).expect("SQLite");
}

/// What the schema was before holders were kept.
const WITHOUT_HOLDERS: &str = "
    drop index entry_by_credential;
    drop index entry_by_certificate;
    alter table entry drop column holder;
    alter table service drop column since;
    drop table stale_token;
    drop table crowded_use;
    create index entry_by_credential on entry (credential, event, at, certificate, digest, valid_from, valid_to) where credential is not null;
    create index entry_by_certificate on entry (certificate, event, at, credential, digest, valid_from, valid_to) where certificate is not null;
    drop table recorded;
    delete from _sqlx_migrations where version in (14, 16);
";

#[test]
fn a_database_from_before_holders_were_kept_is_judged_like_one_of_now() {
    for scenario in ["complete-x509", "ancestry", "holder-mismatch"] {
        let folder = ingested(scenario);
        let scan = || {
            run(
                folder.path(),
                &["scan", "--db", "a.db", "--no-record", "--format", "json"],
            )
        };
        let now = scan();
        execute(&folder, WITHOUT_HOLDERS);
        run(
            folder.path(),
            &[
                "ingest",
                "-q",
                "--db",
                "a.db",
                &fixture("odd-lines/logs").display().to_string(),
            ],
        );
        let verdict = |ended: &crate::harness::cli::Ended, subject: &str| {
            let report = crate::harness::cli::value(&ended.out);
            let lineages = report["lineages"].as_array().expect("lineages").clone();
            let own = lineages.into_iter().find(|it| it["subject"] == subject);
            own.expect("a lineage")["verdict"].clone()
        };
        for lineage in crate::harness::cli::value(&now.out)["lineages"]
            .as_array()
            .expect("lineages")
        {
            let subject = lineage["subject"].as_str().expect("a subject");
            // of a request of old nobody knows which service account it was for
            if lineage["kind"] == "certificate" || scenario != "holder-mismatch" {
                assert_eq!(
                    verdict(&scan(), subject),
                    lineage["verdict"],
                    "{scenario} {subject}"
                );
            }
        }
    }
}

#[test]
fn two_writers_take_turns() {
    use credtrail::ingest::input::{FoundBy, Input};
    use credtrail::ingest::pipeline::ingest;
    use credtrail::ingest::stream::Progress;
    use credtrail::log::Reader;
    use credtrail::store::{Durability, Store};
    let folder = Folder::new();
    let path = folder.path().join("a.db");
    let work = async {
        let mut writers = Vec::new();
        for _ in 0..2 {
            writers.push(
                Store::open(&path, Durability::Durable)
                    .await
                    .expect("a database"),
            );
        }
        let scenarios = [
            "complete-x509",
            "complete-jwt",
            "missing-record",
            "ancestry",
        ];
        for (turn, scenario) in scenarios.into_iter().enumerate() {
            let logs = fixture(scenario).join("logs");
            for input in credtrail::ingest::input::inputs(&[logs])
                .expect("logs")
                .files
            {
                let input = Input {
                    found: FoundBy::Named,
                    ..input
                };
                let writer = &mut writers[turn % 2];
                let read = ingest(&input, &Reader::default(), writer, &Progress::default()).await;
                read.expect("a file that is read");
            }
        }
        writers[0].counts().await.expect("numbers").rejected
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    assert_eq!(runtime.expect("a runtime").block_on(work), 0);
}
