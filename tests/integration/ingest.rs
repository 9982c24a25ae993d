//! Ingest: again and again, cut off, overlapping, in any order — the facts are the same.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::harness::cli::{failed, ingest, run, scanned, value};
use crate::harness::normalized_report::normalized;
use crate::simulation::clock::{NOON, written};
use crate::simulation::entries::kubernetes;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::shapes::compressed;
use crate::simulation::{Call, Leaf, Token, World};
use jiff::SignedDuration;
use serde_json::Value;

#[test]
fn a_file_that_was_read_before_adds_nothing() {
    let folder = Folder::new();
    let logs = fixture("missing-record/logs").display().to_string();
    ingest(&folder, &[&logs]);
    let first = scanned(&folder);
    ingest(&folder, &[&logs, &logs]);
    assert_eq!(scanned(&folder), first);
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
    let overlapping = value(&scanned(&folder));
    assert_eq!(
        normalized(&overlapping),
        normalized(&fresh(&folder, &["all.ndjson"]))
    );
}

#[test]
fn a_record_met_again_keeps_the_place_met_first() {
    let log = lines(&busy_world()).concat();
    let folder = Folder::new()
        .with("first.ndjson", &log)
        .with("second.ndjson", format!("{log}\n"));
    ingest(&folder, &["first.ndjson"]);
    let first = value(&scanned(&folder));
    ingest(&folder, &["second.ndjson"]);
    assert_eq!(value(&scanned(&folder))["lineages"], first["lineages"]);
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
        ingest(&folder, &["whole", "--dismiss", "cut"]);
        assert!(folder.database_holds("system:node:n0"));
        assert_eq!(value(&scanned(&folder)), fresh(&folder, &["whole"]));
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
    ingest(&folder, &["good.ndjson", "--dismiss", "bad.gz"]);
    assert_eq!(value(&scanned(&folder)), fresh(&folder, &["good.ndjson"]));
}

#[test]
fn a_run_that_is_killed_leaves_all_of_a_file_or_nothing() {
    let folder = Folder::new()
        .with("small.ndjson", lines(&busy_world()).concat())
        .with("large.ndjson", large_log());
    let expected = fresh(&folder, &["small.ndjson", "large.ndjson"]);
    for pause in [0, 80, 640, 1_800] {
        remove_database(&folder);
        let mut child = spawn_ingest(&folder, &["small.ndjson", "large.ndjson"]);
        while !folder.path().join("a.db").exists() {
            sleep(Duration::from_millis(1));
        }
        sleep(Duration::from_millis(pause));
        child.kill().expect("a process that can be killed");
        child.wait().expect("an end");
        ingest(&folder, &["small.ndjson", "large.ndjson"]);
        assert_eq!(
            value(&scanned(&folder)),
            expected,
            "killed after {pause} ms"
        );
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
    let call = Call::new(NOON, "crowd").with("JTI=TOKEN");
    let line = kubernetes::call(&call).entry.to_string();
    let line = line
        .replace(&written(call.at), "TIME")
        .replace(&call.audit_id(), "REQUEST");
    let different = |number: i64| {
        let at = written(NOON + SignedDuration::from_millis(250 * number));
        let request = format!("00000000-0000-4000-8000-{number:012}");
        let token = format!("00000000-0000-4000-8000-{:012}", number % 100);
        line.replace("TIME", &at)
            .replace("REQUEST", &request)
            .replace("TOKEN", &token)
            + "\n"
    };
    (0..45_000).map(different).collect::<String>().into_bytes()
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
