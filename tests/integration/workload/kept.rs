//! What was seen, among the logs: observed, certified, signed.

use serde_json::Value;

use super::machine::{findings, folder, look};
use crate::harness::cli::{ingest, ingested, run, value};
use crate::simulation::Vm;
use crate::simulation::clock::NOON;
use crate::simulation::constants::WEB;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::vm::NO_KEY;

/// The VM of the scenario `workload-identities`, with its logs in `a.db`.
fn known() -> Folder {
    let vm = Vm::with(WEB, NOON + jiff::SignedDuration::from_mins(10));
    let folder = folder(&vm);
    let logs = fixture("workload-identities/logs").display().to_string();
    ingest(&folder, &[&logs]);
    folder
}

fn events(report: &Value) -> Vec<String> {
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let entries = lineages.flat_map(|it| it["entries"].as_array().expect("entries").clone());
    entries
        .map(|it| it["event"].as_str().expect("an event").to_owned())
        .collect()
}

#[test]
fn a_look_joins_the_lineage_of_its_certificate() {
    let folder = known();
    let kept = ["--db", "a.db", "--host", "web-9", "--format", "json"];
    let ended = look(folder.path(), &kept);
    assert_eq!(findings(&ended), [""; 0]);
    let report = value(&ended.out);
    assert_eq!(
        events(&report),
        ["signed", "certified", "observed", "observed", "observed"]
    );
    assert_eq!(
        report["lineages"][0]["issuers"].as_array().map(Vec::len),
        Some(2)
    );
    let config = crate::simulation::vm::configs().to_string();
    std::fs::write(folder.path().join("CONFIGS.json"), config).expect("a file");
    let configured = [&kept[..], &["--config", "CONFIGS.json"]].concat();
    assert_eq!(
        findings(&look(folder.path(), &configured)),
        [""; 0],
        "the log tells the pool"
    );
    assert!(!folder.database_holds(NO_KEY.trim()));
}

#[test]
fn a_line_of_a_look_is_read_like_any_log() {
    let folder = known();
    for _ in 0..2 {
        let ended = look(folder.path(), &["--log", "looks.ndjson", "--host", "web-9"]);
        assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    }
    let ended = look(folder.path(), &["--log", "looks.ndjson", "--host", "web-8"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    ingest(&folder, &["looks.ndjson"]);
    ingest(&folder, &["looks.ndjson"]);
    let trace = run(
        folder.path(),
        &["trace", "--db", "a.db", WEB, "--format", "json"],
    );
    let report = value(&trace.out);
    let hosts = &report["rotations"][0]["hosts"];
    assert_eq!(
        hosts["web-9"][0]["seen"], 1,
        "the same look twice is one: {hosts}"
    );
    assert_eq!(hosts["web-8"][0]["seen"], 1);
    assert_eq!(hosts["web-1"][0]["seen"], 2);
    let entries = report["lineages"][0]["entries"]
        .as_array()
        .expect("entries")
        .iter();
    let places = entries.map(|it| it["place"].as_str().expect("a place"));
    assert!(
        places.clone().any(|it| it == "looks.ndjson:1"),
        "{:?}",
        places.collect::<Vec<_>>()
    );
}

#[test]
fn a_look_that_is_kept_needs_the_name_of_its_vm() {
    let folder = known();
    for flags in [["--db", "b.db"], ["--log", "b.ndjson"], ["--record", "-q"]] {
        let ended = look(folder.path(), &flags);
        assert_eq!(ended.status, 2, "{flags:?}");
        assert!(ended.err.contains("--host"), "{}", ended.err);
    }
    assert_eq!(
        look(folder.path(), &["--record", "--host", "web-9"]).status,
        0
    );
    assert!(folder.names().contains(&"credtrail.db".to_owned()));
}

#[test]
fn the_rotation_history_of_an_identity_is_told_by_vm() {
    let folder = ingested("workload-rotation");
    let trace = run(folder.path(), &["trace", "--db", "a.db", WEB]);
    assert_eq!(trace.status, 0, "{}", trace.err);
    let (history, _) = trace.out.split_once("\n\n").expect("a history");
    insta::assert_snapshot!(history, @r"
    Rotation of spiffe://acme.global.123456789012.workload.id.goog/ns/team-a/sa/web
      on web-1
        COMPLETE X509SHA256=ed596d22cd5243a8…
          good from 2026-10-05T15:55:00Z to 2026-10-06T15:55:00Z, 24h
          seen 3 times, 2026-10-05T17:00:00Z to 2026-10-06T06:00:00Z
          STALE: seen 1h 54m after its successor
          the next one overlaps it by 12h
        COMPLETE X509SHA256=b69410028a6eedd3…
          good from 2026-10-06T03:55:00Z to 2026-10-07T03:55:00Z, 24h
          seen once, 2026-10-06T04:06:00Z
          the next one overlaps it by 23h
        COMPLETE X509SHA256=890a51557488ead3…
          good from 2026-10-06T04:55:00Z to 2026-10-07T04:55:00Z, 24h
          seen once, 2026-10-06T07:00:00Z
      on web-2
        COMPLETE X509SHA256=d627c77b2732b02d…
          good from 2026-10-05T16:55:00Z to 2026-10-06T16:55:00Z, 24h
          seen once, 2026-10-05T19:00:00Z
    ");
}

#[test]
fn a_forged_certificate_on_a_vm_is_a_break_among_covering_logs() {
    let folder = ingested("unissued-workload");
    let scanned = run(
        folder.path(),
        &["scan", "--db", "a.db", "--format", "json", "--no-record"],
    );
    let report = value(&scanned.out);
    assert_eq!(report["summary"]["findings"]["unissued-workload"], 1);
}

#[cfg(unix)]
#[test]
fn a_line_of_a_look_may_go_down_a_pipe() {
    let folder = known();
    let flags = ["--host", "web-9", "--output", "report.txt", "--log"];
    let printed = look(folder.path(), &[&flags[..], &["-"]].concat());
    assert!(printed.status < 2, "{}", printed.err);
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let reader = std::thread::spawn(move || std::fs::read_to_string(pipe));
    let ended = look(folder.path(), &[&flags[..], &["pipe"]].concat());
    assert_eq!(ended.status, printed.status, "{}", ended.err);
    let line = reader.join().expect("a line").expect("text");
    let event = |line: &str| value(line)["protoPayload"].clone();
    assert_eq!(event(&line), event(&printed.out));
    assert!(line.ends_with("}\n") && folder.path().join("pipe").exists());
}
