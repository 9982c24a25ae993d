//! `credtrail fsck`: what is sound is called sound, and each kind of damage is found.

mod damage;
mod files;
mod history;
mod tables;

use crate::database::{execute, where_nothing_is_written};
use crate::harness::cli::{Ended, failed, ingested, run, value};
use crate::simulation::files::{Folder, fixture, scenarios};
use crate::stored;
use serde_json::Value;

/// Examines `a.db`.
fn fsck(folder: &Folder, flags: &[&str]) -> Ended {
    run(folder.path(), &[&["fsck", "--db", "a.db"], flags].concat())
}

/// The problems of `a.db`, as `AREA: TEXT`.
fn problems(folder: &Folder, flags: &[&str]) -> Vec<String> {
    let report = value(&fsck(folder, &[flags, &["--format", "json"]].concat()).out);
    let areas = report["areas"].as_array().expect("areas").clone();
    let listed = |area: &Value| {
        let name = area["area"].as_str().expect("a name").to_owned();
        let listed = area["listed"].as_array().expect("problems").clone();
        let text = move |it: &Value| format!("{name}: {}", it.as_str().expect("a text"));
        listed.iter().map(text).collect::<Vec<_>>()
    };
    areas.iter().flat_map(listed).collect()
}

/// What is wrong with `a.db` is this, among other things.
fn assert_wrong(folder: &Folder, flags: &[&str], what: &str) {
    assert_eq!(fsck(folder, flags).status, 1, "{what}");
    let problems = problems(folder, flags);
    assert!(
        problems.iter().any(|it| it.contains(what)),
        "{what}: {problems:#?}"
    );
}

/// Nothing is wrong with `a.db`, and everything was looked at.
fn assert_sound(folder: &Folder, flags: &[&str]) {
    let ended = fsck(folder, flags);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{}", ended.out);
}

#[test]
fn every_scenario_is_sound() {
    let folder = Folder::new();
    let logs = scenarios().into_iter().map(|it| it.join("logs"));
    let logs = logs.filter(|it| it.is_dir());
    let logs: Vec<String> = logs.map(|it| it.display().to_string()).collect();
    let logs: Vec<&str> = logs.iter().map(String::as_str).collect();
    let ingest = [&["ingest", "-q", "--db", "a.db"], &logs[..]].concat();
    assert_eq!(run(folder.path(), &ingest).status, 0);
    for _ in 0..2 {
        run(folder.path(), &["scan", "-q", "--db", "a.db"]);
    }
    let fixtures = fixture("").display().to_string();
    assert_sound(&folder, &["--files", &fixtures]);
}

#[test]
fn an_older_database_is_sound() {
    let folder = stored::older();
    failed(&fsck(&folder, &[]), "older version");
    stored::read(&folder);
    assert_sound(&folder, &["--files", "logs"]);
}

#[test]
fn a_database_is_examined_where_nothing_can_be_written() {
    let folder = ingested("missing-record");
    if let Some(ended) = where_nothing_is_written(&folder, &["fsck", "--db", "a.db"]) {
        assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{}", ended.out);
    }
}

#[test]
fn a_database_is_examined_while_another_process_writes() {
    let folder = ingested("missing-record");
    let mut writer = rusqlite::Connection::open(folder.path().join("a.db")).expect("a database");
    let turn = writer
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .expect("a transaction");
    turn.execute("update usage set count = count + 1", [])
        .expect("a write");
    assert_sound(&folder, &[]);
    turn.commit().expect("a commit");
    assert_wrong(&folder, &[], "uses: ");
}

#[test]
fn what_is_no_database_of_ours_is_an_error() {
    let folder = Folder::new();
    failed(&fsck(&folder, &[]), "there is no database a.db");
    let folder = folder.with("a.db", "these are my notes\n".repeat(999));
    failed(&fsck(&folder, &[]), "is no database of credtrail");
    let folder = ingested("missing-record");
    failed(&fsck(&folder, &["--files", "nowhere"]), "no directory");
    execute(
        &folder,
        "insert into _sqlx_migrations select 999, description, installed_on, success, checksum, execution_time from _sqlx_migrations limit 1",
    );
    failed(&fsck(&folder, &[]), "newer version");
}

#[test]
fn the_text_fits_a_terminal_and_is_bounded() {
    let folder = ingested("ancestry");
    execute(
        &folder,
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)
         insert into declared select 9, i, i from n",
    );
    let ended = fsck(&folder, &[]);
    assert_eq!(ended.status, 1);
    assert!(ended.out.contains("… and 480 more"), "{}", ended.out);
    let lines = || ended.out.lines();
    assert!(lines().all(|it| it.chars().count() <= 80), "{}", ended.out);
    assert!(lines().count() < 60, "{}", ended.out);
    let report = value(&fsck(&folder, &["--format", "json"]).out);
    let areas = report["areas"].as_array().expect("areas");
    let coverage = areas.iter().find(|it| it["area"] == "coverage");
    let coverage = coverage.expect("an area");
    assert_eq!(coverage["problems"], 500);
    assert_eq!(coverage["listed"].as_array().map(Vec::len), Some(100));
}
