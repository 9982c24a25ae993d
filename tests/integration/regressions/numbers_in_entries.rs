//! An entry whose resource name has a project's number, in the log of the project's id, tells that both are one project.

use std::collections::BTreeSet;
use std::fmt;

use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::reports::{Report, entries as entries_of, moved};
use crate::database::execute;
use crate::harness::cli::{ingest, run, scanned, value};
use crate::harness::in_process::{Auditor, File};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    CLUSTER_POOL, ClusterKeys, KEY_PROJECT, OTHER_KEY, RELEASE_BOT, RELEASE_KEY, SA_SIGNING_KEY,
};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{certification, cluster, kms};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Leaf, Record, Token, World};

/// The number of the keys' project. No service agent in the worlds here has it.
const NUMBER: &str = "998877665544";

/// A project whose keys sign for nobody here.
const OTHER_PROJECT: &str = "acme-other";

fn token() -> Token {
    Token::mint("team-a", "web", NOON)
}

/// A token with all its records. The entries name its key by the id of the key's project.
fn world() -> World {
    World::framed().used_token(&token())
}

/// The creation of the cluster, whose configuration names this key in the project of this number.
fn configured(key: &'static str, number: &str) -> Value {
    let keys = ClusterKeys {
        signing: vec![key],
        verification: vec![key],
    };
    let created = cluster::created(&keys, NOON - SignedDuration::from_hours(24)).to_string();
    value(&created.replace(KEY_PROJECT, number))
}

/// A call to sign a release with a key of this project, which named the key by this number.
fn called(number: &str, project: &str) -> Record {
    let digest = Digest::sha256(format!("a release of {number} in {project}"));
    let at = NOON - SignedDuration::from_hours(2);
    let by_id = moved(
        kms::signature(RELEASE_KEY, &digest, at, RELEASE_BOT),
        KEY_PROJECT,
        project,
    );
    by_number(by_id, project, number)
}

/// The same entry of a call that named the resource by the number of its project.
fn by_number(record: Record, project: &str, number: &str) -> Record {
    let name = |it: &Value| json!(it.as_str().map(|it| it.replace(project, number)));
    let request = |it: &Value| value(&it.to_string().replace(project, number));
    record
        .respell("/protoPayload/resourceName", name)
        .respell("/protoPayload/request", request)
        .respell("/protoPayload/authorizationInfo", request)
}

fn lines(world: &World, beside: &[Value]) -> Vec<Value> {
    [&entries_of(world)[..], beside].concat()
}

/// Verdict and findings on the token. A key that neither may sign nor is accepted is two findings of one code and weight.
fn judged(world: &World, beside: &[Value]) -> Judged {
    judged_token(&Report::on_log(ndjson(&lines(world, beside))))
}

fn judged_token(report: &Report) -> Judged {
    let subject = token().credential_id();
    let findings = report.findings(&subject).into_iter();
    let findings = findings.map(|(code, weight)| format!("{code} {weight}"));
    (report.verdict(&subject).to_owned(), findings.collect())
}

/// A verdict with the findings, by code and weight.
type Judged = (String, BTreeSet<String>);

fn complete() -> Judged {
    ("complete".to_owned(), BTreeSet::new())
}

fn unproven() -> Judged {
    let gap = "unexpected-key gap".to_owned();
    ("unproven".to_owned(), [gap].into())
}

fn broken() -> Judged {
    let broken = "unexpected-key break".to_owned();
    ("broken".to_owned(), [broken].into())
}

#[test]
fn an_entry_by_number_in_the_log_of_an_id_tells_that_both_are_one_project() {
    let configured = [configured(SA_SIGNING_KEY, NUMBER)];
    assert_eq!(judged(&world(), &configured), unproven());
    let shown = world().record(called(NUMBER, KEY_PROJECT));
    assert_eq!(judged(&shown, &configured), complete());
    let full = called(NUMBER, KEY_PROJECT).respell("/protoPayload/resourceName", |it| {
        json!(format!(
            "//cloudkms.googleapis.com/{}",
            it.as_str().expect("a name")
        ))
    });
    assert_eq!(judged(&world().record(full), &configured), complete());
}

#[test]
fn the_signature_itself_tells_it() {
    let mut world = world();
    for record in &mut world.records {
        if record.entry["protoPayload"]["resourceName"] == SA_SIGNING_KEY
            && record.entry["protoPayload"]["methodName"] == "AsymmetricSign"
        {
            *record = by_number(record.clone(), KEY_PROJECT, NUMBER);
        }
    }
    let configured = [configured(SA_SIGNING_KEY, NUMBER)];
    assert_eq!(judged(&world, &configured), complete());
}

#[test]
fn an_entry_of_ca_service_tells_it_too() {
    let leaf = Leaf::of_node("n0", NOON - SignedDuration::from_hours(2)).mint();
    let created = by_number(certification(&leaf), KEY_PROJECT, NUMBER);
    assert!(
        created.entry["protoPayload"]["resourceName"] != CLUSTER_POOL.name,
        "{created:?}"
    );
    let configured = [configured(SA_SIGNING_KEY, NUMBER)];
    assert_eq!(judged(&world().record(created), &configured), complete());
}

#[test]
fn a_number_with_two_ids_and_an_id_with_two_numbers_tell_nothing() {
    let configured = [configured(SA_SIGNING_KEY, NUMBER)];
    let shown = world().record(called(NUMBER, KEY_PROJECT));
    for other in [called(NUMBER, OTHER_PROJECT), called("5", KEY_PROJECT)] {
        let shown = shown.clone().record(other);
        assert_eq!(judged(&shown, &configured), unproven());
    }
    let shown = shown.record(called("5", OTHER_PROJECT));
    assert_eq!(judged(&shown, &configured), complete());
}

#[test]
fn another_key_that_is_named_by_number_is_still_a_break() {
    let configured = [configured(OTHER_KEY, NUMBER)];
    for world in [world(), world().record(called(NUMBER, KEY_PROJECT))] {
        assert_eq!(judged(&world, &configured), broken());
    }
}

#[test]
fn the_key_of_another_project_under_the_same_name_is_a_break_once_an_entry_tells_the_number() {
    let configured = [configured(SA_SIGNING_KEY, NUMBER)];
    for shown in [called(NUMBER, OTHER_PROJECT), called("5", KEY_PROJECT)] {
        let world = world().record(shown);
        assert_eq!(judged(&world, &configured), broken());
    }
}

#[test]
fn a_call_that_came_to_nothing_tells_no_number() {
    let configured = [configured(SA_SIGNING_KEY, NUMBER)];
    let leaf = Leaf::of_node("n0", NOON - SignedDuration::from_hours(2)).mint();
    let created = by_number(certification(&leaf), KEY_PROJECT, NUMBER);
    let status = json!({ "code": 5 });
    for void in [
        called(NUMBER, KEY_PROJECT).set("/protoPayload/status", status.clone()),
        created.clone().set("/protoPayload/status", status),
        created.set("/protoPayload/request/validate_only", true),
    ] {
        let world = world().record(void);
        assert_eq!(judged(&world, &configured), unproven());
    }
}

#[test]
fn only_the_name_of_a_projects_log_tells_the_id() {
    let configured = [configured(SA_SIGNING_KEY, NUMBER)];
    let shown = called(NUMBER, KEY_PROJECT);
    let log = "logs/cloudaudit.googleapis.com%2Fdata_access";
    for name in [
        format!("organizations/123/{log}"),
        format!("projects/{NUMBER}/{log}"),
        format!("projects/1/{log}"),
        "data_access".to_owned(),
    ] {
        let world = world().record(shown.clone().set("/logName", name));
        assert_eq!(judged(&world, &configured), unproven());
    }
    let nameless = world().record(shown.without("/logName"));
    assert_eq!(judged(&nameless, &configured), unproven());
}

#[test]
fn the_policy_comes_before_the_entries_and_the_entries_before_the_agents() {
    let folder = |entries: &[Value], policy: &str| {
        Folder::new()
            .with("logs/all.ndjson", ndjson(entries))
            .with("policy.toml", policy)
    };
    let by_policy = |folder: &Folder| {
        judged_token(&Report::on_paths(
            folder,
            &["--policy", "policy.toml", "logs"],
        ))
    };
    let shown = world().record(called(NUMBER, KEY_PROJECT));
    let entries = lines(&shown, &[configured(SA_SIGNING_KEY, NUMBER)]);
    let other = format!("[projects]\n{NUMBER} = \"{OTHER_PROJECT}\"\n");
    assert_eq!(by_policy(&folder(&entries, &other)), broken());
    let own = format!("[projects]\n{NUMBER} = \"{KEY_PROJECT}\"\n");
    let contradicted = lines(
        &shown.record(called(NUMBER, OTHER_PROJECT)),
        &[configured(SA_SIGNING_KEY, NUMBER)],
    );
    assert_eq!(by_policy(&folder(&contradicted, &own)), complete());
    // The agent of CA Service that signs for the pool has another number.
    let leaf = Leaf::of_node("n0", NOON - SignedDuration::from_hours(2)).mint();
    let agents = world().used_certificate(&leaf);
    let configured = [configured(SA_SIGNING_KEY, "5")];
    assert_eq!(judged(&agents, &configured), broken());
    let shown = agents.record(called("5", KEY_PROJECT));
    assert_eq!(judged(&shown, &configured), complete());
}

#[test]
fn scan_trace_and_replay_say_the_same() {
    let shown = world().record(called(NUMBER, KEY_PROJECT));
    let lines = lines(&shown, &[configured(SA_SIGNING_KEY, NUMBER)]);
    let folder = Folder::new().with("all.ndjson", ndjson(&lines));
    ingest(&folder, &["all.ndjson"]);
    let subject = token().credential_id();
    let asked = ["--db", "a.db", "--format", "json"];
    let scan = run(folder.path(), &[&["scan", "-q"], &asked[..]].concat());
    let trace = run(
        folder.path(),
        &[&["trace", "-q", &subject], &asked[..]].concat(),
    );
    for ended in [scan, trace] {
        let report = Report {
            status: ended.status,
            json: value(&ended.out),
        };
        assert_eq!(judged_token(&report), complete());
    }
    assert_eq!(
        judged_token(&Report::on_paths(&folder, &["all.ndjson"])),
        complete()
    );
}

#[test]
fn a_database_from_before_numbers_were_kept_says_what_it_said() {
    let shown = world().record(called(NUMBER, KEY_PROJECT));
    let lines = lines(&shown, &[configured(SA_SIGNING_KEY, NUMBER)]);
    let folder = Folder::new()
        .with("all.ndjson", ndjson(&lines))
        .with("nothing.ndjson", "\n")
        .with("again.ndjson", [ndjson(&lines), b"\n".to_vec()].concat());
    let scan = |folder: &Folder| {
        let json = value(&scanned(folder));
        judged_token(&Report { status: 0, json })
    };
    ingest(&folder, &["all.ndjson"]);
    assert_eq!(scan(&folder), complete());
    let undo = "drop table project_number; delete from _sqlx_migrations where version >= 31";
    execute(&folder, undo);
    ingest(&folder, &["nothing.ndjson"]);
    assert_eq!(scan(&folder), unproven());
    let fsck = run(folder.path(), &["fsck", "--db", "a.db", "--files", "."]);
    assert_eq!(fsck.status, 0, "{}", fsck.out);
    ingest(&folder, &["again.ndjson"]);
    assert_eq!(scan(&folder), complete());
}

/// A call that names a key of one of two projects by one of three numbers, the first of which the configuration names. Some calls are
/// refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shown {
    number: usize,
    project: usize,
    is_refused: bool,
}

const NUMBERS: [&str; 3] = [NUMBER, "5", "66"];

const PROJECTS: [&str; 2] = [KEY_PROJECT, OTHER_PROJECT];

/// The rule. A number and an id are of one project where entries show each of them with no other.
fn expected(shown: &[Shown]) -> &'static str {
    let pairs: BTreeSet<(usize, usize)> = shown
        .iter()
        .filter(|it| !it.is_refused)
        .map(|it| (it.number, it.project))
        .collect();
    let is_sound = |&&(number, project): &&(usize, usize)| {
        let own = |it: &&(usize, usize)| it.0 == number || it.1 == project;
        pairs.iter().filter(own).count() == 1
    };
    let sound: Vec<&(usize, usize)> = pairs.iter().filter(is_sound).collect();
    match sound.contains(&&(0, 0)) {
        true => "complete",
        // The number is another project's, or the project has another number.
        false if sound.iter().any(|it| it.0 == 0 || it.1 == 0) => "broken",
        false => "unproven",
    }
}

/// A world of some calls, in any order over three files.
#[derive(Clone)]
struct Dealt {
    shown: Vec<Shown>,
    files: Vec<File>,
}

impl fmt::Debug for Dealt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shown.fmt(f)
    }
}

fn worlds() -> impl Strategy<Value = Dealt> {
    let one = (
        0..NUMBERS.len(),
        0..PROJECTS.len(),
        prop::bool::weighted(0.2),
    );
    let one = one.prop_map(|(number, project, is_refused)| Shown {
        number,
        project,
        is_refused,
    });
    (vec(one, 0..4), vec((0..3_usize, any::<u32>()), 64)).prop_map(|(shown, places)| {
        let calls = shown.iter().map(|it| {
            let call = called(NUMBERS[it.number], PROJECTS[it.project]);
            match it.is_refused {
                true => call.set("/protoPayload/status", json!({ "code": 7 })),
                false => call,
            }
        });
        let world = world().records(calls);
        let lines = lines(&world, &[configured(SA_SIGNING_KEY, NUMBER)]);
        let name = |it| (format!("{it}.ndjson"), Vec::new());
        let mut files: Vec<File> = (0..3).map(name).collect();
        let mut placed: Vec<_> = lines.iter().zip(places.iter().cycle()).collect();
        placed.sort_by_key(|(_, (_, order))| *order);
        for (line, (file, _)) in placed {
            files[*file].1.push(line.to_string());
        }
        Dealt { shown, files }
    })
}

fn verdict(auditor: &Auditor) -> String {
    let report = Report {
        status: 0,
        json: auditor.report(),
    };
    judged_token(&report).0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_numbers_and_ids_that_no_entry_contradicts_are_believed(dealt in worlds(), size in 1_000_u64..20_000) {
        let (together, apart, loaded) = (Auditor::new(), Auditor::new(), Auditor::new());
        together.read(&dealt.files);
        dealt.files.iter().rev().for_each(|it| apart.read(std::slice::from_ref(it)));
        let bytes = |(name, lines): &'_ File| (name.clone(), (lines.join("\n") + "\n").into_bytes());
        let bytes: Vec<(String, Vec<u8>)> = dealt.files.iter().map(bytes).collect();
        let bytes: Vec<(&str, Vec<u8>)> = bytes.iter().map(|(name, it)| (name.as_str(), it.clone())).collect();
        let splits = loaded.plan(&bytes, size).expect("a plan");
        loaded.read_splits(splits).expect("facts");
        loaded.load().expect("a database");
        for auditor in [&together, &apart, &loaded] {
            prop_assert_eq!(verdict(auditor), expected(&dealt.shown));
        }
    }
}
