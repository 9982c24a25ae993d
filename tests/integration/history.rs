//! Memory between scans: what was reported is not news, nothing is lost, and what changed has its reason.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

use crate::harness::cli::{Ended, failed, ingest, ingested, run, value};
use crate::simulation::clock::{NOON, at};
use crate::simulation::digest::uuid;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Kind, Leaf, Source, Token, World};
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
    assert_eq!(text.out.matches("BROKEN").count(), 150);
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
        let mut told = BTreeSet::new();
        if folder.path().join("killed.json").exists() {
            let report = String::from_utf8(folder.bytes("killed.json")).expect("UTF-8");
            told = subjects(&value(&report));
        }
        told.extend(reported(&scan(&folder, &["--new", "--covers", ALL])));
        assert_eq!(told.len(), 500, "killed after {part} of its time");
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

#[test]
fn a_late_record_resolves() {
    let leaf = Leaf::of_node("n0", NOON).mint();
    let mut world = World::issuing().used_certificate(&leaf);
    let late = world
        .records
        .extract_if(.., |it| {
            it.kind == Kind::Signed && it.at > at("2026-10-06T00:00:00Z")
        })
        .collect::<Vec<_>>();
    let folder = files(&world).with(
        "late.ndjson",
        ndjson(&late.into_iter().map(|it| it.entry).collect::<Vec<_>>()),
    );
    assert_eq!(scan(&folder, &[]).status, 1);
    ingest(&folder, &["late.ndjson"]);
    assert_eq!(scan(&folder, &[]).status, 0);
    let diff = diff(&folder, &[]);
    assert_eq!(diff.status, 0);
    let change = only_change(&diff);
    assert_eq!(told(&change), ["resolved", "broken", "complete"]);
    assert_eq!(change["reasons"], json!(["late-record"]));
    assert_eq!(change["disappeared"][0]["code"], "missing-record");
}

#[test]
fn a_credential_that_is_new_and_broken_names_its_evidence() {
    let folder = files(&World::framed().used_certificate(&Leaf::of_node("n0", NOON).mint()));
    scan(&folder, &[]);
    let at = NOON + SignedDuration::from_mins(1);
    let mut world = World::default().used_certificate(&Leaf::of_node("n1", at).mint());
    world.records.retain(|it| it.kind != Kind::Signed);
    let folder = folder.with("more.ndjson", lines(&world));
    ingest(&folder, &["more.ndjson"]);
    scan(&folder, &[]);
    let diff = diff(&folder, &[]);
    let change = only_change(&diff);
    assert_eq!(
        (diff.status, told(&change)),
        (1, ["broken", "not-reported", "broken"])
    );
    assert_eq!(change["reasons"], json!(["late-record"]), "it is weeks old");
}

#[test]
fn a_change_of_coverage_is_told() {
    let folder = ingested("unread-log");
    scan(&folder, &[]);
    scan(&folder, &["--covers", ALL]);
    scan(&folder, &[]);
    let grew = diff(&folder, &["1", "2"]);
    assert_eq!(
        (grew.status, told(&only_change(&grew))),
        (1, ["broken", "unproven", "broken"])
    );
    assert_eq!(only_change(&grew)["reasons"], json!(["coverage-grew"]));
    let shrank = diff(&folder, &["2"]);
    assert_eq!(
        (shrank.status, told(&only_change(&shrank))),
        (0, ["changed", "broken", "unproven"])
    );
    assert_eq!(only_change(&shrank)["reasons"], json!(["coverage-shrank"]));
    assert_eq!(value(&diff(&folder, &["1", "3"]).out)["changes"], json!([]));
}

#[test]
fn a_change_of_scope_is_told() {
    let folder = ingested("missing-record");
    scan(&folder, &[]);
    scan(&folder, &["--without", "kms"]);
    let change = only_change(&diff(&folder, &[]));
    assert_eq!(told(&change), ["resolved", "broken", "complete"]);
    assert_eq!(change["reasons"], json!(["scope-changed"]));
}

#[test]
fn a_change_of_policy_is_told() {
    let folder = ingested("unexpected-key");
    let policy = fixture("unexpected-key/credtrail.toml")
        .display()
        .to_string();
    scan(&folder, &[]);
    scan(&folder, &["--policy", &policy]);
    let diff = diff(&folder, &[]);
    let change = only_change(&diff);
    assert_eq!(
        (diff.status, &change["reasons"]),
        (1, &json!(["policy-changed"]))
    );
    assert_eq!(change["appeared"][0]["code"], "unexpected-key");
}

#[test]
fn what_a_scan_did_not_look_at_is_not_resolved() {
    let folder = ingested("missing-record");
    scan(&folder, &[]);
    scan(&folder, &["--without", "kms"]);
    scan(&folder, &["--from", "2026-10-20"]);
    for before in ["1", "2"] {
        let diff = diff(&folder, &[before]);
        let summary = &value(&diff.out)["summary"];
        assert_eq!(summary["resolved"], 0, "{}", diff.out);
    }
    let change = only_change(&diff(&folder, &["1", "3"]));
    assert_eq!(told(&change), ["not-looked-at", "broken", "not-looked-at"]);
}

#[test]
fn what_stands_outside_of_the_window_is_counted() {
    let folder = ingested("missing-record");
    scan(&folder, &[]);
    scan(&folder, &["--from", "2026-10-20"]);
    let diff = value(&diff(&folder, &[]).out);
    assert_eq!(
        (&diff["changes"], &diff["summary"]["not-looked-at"]),
        (&json!([]), &json!(1))
    );
    assert_eq!(
        reported(&scan(&folder, &["--new"])).len(),
        0,
        "a narrow scan forgets nothing"
    );
}

#[test]
fn a_signature_that_is_claimed_is_no_subject_any_more() {
    let token = Token::mint("team-a", "web", NOON);
    let mut world = World::issuing()
        .used_token(&Token::mint(
            "team-a",
            "cache",
            NOON + SignedDuration::from_mins(1),
        ))
        .issue_token(&token);
    let late = world.records.extract_if(.., |it| {
        it.kind == Kind::Issued
            && it.at > at("2026-10-06T00:00:00Z")
            && it.at < NOON + SignedDuration::from_secs(20)
    });
    let late: Vec<Value> = late.map(|it| it.entry).collect();
    assert_eq!(late.len(), 1);
    let folder = files(&world).with("late.ndjson", ndjson(&late));
    assert_eq!(scan(&folder, &[]).status, 1);
    ingest(&folder, &["late.ndjson"]);
    assert_eq!(scan(&folder, &[]).status, 0);
    let change = only_change(&diff(&folder, &[]));
    assert_eq!(
        (&change["kind"], told(&change)),
        (&json!("signature"), ["resolved", "broken", "moot"])
    );
}

#[test]
fn a_comparison_needs_two_scans_that_are_there() {
    let folder = ingested("missing-record");
    failed(&diff(&folder, &[]), "no scan was recorded");
    scan(&folder, &[]);
    failed(&diff(&folder, &[]), "one scan was recorded");
    scan(&folder, &[]);
    failed(&diff(&folder, &["7"]), "--list");
    failed(&diff(&folder, &["2", "1"]), "does not come before");
    let list = run(folder.path(), &["diff", "--db", "a.db", "--list"]);
    assert_eq!(
        (list.status, list.out.lines().count()),
        (0, 2),
        "{}",
        list.out
    );
}

#[test]
fn a_comparison_fits_a_terminal() {
    let folder = ingested("unread-log");
    scan(&folder, &[]);
    scan(&folder, &["--covers", ALL]);
    let text = run(folder.path(), &["diff", "--db", "a.db"]).out;
    assert!(
        text.contains("BROKEN   certificate, before: unproven"),
        "{text}"
    );
    assert!(text.contains("why: more of its time was read"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
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

fn told(change: &Value) -> [&str; 3] {
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
fn execute(folder: &Folder, statement: &'static str) {
    asked(folder, async |connection| {
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
