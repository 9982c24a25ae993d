//! The command line: exit statuses, flags, and where the report goes.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::harness::cli::{Ended, credtrail, ended, failed, ingested, run};
use crate::simulation::clock::NOON;
use crate::simulation::digest::uuid;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Source, World};
use credtrail::model::finding::Code;
use serde_json::Value;

#[test]
fn every_verb_has_a_manual_page_and_completions() {
    let folder = Folder::new();
    let verbs = [
        "ingest", "pull", "replay", "scan", "trace", "filters", "policy", "explain", "man",
    ];
    let ended = run(folder.path(), &["man", "."]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    for verb in verbs {
        let page = folder.bytes(&format!("credtrail-{verb}.1"));
        assert!(page.starts_with(b".ie"), "{verb}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(folder.path(), &["completions", shell]).out;
        assert!(verbs.iter().all(|verb| script.contains(verb)), "{shell}");
    }
    let script = run(folder.path(), &["completions", "bash"]).out;
    assert!(script.contains("prometheus") && script.contains("missing-record"));
}

#[test]
fn a_code_is_explained_and_a_wrong_one_corrected() {
    let folder = Folder::new();
    let all = run(folder.path(), &["explain"]);
    for code in Code::ALL {
        assert!(all.out.contains(code.as_str()), "{code}");
        let one = run(folder.path(), &["explain", code.as_str()]);
        let widest = one.out.lines().map(|line| line.chars().count()).max();
        assert!(
            one.out.starts_with(code.as_str()) && widest <= Some(80),
            "{code}"
        );
    }
    let wrong = run(folder.path(), &["explain", "mising-record"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("'missing-record'"), "{}", wrong.err);
}

#[test]
fn the_exit_status_tells_the_verdict() {
    for (scenario, status) in [
        ("complete-x509", 0),
        ("refused-signature", 0),
        ("missing-record", 1),
        ("unclaimed-signature", 1),
        ("unread-log", 3),
    ] {
        assert_eq!(replay(scenario, &[]).status, status, "{scenario}");
    }
}

#[test]
fn an_unknown_flag_is_an_error() {
    failed(&replay("complete-x509", &["--verdict"]), "--verdict");
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let folder = Folder::new();
    failed(
        &run(folder.path(), &["replay", "nowhere.ndjson"]),
        "nowhere.ndjson",
    );
}

#[test]
fn a_folder_without_logs_is_an_error_that_leaves_a_sound_database() {
    let folder = Folder::new().with("notes/todo.txt", "buy milk\n");
    failed(
        &run(folder.path(), &["ingest", "--db", "a.db", "notes"]),
        "todo.txt",
    );
    let logs = fixture("missing-record/logs").display().to_string();
    let after = run(
        folder.path(),
        &["replay", "--format", "json", "--db", "a.db", &logs],
    );
    let fresh = run(folder.path(), &["replay", "--format", "json", &logs]);
    assert_eq!(after.out, fresh.out);
}

#[test]
fn a_folder_without_any_file_is_named() {
    let folder = Folder::new().with("exports/2026/.keep", "");
    std::fs::remove_file(folder.path().join("exports/2026/.keep")).expect("a file");
    failed(&run(folder.path(), &["replay", "exports"]), "in exports:");
}

#[test]
fn an_output_file_appears_whole_and_alone() {
    let folder = Folder::new().with("report.json", "yesterday's report");
    let logs = fixture("missing-record/logs").display().to_string();
    let arguments = ["replay", "--format", "json", &logs];
    let printed = run(folder.path(), &arguments).out;
    let kept = run(
        folder.path(),
        &[&arguments[..], &["--output", "report.json"]].concat(),
    );
    assert_eq!((kept.status, kept.out.as_str()), (1, ""));
    assert_eq!(folder.bytes("report.json"), printed.as_bytes());
    assert_eq!(folder.names(), ["report.json"]);
}

#[test]
fn an_output_file_survives_a_command_that_fails() {
    let folder = Folder::new().with("report.json", "yesterday's report");
    failed(
        &run(
            folder.path(),
            &["replay", "nowhere", "--output", "report.json"],
        ),
        "nowhere",
    );
    assert_eq!(folder.bytes("report.json"), b"yesterday's report");
    assert_eq!(folder.names(), ["report.json"]);
}

#[cfg(unix)]
#[test]
fn whoever_has_read_enough_may_go() {
    let calls = (0..600).map(|number| {
        Call::new(NOON, "crowd").with(format!("JTI={}", uuid(format!("token {number}"))))
    });
    let world = calls.fold(World::default(), World::call);
    let folder = Folder::new().with("k8s.ndjson", ndjson(&world.log(Source::Kubernetes)));
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("credtrail"));
    command
        .args(["replay", "--format", "json", "k8s.ndjson"])
        .env_clear()
        .current_dir(folder.path());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a command");
    let mut first = String::new();
    let mut out = BufReader::with_capacity(16, child.stdout.take().expect("a pipe"));
    out.read_line(&mut first).expect("a line");
    drop(out);
    let output = child.wait_with_output().expect("an end");
    assert_eq!((first.as_str(), output.status.code()), ("{\n", Some(0)));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

#[test]
fn standard_input_is_read_like_a_file() {
    let logs = fixture("shape-mixed/logs/everything.ndjson");
    let mut command = credtrail(&fixture("shape-mixed"));
    let ended = ended(
        command
            .args(["replay", "-q", "--format", "json", "-"])
            .pipe_stdin(logs)
            .expect("a log"),
    );
    let report: Value = serde_json::from_str(&ended.out).expect("a report");
    assert_eq!(
        (ended.status, &report["summary"]["complete"]),
        (0, &5.into())
    );
}

#[test]
fn a_log_that_is_out_of_scope_is_not_asked_for() {
    let without = replay("unread-log", &["--without", "kms"]);
    assert_eq!(without.status, 0);
    assert!(
        without.out.contains("1 complete, 0 unproven, 0 broken"),
        "{}",
        without.out
    );
}

#[test]
fn what_is_unproven_fails_where_that_was_asked_for() {
    for (scenario, status) in [
        ("unread-log", 1),
        ("malformed-credential-id", 1),
        ("complete-jwt", 0),
    ] {
        assert_eq!(
            replay(scenario, &["--fail-on", "unproven"]).status,
            status,
            "{scenario}"
        );
    }
}

#[test]
fn a_declared_stretch_turns_a_gap_into_a_break() {
    for (declared, status) in [
        ("kms=2026-10-06T11:00:00Z..2026-10-06T13:00:00Z", 1),
        ("all=2026-10-06..2026-10-07", 1),
        ("kms=2026-10-06T11:00:00Z..2026-10-06T12:00:00Z", 0),
    ] {
        let ended = replay("unread-log", &["--covers", declared]);
        assert_eq!(ended.status, status, "{declared}");
        assert_eq!(ended.out.contains("BROKEN"), status == 1, "{declared}");
    }
}

#[test]
fn a_window_shows_only_what_touches_it() {
    let folder = ingested("shuffled");
    let subjects = |from, to| {
        let scan = [
            "scan", "--db", "a.db", "--format", "json", "--from", from, "--to", to,
        ];
        let report: Value = serde_json::from_str(&run(folder.path(), &scan).out).expect("a report");
        report["summary"]["credentials"].clone()
    };
    assert_eq!(subjects("2026-10-06T12:03:00Z", "2026-10-06T12:04:00Z"), 1);
    assert_eq!(
        subjects("2026-10-06T12:03:01Z", "2026-10-06T12:03:03Z"),
        0,
        "between issuance and use"
    );
    assert_eq!(
        subjects("2026-10-06T12:03:01Z", "2026-10-06T12:03:04Z"),
        1,
        "the use alone"
    );
    assert_eq!(subjects("2026-10-06", "2026-10-07"), 8);
}

#[test]
fn a_name_from_a_log_cannot_paint_the_terminal() {
    let world =
        World::default().call(Call::new(NOON, "red\u{1b}[31m\rname").with("JTI=\u{1b}[2Jcleared"));
    let folder = Folder::new().with("k8s.ndjson", ndjson(&world.log(Source::Kubernetes)));
    let text = run(folder.path(), &["replay", "-v", "k8s.ndjson"]);
    assert!(
        text.out.contains("name") && text.out.contains("cleared"),
        "{}",
        text.out
    );
    assert!(!text.out.contains(['\u{1b}', '\r']) && !text.err.contains('\u{1b}'));
}

fn replay(scenario: &str, flags: &[&str]) -> Ended {
    run(
        &fixture(scenario),
        &[&["replay", "-q", "logs"], flags].concat(),
    )
}

#[test]
fn the_report_in_the_readme_is_what_is_printed() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let replay = run(root, &["replay", "-q", "fixtures/missing-record/logs"]);
    let readme = std::fs::read_to_string(root.join("README.md")).expect("README.md");
    assert!(readme.contains(&replay.out), "{}", replay.out);
}

#[test]
fn who_stops_reading_standard_error_stops_nothing() {
    let folder = Folder::new();
    let logs = fixture("missing-record/logs");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtrail"));
    command
        .current_dir(folder.path())
        .env_clear()
        .stderr(writer);
    let ended = command.args(["ingest", "--db", "a.db"]).arg(&logs).output();
    assert!(ended.expect("the command runs").status.success());
    let scanned = run(folder.path(), &["scan", "--db", "a.db"]);
    assert_eq!(scanned.status, 1, "all files were read: {}", scanned.out);
}

#[cfg(unix)]
#[test]
fn too_few_file_handles_are_told() {
    let folder = crate::harness::cli::ingested("missing-record");
    let logs = fixture("missing-record/logs");
    for limit in [4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 32, 40, 48, 64] {
        for verb in [
            "ingest -q --db new.db \"$1\"",
            "replay -q \"$1\"",
            "scan -q --db a.db",
        ] {
            let script = format!("ulimit -n {limit}; exec \"$0\" {verb}");
            let mut command = Command::new("bash");
            command
                .args(["-c", &script, env!("CARGO_BIN_EXE_credtrail")])
                .arg(&logs)
                .current_dir(folder.path());
            let output = command.output().expect("a shell");
            let (status, stderr) = (
                output.status.code(),
                String::from_utf8_lossy(&output.stderr),
            );
            let is_explained = stderr.starts_with("credtrail: ") && stderr.contains("ulimit -n");
            let went_on = matches!(status, Some(0 | 1)) && stderr.is_empty();
            assert!(
                went_on || (status == Some(2) && is_explained),
                "{limit} {verb}: {status:?} {stderr}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn a_name_of_a_file_cannot_paint_the_terminal() {
    use crate::simulation::shapes::compressed;
    let name = "\u{1b}[31m\u{202e}\u{9b}\n";
    let log = std::fs::read(fixture("missing-record/logs/kms.ndjson")).expect("a log");
    let packed = compressed::gzip_members(&log);
    let folder = Folder::new()
        .with(&format!("logs/{name}"), &log)
        .with(&format!("logs/{name}.gz"), &packed[..packed.len() / 2])
        .with(&format!("logs/{name}.txt"), "no log")
        .with(&format!("{name}/there"), "")
        .with(&format!("{name}.toml"), "[[");
    let policy = format!("{name}.toml");
    let gone = format!("gone{name}");
    for arguments in [
        &["ingest", "--db", "a.db", "-vv", "logs"][..],
        &["ingest", "--db", "a.db", &gone],
        &["ingest", "--db", name, "logs"],
        &["replay", "-q", "--output", name, "logs"],
        &["replay", "-q", "--policy", &policy, "logs"],
        &["policy", "check", &policy],
        &["policy", "check", &gone],
        &["scan", "--db", &gone],
        &["trace", "--db", "a.db", &gone],
        &["trace", "--db", "a.db", "JTI=x", "--bundle", name],
        &["trace", "--db", "a.db", "JTI=x", "--jwks", &gone],
        &["workload", "verify", &gone],
        &["workload", "verify", name, "--host", "a", "--log", name],
        &["workload", "verify", name, "--config", &gone],
        &["workload", "verify", name, "--serial-output", &gone],
        &["pull", "--db", &gone, "--project", "a", "--save", &policy],
        &["man", &gone],
        &["scan", name],
        &[name],
    ] {
        let ended = run(folder.path(), arguments);
        let harmful = |c: char| "\u{1b}\u{202e}\u{9b}".contains(c);
        assert!(ended.status >= 2, "{arguments:?}: {}", ended.err);
        assert!(
            !ended.err.contains(harmful),
            "{arguments:?}: {:?}",
            ended.err
        );
        assert!(
            !ended.out.contains(harmful),
            "{arguments:?}: {:?}",
            ended.out
        );
    }
}
