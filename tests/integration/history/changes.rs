//! What a scan tells of the scan before: news, what is settled, changes of coverage, scope and policy.

use super::{ALL, change_states, crowd, diff, execute, files, lines, only_change, reported, scan};
use crate::harness::cli::{failed, ingest, ingested, run, value};
use crate::simulation::clock::{NOON, at};
use crate::simulation::files::fixture;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Kind, Leaf, Token, World};
use jiff::SignedDuration;
use serde_json::{Value, json};

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
    assert_eq!(change_states(&change), ["resolved", "broken", "complete"]);
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
        (diff.status, change_states(&change)),
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
        (grew.status, change_states(&only_change(&grew))),
        (1, ["broken", "unproven", "broken"])
    );
    assert_eq!(only_change(&grew)["reasons"], json!(["coverage-grew"]));
    let shrank = diff(&folder, &["2"]);
    assert_eq!(
        (shrank.status, change_states(&only_change(&shrank))),
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
    assert_eq!(change_states(&change), ["resolved", "broken", "complete"]);
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
    assert_eq!(
        change_states(&change),
        ["not-looked-at", "broken", "not-looked-at"]
    );
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
        (&change["kind"], change_states(&change)),
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
fn many_changes_are_told_in_the_order_of_few() {
    for many in [3, 50_001] {
        let folder = crowd(1);
        scan(&folder, &[]);
        scan(&folder, &[]);
        execute(
            &folder,
            format!(
                "with recursive n (i) as (select {many} union all select i - 1 from n where i > 1)
                insert into reported (kind, value, since, findings, first, last, from_at, to_at, file, file_at)
                    select kind, cast(printf('%08d', i) as blob), 2, 'unissued-credential:break:gke', first, last, from_at, to_at, file, file_at
                    from n cross join (select * from reported where findings <> '' limit 1)"
            ),
        );
        let diff = value(&diff(&folder, &[]).out);
        assert_eq!(diff["summary"]["broken"], many);
        let changes = diff["changes"].as_array().expect("changes").iter();
        let subjects = changes.map(|it| it["subject"].as_str().expect("a subject").to_owned());
        let expected = (1..=many).map(|it| format!("JTI={it:08}"));
        assert!(subjects.eq(expected));
    }
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
