//! Ingest: again and again, cut off, overlapping, in any order — the facts are the same.

mod essence;
mod terminal;
mod world;

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use essence::essence;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use terminal::{failed, run};
use world::clock::{NOON, written};
use world::entries::kubernetes;
use world::files::{Folder, fixture};
use world::shapes::{compressed, ndjson};
use world::{Call, Leaf, Target, Token, World, raw};

#[test]
fn a_file_that_was_read_before_adds_nothing() {
    let folder = Folder::new();
    let logs = fixture("missing-record/logs").display().to_string();
    ingest(&folder, &[&logs]);
    let first = report(&folder);
    ingest(&folder, &[&logs, &logs]);
    assert_eq!(report(&folder), first);
    let again = run(folder.path(), &["ingest", "--db", "a.db", &logs]);
    assert_eq!(again.err.matches("read before").count(), 4, "{}", again.err);
}

#[test]
fn overlapping_exports_say_what_one_export_says() {
    let log = lines(&busy_world());
    let (third, half) = (log.len() / 3, log.len() / 2);
    let folder = Folder::new()
        .with("late.ndjson", log[third..].concat())
        .with("early.ndjson", log[..half].concat())
        .with("all.ndjson", log.concat());
    ingest(&folder, &["late.ndjson", "early.ndjson"]);
    let overlapping = value(&report(&folder));
    assert_eq!(
        essence(&overlapping),
        essence(&fresh(&folder, &["all.ndjson"]))
    );
}

#[test]
fn a_record_met_again_keeps_the_place_met_first() {
    let log = lines(&busy_world()).concat();
    let folder = Folder::new()
        .with("first.ndjson", &log)
        .with("second.ndjson", format!("{log}\n"));
    ingest(&folder, &["first.ndjson"]);
    let first = value(&report(&folder));
    ingest(&folder, &["second.ndjson"]);
    assert_eq!(value(&report(&folder))["lineages"], first["lineages"]);
}

#[test]
fn of_a_file_that_is_cut_off_nothing_is_kept() {
    let log = lines(&busy_world()).concat();
    for packed in [
        compressed::gzip_members(log.as_bytes()),
        compressed::zstd(log.as_bytes()),
    ] {
        let folder = Folder::new()
            .with("cut", &packed[..packed.len() * 2 / 3])
            .with("whole", &packed);
        failed(
            &run(folder.path(), &["ingest", "--db", "a.db", "cut"]),
            "cut",
        );
        assert!(
            !folder.database_holds("JTI=") && !folder.database_holds("system:node:n0"),
            "a part of the file was kept"
        );
        ingest(&folder, &["whole"]);
        assert!(folder.database_holds("system:node:n0"));
        assert_eq!(value(&report(&folder)), fresh(&folder, &["whole"]));
    }
}

#[test]
fn one_bad_file_does_not_undo_the_good_one_before_it() {
    let folder = Folder::new()
        .with("good.ndjson", lines(&busy_world()).concat())
        .with("bad.gz", b"\x1f\x8b\x08 cut");
    failed(
        &run(
            folder.path(),
            &["ingest", "--db", "a.db", "good.ndjson", "bad.gz"],
        ),
        "bad.gz",
    );
    assert_eq!(value(&report(&folder)), fresh(&folder, &["good.ndjson"]));
}

#[test]
fn a_run_that_is_killed_leaves_all_of_a_file_or_nothing() {
    let folder = Folder::new()
        .with("small.ndjson", lines(&busy_world()).concat())
        .with("large.ndjson", large_log());
    let expected = fresh(&folder, &["small.ndjson", "large.ndjson"]);
    for pause in [0, 40, 160, 320, 640] {
        remove_database(&folder);
        let mut child = spawn_ingest(&folder, &["small.ndjson", "large.ndjson"]);
        while !folder.path().join("a.db").exists() {
            sleep(Duration::from_millis(1));
        }
        sleep(Duration::from_millis(pause));
        child.kill().expect("a process that can be killed");
        child.wait().expect("an end");
        ingest(&folder, &["small.ndjson", "large.ndjson"]);
        assert_eq!(value(&report(&folder)), expected, "killed after {pause} ms");
    }
}

#[test]
fn all_stages_of_a_request_in_both_forms_are_one_use() {
    let watch = watch();
    let cloud = kubernetes::call(&watch).entry;
    let end = ended_later(&watch, SignedDuration::from_hours(3));
    let files = [
        ("received", raw::received(&watch)),
        ("started", started(&watch)),
        ("completed", end),
        ("cloud", cloud),
    ];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
        let folder = files.iter().fold(Folder::new(), |folder, (name, event)| {
            folder.with(name, format!("{event}\n"))
        });
        for index in order {
            ingest(&folder, &[files[index].0]);
        }
        let uses = value(&report(&folder))["lineages"][0]["uses"].clone();
        let at = format!("{:.9}", watch.at);
        let once = json!({ "count": 1, "first": at, "last": at, "principals": [watch.user] });
        assert_eq!(uses, once, "{order:?}");
    }
}

#[test]
fn a_token_in_a_logged_answer_is_not_kept() {
    let (asker, token) = (
        Leaf::of_node("n0", NOON).mint(),
        Token::mint("team-a", "web", NOON),
    );
    let answer = json!({ "kind": "TokenRequest", "status": { "token": token.signed(), "expirationTimestamp": written(NOON) } });
    let request = Call::by_certificate(&asker)
        .to("create", Target::token_of("team-a", "web"))
        .bodies(json!({}), answer);
    let request = request.annotated(raw::ISSUED_CREDENTIAL_ID, token.credential_id());
    let folder = Folder::new()
        .with("raw.ndjson", ndjson(&[raw::completed(&request)]))
        .with("cloud.ndjson", ndjson(&[kubernetes::call(&request).entry]));
    for file in ["raw.ndjson", "cloud.ndjson"] {
        ingest(&folder, &[file]);
        let replayed = run(folder.path(), &["replay", "-v", "--format", "json", file]);
        assert!(replayed.out.contains(&token.jti), "{}", replayed.out);
        for part in token.signed().split('.') {
            assert!(!replayed.out.contains(part) && !replayed.err.contains(part));
            assert!(!folder.database_holds(part), "{file}: kept in the database");
        }
    }
}

/// Three certificates and tokens, each used, in the usual frame.
fn busy_world() -> World {
    let at = |minutes| NOON + SignedDuration::from_mins(minutes);
    World::framed()
        .used_certificate(&Leaf::of_node("n0", at(0)).mint())
        .used_certificate(&Leaf::of_node("n1", at(1)).mint())
        .used_token(&Token::mint("team-a", "web", at(2)))
}

/// Its entries, one a line.
fn lines(world: &World) -> Vec<String> {
    world
        .entries()
        .iter()
        .map(|record| format!("{}\n", record.entry))
        .collect()
}

/// Calls enough for some 40 MB, all different, by a hundred tokens.
fn large_log() -> Vec<u8> {
    let mut log = Vec::new();
    for number in 0..40_000 {
        let at: Timestamp = NOON + SignedDuration::from_millis(250 * number);
        let call = Call::new(at, "crowd")
            .with(format!("JTI=00000000-0000-4000-8000-{:012}", number % 100));
        log.extend(format!("{}\n", kubernetes::call(&call).entry).into_bytes());
    }
    log
}

/// A token watches pods.
fn watch() -> Call {
    Call::by_token(&Token::mint("team-a", "web", NOON)).to("watch", Target::pods("team-a"))
}

/// The event of an answer that has begun.
fn started(call: &Call) -> Value {
    let mut event = raw::completed(call);
    event["stage"] = "ResponseStarted".into();
    event
}

/// The event of an answer that ends so much later.
fn ended_later(call: &Call, later: SignedDuration) -> Value {
    let mut event = raw::completed(call);
    event["stageTimestamp"] = written(call.at + later).into();
    event
}

fn ingest(folder: &Folder, paths: &[&str]) {
    let ended = run(
        folder.path(),
        &[&["ingest", "-q", "--db", "a.db"], paths].concat(),
    );
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
}

fn spawn_ingest(folder: &Folder, paths: &[&str]) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("credtrail"));
    command
        .args(["ingest", "-q", "--db", "a.db"])
        .args(paths)
        .env_clear()
        .current_dir(folder.path());
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a command")
}

fn remove_database(folder: &Folder) {
    for name in folder
        .names()
        .iter()
        .filter(|name| name.starts_with("a.db"))
    {
        std::fs::remove_file(folder.path().join(name)).expect("a file that can be removed");
    }
}

/// The report on what is in the database.
fn report(folder: &Folder) -> String {
    run(
        folder.path(),
        &["scan", "-q", "--db", "a.db", "--format", "json"],
    )
    .out
}

/// The report of a run that nothing disturbed.
fn fresh(folder: &Folder, paths: &[&str]) -> Value {
    let arguments = ["ingest", "-q", "--db", "fresh.db"];
    run(folder.path(), &[&arguments, paths].concat());
    value(
        &run(
            folder.path(),
            &["scan", "-q", "--db", "fresh.db", "--format", "json"],
        )
        .out,
    )
}

fn value(report: &str) -> Value {
    serde_json::from_str(report).expect("a JSON report")
}
