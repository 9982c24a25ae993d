//! A database comes to be whole or not at all: whoever is stopped at it leaves a file that the next command finishes.
//! `faults/` kills those who create one.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use credtrail::{Durability, Input, LogReader, Progress, Store, ingest};
use sqlx::{Connection, SqliteConnection};

use crate::harness::cli::{failed, ingested, run, scanned, value};
use crate::simulation::files::{Folder, fixture};

fn ingesting(folder: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtrail"));
    let logs = fixture("missing-record/logs");
    command
        .env_clear()
        .current_dir(folder)
        .args(["ingest", "-q", "--db", "a.db"])
        .arg(logs)
        .stderr(Stdio::piped());
    command.spawn().expect("a command")
}

/// Has SQLite itself change `a.db`.
fn execute(folder: &Folder, statements: &'static str) {
    let url = format!("sqlite://{}", folder.path().join("a.db").display());
    let work = async {
        let mut connection = SqliteConnection::connect(&url).await?;
        sqlx::raw_sql(statements).execute(&mut connection).await?;
        connection.close().await
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work).expect("SQLite");
}

/// The next command finishes the database, and it is as any other.
fn assert_finished(folder: &Folder, when: &str) {
    let logs = fixture("missing-record/logs").display().to_string();
    let ended = run(folder.path(), &["ingest", "-q", "--db", "a.db", &logs]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{when}");
    let summary = &value(&scanned(folder))["summary"];
    let verdicts = (&summary["complete"], &summary["broken"]);
    assert_eq!(verdicts, (&1.into(), &1.into()), "{when}");
    assert_eq!(summary["lines"]["relevant"], 7, "{when}");
}

#[test]
fn a_database_that_an_earlier_version_left_unfinished_is_finished() {
    for left in [
        "pragma journal_mode = wal",
        "create table _sqlx_migrations (version bigint primary key, description text not null,
             installed_on timestamp not null default current_timestamp, success boolean not null,
             checksum blob not null, execution_time bigint not null)",
    ] {
        let folder = Folder::new().with("a.db", "");
        execute(&folder, left);
        failed(
            &run(folder.path(), &["scan", "--db", "a.db"]),
            "holds nothing yet",
        );
        assert_finished(&folder, left);
    }
    let unmarked = ingested("missing-record");
    execute(&unmarked, "pragma application_id = 0");
    assert_finished(&unmarked, "without its mark");
}

#[test]
fn two_that_make_one_database_at_once_both_succeed() {
    for _ in 0..8 {
        let folder = Folder::new();
        let children = [(); 4].map(|()| ingesting(folder.path()));
        for child in children {
            let output = child.wait_with_output().expect("an end");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!((output.status.code(), stderr.as_ref()), (Some(0), ""));
        }
        assert_finished(&folder, "made by four");
    }
}

#[test]
fn a_failure_before_anything_is_recorded_leaves_an_empty_database_empty() {
    let folder = Folder::new().with("notes.txt", "no log\n");
    for wrong in ["no-such-file.json", "notes.txt"] {
        let ended = run(folder.path(), &["ingest", "-q", "--db", "a.db", wrong]);
        assert_eq!(ended.status, 2, "{wrong}");
        failed(
            &run(folder.path(), &["scan", "--db", "a.db"]),
            "holds nothing yet",
        );
    }
    assert_finished(&folder, "after it was emptied");
}

#[test]
fn a_failure_removes_nothing_that_was_there() {
    let folder = ingested("missing-record");
    let ended = run(
        folder.path(),
        &["ingest", "-q", "--db", "a.db", "no-such-file.json"],
    );
    assert_eq!(ended.status, 2);
    assert_finished(&folder, "after a failure");
}

/// The other process opened the database before the one that created it failed.
#[test]
fn a_failure_does_not_empty_a_database_that_another_process_uses() {
    let folder = Folder::new();
    let path = folder.path().join("a.db");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let work = async {
        let one = Store::open(&path, Durability::Durable).await?;
        let mut other = Store::open(&path, Durability::Durable).await?;
        one.abandon().await?;
        let kms = Input::named(fixture("missing-record/logs/kms.ndjson"));
        let progress = Progress::default();
        ingest(&kms, &LogReader::default(), &mut other, &progress)
            .await
            .expect("a log");
        other.abandon().await
    };
    runtime.expect("a runtime").block_on(work).expect("a store");
    let summary = &value(&scanned(&folder))["summary"];
    assert_eq!(summary["lines"]["relevant"], 1);
}
