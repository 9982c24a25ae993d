//! What lies among the inputs and cannot be read is named, and the rest is read.

#![cfg(unix)]

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::harness::cli::{Ended, ended, run, scanned, value};
use crate::simulation::files::{Folder, fixture};
use crate::simulation::shapes::compressed;

/// A folder with the logs of a scenario in `logs`, and room for more between them.
fn folder() -> Folder {
    let logs = std::fs::read_dir(fixture("missing-record/logs")).expect("logs");
    logs.map(|it| it.expect("a log").path())
        .fold(Folder::new(), |folder, log| {
            let name = log.file_name().and_then(|it| it.to_str());
            let content = std::fs::read(&log).expect("a log");
            folder.with(&format!("logs/{}", name.expect("a name")), content)
        })
}

fn ingest(folder: &Folder) -> Ended {
    run(folder.path(), &["ingest", "-q", "--db", "a.db", "logs"])
}

/// It failed, named all of these, and read the rest.
fn assert_rest_is_read(folder: &Folder, ended: &Ended, named: &[&str]) {
    assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{}", ended.err);
    let last = ended.err.lines().last().expect("a reason");
    for name in named {
        assert!(last.contains(name), "{name}: {}", ended.err);
    }
    let summary = &value(&scanned(folder))["summary"];
    assert_eq!(summary["lines"]["relevant"], 7);
}

#[test]
fn a_link_that_leads_nowhere_a_pipe_and_a_socket_are_named() {
    let folder = folder();
    let place = |name: &str| folder.path().join("logs").join(name);
    symlink("gone.ndjson", place("0-kms.ndjson")).expect("a link");
    symlink("self", place("self")).expect("a link");
    let made = Command::new("mkfifo").arg(place("a-pipe")).status();
    assert!(made.expect("mkfifo").success());
    let _socket = std::os::unix::net::UnixListener::bind(place("socket")).expect("a socket");
    let named = ["0-kms.ndjson", "a-pipe", "self", "socket", "4 inputs"];
    assert_rest_is_read(&folder, &ingest(&folder), &named);
    let replay = run(folder.path(), &["replay", "-q", "logs"]);
    assert_eq!((replay.status, replay.out.as_str()), (2, ""));
}

#[test]
fn a_pipe_that_is_named_is_read_and_not_waited_for_for_ever() {
    let folder = folder();
    let made = Command::new("mkfifo")
        .arg(folder.path().join("pipe"))
        .status();
    assert!(made.expect("mkfifo").success());
    let arguments = ["ingest", "-q", "--db", "a.db", "pipe", "logs"];
    let named = ["pipe"];
    assert_rest_is_read(&folder, &run(folder.path(), &arguments), &named);
    let script = "cat logs/* > pipe & \"$0\" replay -q --format json pipe; \
        \"$0\" replay -q --format json <(cat logs/*) > substituted; \
        cat logs/* | \"$0\" replay -q --format json /dev/stdin > standard";
    let mut shell = Command::new("bash");
    shell.current_dir(folder.path()).args(["-c", script]);
    shell.arg(env!("CARGO_BIN_EXE_credtrail"));
    let pipe = ended(&mut assert_cmd::Command::from_std(shell)).out;
    let text = |name| String::from_utf8(folder.bytes(name)).expect("UTF-8");
    for report in [pipe, text("substituted"), text("standard")] {
        assert_eq!(value(&report)["summary"]["lines"]["relevant"], 7);
    }
}

#[test]
fn a_directory_that_cannot_be_entered_is_named() {
    let folder = folder()
        .with("logs/b-kms/kms.ndjson", "")
        .with("logs/c-kms/kms.ndjson", "");
    let mode = |name: &str, mode| {
        let path = folder.path().join(name);
        set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
    };
    mode("logs/b-kms", 0o444); // can be listed, not entered
    mode("logs/c-kms", 0o311); // can be entered, not listed
    mode("", 0o777);
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtrail"));
    command
        .env_clear()
        .current_dir(folder.path())
        .args(["ingest", "-q", "--db", "a.db", "logs"]);
    if folder.path().metadata().expect("a folder").uid() == 0 {
        command.uid(65_534).gid(65_534); // root may enter anything
        mode("logs/c-kms", 0o711);
    }
    let output = command.output();
    let Ok(output) = output else { return };
    let ended = Ended {
        status: output.status.code().expect("a status"),
        out: String::new(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    let named = ["b-kms/kms.ndjson", "c-kms", "2 inputs"];
    assert_rest_is_read(&folder, &ended, &named);
}

#[test]
fn files_that_break_off_do_not_keep_others_from_being_read() {
    let packed = compressed::gzip_members(b"{}\n".repeat(999).as_slice());
    let zstd = compressed::zstd(b"{}\n".repeat(999).as_slice());
    let folder = folder()
        .with("logs/0.json.gz", &packed[..packed.len() / 2])
        .with("logs/h.json.zst", &zstd[..zstd.len() / 2])
        .with("logs/z.json.gz", b"\x1f\x8b\x08 cut");
    let named = ["0.json.gz", "h.json.zst", "z.json.gz", "3 inputs"];
    assert_rest_is_read(&folder, &ingest(&folder), &named);
}

#[test]
fn what_was_not_all_read_is_not_declared_to_be_here() {
    let folder = folder().with("logs/0.json.gz", b"\x1f\x8b\x08 cut");
    let covers = "kms=2020-01-01T00:00:00Z..2020-02-01T00:00:00Z";
    let flags = ["ingest", "-q", "--db", "a.db", "--covers", covers, "logs"];
    assert_eq!(run(folder.path(), &flags).status, 2);
    assert!(!scanned(&folder).contains("2020-01-01"));
    std::fs::remove_file(folder.path().join("logs/0.json.gz")).expect("a file");
    assert_eq!(run(folder.path(), &flags).status, 0);
    assert!(scanned(&folder).contains("2020-01-01"));
}

#[test]
fn a_directory_is_walked_once_however_many_links_lead_to_it() {
    let folder = folder();
    for name in ["one", "two", "three"] {
        symlink(".", folder.path().join("logs").join(name)).expect("a link");
    }
    symlink("..", folder.path().join("logs/up")).expect("a link");
    let ended = run(folder.path(), &["ingest", "--db", "a.db", "logs"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert!(!ended.err.contains("read before"), "{}", ended.err);
    assert!(ended.err.lines().count() < 9, "{}", ended.err);
}
