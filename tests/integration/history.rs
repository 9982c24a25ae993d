//! Memory between scans: what was reported is not news, nothing is lost, and what changed has its reason.

mod changes;

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

use crate::harness::cli::{Ended, ingest, ingested, run, value};
use crate::simulation::clock::{NOON, at};
use crate::simulation::digest::uuid;
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Source, Token, World};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

#[test]
fn what_was_reported_is_no_news() {
    let folder = ingested("missing-record");
    let first = scan(&folder, &["--new"]);
    assert_eq!((first.status, reported(&first).len()), (1, 1));
    let second = scan(&folder, &["--new"]);
    assert_eq!((second.status, reported(&second).len()), (0, 0));
    let summary = &value(&second.out)["summary"];
    assert_eq!(
        (&summary["broken"], &summary["reported_before"]),
        (&json!(1), &json!(1))
    );
    let text = run(folder.path(), &["scan", "--db", "a.db", "--new"]);
    assert!(
        text.out.ends_with("Reported before 1, not shown again\n"),
        "{}",
        text.out
    );
    assert!(
        !text.out.contains("BROKEN") && !text.out.contains("more broken"),
        "{}",
        text.out
    );
}

#[test]
fn a_scan_without_a_record_reports_nothing_to_the_next_one() {
    let folder = ingested("missing-record");
    assert_eq!(scan(&folder, &["--no-record"]).status, 1);
    assert_eq!(scan(&folder, &["--new"]).status, 1);
    assert_eq!(scan(&folder, &[]).status, 1);
    assert_eq!(scan(&folder, &["--new"]).status, 0);
}

#[test]
fn what_got_worse_is_news() {
    let folder = ingested("unread-log");
    assert_eq!(reported(&scan(&folder, &["--new"])).len(), 1);
    assert_eq!(reported(&scan(&folder, &["--new"])).len(), 0);
    let worse = scan(&folder, &["--new", "--covers", ALL]);
    assert_eq!((worse.status, reported(&worse).len()), (1, 1));
}

#[test]
fn what_was_settled_and_breaks_again_is_news() {
    let folder = ingested("missing-record");
    assert_eq!(scan(&folder, &["--new"]).status, 1);
    assert_eq!(
        reported(&scan(&folder, &["--new", "--without", "kms"])).len(),
        0
    );
    assert_eq!(scan(&folder, &["--new"]).status, 1);
}

#[test]
fn the_end_of_a_suppression_is_news() {
    let folder = ingested("missing-record").with("credtrail.toml", suppression());
    let suppressed = scan(&folder, &["--new"]);
    assert_eq!((suppressed.status, reported(&suppressed).len()), (0, 1));
    assert_eq!(reported(&scan(&folder, &["--new"])).len(), 0);
    let folder = folder.with("credtrail.toml", "");
    assert_eq!(scan(&folder, &["--new"]).status, 1);
}

#[test]
fn standing_findings_are_kept_once() {
    let folder = ingested("unread-log");
    for _ in 0..5 {
        scan(&folder, &[]);
    }
    assert_eq!(number(&folder, "select count(*) from scan"), 5);
    assert_eq!(number(&folder, "select count(*) from reported"), 1);
}

#[test]
fn news_are_not_left_out_however_many_they_are() {
    let folder = crowd(150);
    let text = run(
        folder.path(),
        &["scan", "--db", "a.db", "--new", "--covers", ALL],
    );
    assert_eq!(text.out.matches("\nBROKEN").count(), 150);
    assert_eq!(
        reported(&scan(&folder, &["--new", "--covers", ALL])).len(),
        0
    );
}

#[test]
fn what_cannot_be_recorded_is_reported_again() {
    let folder = ingested("missing-record");
    execute(
        &folder,
        "create trigger no before insert on reported begin select raise(abort, 'full'); end",
    );
    let plain = scan(&folder, &[]);
    assert_eq!((plain.status, reported(&plain).len()), (1, 1));
    assert!(
        plain.err.contains("not recorded") && plain.err.contains("full"),
        "{}",
        plain.err
    );
    let new = scan(&folder, &["--new"]);
    assert_eq!((new.status, reported(&new).len()), (2, 1));
    assert!(new.err.contains("cannot record"), "{}", new.err);
    assert_eq!(
        number(&folder, "select count(*) from scan"),
        0,
        "a position without its findings"
    );
    execute(&folder, "drop trigger no");
    assert_eq!(reported(&scan(&folder, &["--new"])).len(), 1);
    assert_eq!(reported(&scan(&folder, &["--new"])).len(), 0);
}

#[test]
fn a_report_that_does_not_get_out_is_not_recorded() {
    let folder = ingested("missing-record").with("reports/yesterday.json", "");
    let lost = scan(&folder, &["--new", "--output", "reports"]);
    assert_eq!(lost.status, 2, "{}", lost.err);
    assert_eq!(reported(&scan(&folder, &["--new"])).len(), 1);
}

#[test]
fn a_scan_that_is_killed_loses_no_finding() {
    let folder = crowd(500);
    let flags = ["--covers", ALL, "--output", "killed.json"];
    let whole = Instant::now();
    spawn(&folder, &flags).wait().expect("an end");
    let whole = whole.elapsed();
    for part in (2..=9).map(|it| f64::from(it) / 8.0) {
        execute(&folder, "delete from reported; delete from scan");
        std::fs::remove_file(folder.path().join("killed.json")).ok();
        let mut child = spawn(&folder, &flags);
        sleep(whole.mul_f64(part));
        child.kill().expect("a process that can be killed");
        child.wait().expect("an end");
        let mut subjects_found = BTreeSet::new();
        if folder.path().join("killed.json").exists() {
            let report = String::from_utf8(folder.bytes("killed.json")).expect("UTF-8");
            subjects_found = subjects(&value(&report));
        }
        subjects_found.extend(reported(&scan(&folder, &["--new", "--covers", ALL])));
        assert_eq!(subjects_found.len(), 500, "killed after {part} of its time");
    }
    assert_eq!(
        reported(&scan(&folder, &["--new", "--covers", ALL])).len(),
        0
    );
}

#[test]
fn scans_at_once_keep_one_history() {
    let folder = crowd(300);
    let names = ["0", "1", "2", "3"].map(|it| format!("{it}.json"));
    let children = names
        .each_ref()
        .map(|name| spawn(&folder, &["--covers", ALL, "--output", name]));
    for mut child in children {
        assert_eq!(child.wait().expect("an end").code(), Some(1));
    }
    assert_eq!(number(&folder, "select count(*) from scan"), 4);
    assert_eq!(
        number(&folder, "select count(*) from reported where until is null"),
        300
    );
    assert_eq!(
        reported(&scan(&folder, &["--new", "--covers", ALL])).len(),
        0
    );
}

/// All logs, for more than a year.
const ALL: &str = "all=2025-06-01..2026-10-20";

/// The policy of somebody who answers for what is missing, for some weeks yet.
fn suppression() -> String {
    let expires = Timestamp::now() + SignedDuration::from_hours(60 * 24);
    let expires = expires.strftime("%Y-%m-%d");
    format!(
        "[[suppression]]\nfinding = \"missing-record\"\nsubject = \"*\"\nowner = \"platform team\"\nreason = \"known\"\nexpires = {expires}\n"
    )
}

fn scan(folder: &Folder, flags: &[&str]) -> Ended {
    run(
        folder.path(),
        &[&["scan", "-q", "--db", "a.db", "--format", "json"], flags].concat(),
    )
}

fn diff(folder: &Folder, flags: &[&str]) -> Ended {
    run(
        folder.path(),
        &[&["diff", "--db", "a.db", "--format", "json"], flags].concat(),
    )
}

/// What is asked of a killed scan.
fn spawn(folder: &Folder, flags: &[&str]) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("credtrail"));
    command.args(["scan", "-q", "--db", "a.db", "--format", "json", "--new"]);
    command.args(flags).env_clear().current_dir(folder.path());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("a command")
}

/// The subjects that a scan reports something of.
fn reported(scan: &Ended) -> BTreeSet<String> {
    subjects(&value(&scan.out))
}

fn subjects(report: &Value) -> BTreeSet<String> {
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let found = lineages.filter(|it| it["findings"] != json!([]));
    found
        .map(|it| it["subject"].as_str().expect("a subject").to_owned())
        .collect()
}

fn only_change(diff: &Ended) -> Value {
    let diff = value(&diff.out);
    let changes = diff["changes"].as_array().expect("changes");
    assert_eq!(changes.len(), 1, "{diff:#}");
    changes[0].clone()
}

fn change_states(change: &Value) -> [&str; 3] {
    ["change", "before", "after"].map(|key| change[key].as_str().expect("a word"))
}

/// A database of a world.
fn files(world: &World) -> Folder {
    let folder = Folder::new().with("all.ndjson", lines(world));
    ingest(&folder, &["all.ndjson"]);
    folder
}

fn lines(world: &World) -> String {
    let entries = world.entries().into_iter();
    entries
        .map(|record| format!("{}\n", record.entry))
        .collect()
}

/// A database of so many tokens that nobody issued.
fn crowd(tokens: usize) -> Folder {
    let call = |number| {
        let id = format!("JTI={}", uuid(format!("token {number}")));
        Call::new(NOON, "system:serviceaccount:team-a:crowd").with(id)
    };
    let world = (0..tokens).map(call).fold(World::default(), World::call);
    let earlier =
        World::default().issue_token(&Token::mint("team-a", "web", at("2026-10-05T06:05:00Z")));
    let folder = Folder::new()
        .with("k8s.ndjson", ndjson(&world.log(Source::Kubernetes)))
        .with("gke.ndjson", ndjson(&earlier.log(Source::Gke)))
        .with("kms.ndjson", ndjson(&earlier.log(Source::Kms)));
    ingest(&folder, &["k8s.ndjson", "gke.ndjson", "kms.ndjson"]);
    folder
}

/// Has SQLite itself change `a.db`.
fn execute(folder: &Folder, statement: impl Into<String>) {
    asked(folder, async |connection| {
        let statement = sqlx::AssertSqlSafe(statement.into());
        sqlx::raw_sql(statement).execute(connection).await.map(drop)
    });
}

fn number(folder: &Folder, question: &'static str) -> i64 {
    asked(folder, async |connection| {
        sqlx::query_scalar(question).fetch_one(connection).await
    })
}

fn asked<T>(
    folder: &Folder,
    ask: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, sqlx::Error>,
) -> T {
    let url = format!("sqlite://{}", folder.path().join("a.db").display());

    let work = async {
        let mut connection = SqliteConnection::connect(&url).await?;
        let answer = ask(&mut connection).await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>(answer)
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work).expect("SQLite")
}
