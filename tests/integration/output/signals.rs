//! Signals: no temporary file stays, and whoever waits sees the signal.

use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::simulation::files::Folder;

/// A command that waits for the rest of its input. A shell in the background ignores SIGINT, and a child would inherit that.
fn waiting(folder: &Folder, ignoring: &str) -> Child {
    let script = format!(
        "trap '' {ignoring}; exec env --default-signal=INT \"$0\" replay -q --output {}/report.json -",
        folder.path().display()
    );
    let mut command = Command::new("bash");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_credtrail")]);
    command
        .env("TMPDIR", folder.path().join("tmp"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    command.spawn().expect("a command")
}

/// All files and folders below a folder, but for one.
fn below(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.filter_map(|it| Some(it.ok()?.path()));
    let paths: Vec<_> = paths.collect();
    let inside = paths.iter().flat_map(|it| below(it)).collect::<Vec<_>>();
    let names = paths.iter().map(|it| it.display().to_string());
    names.chain(inside).collect()
}

fn wait_for(folder: &Folder, what: &str) {
    let began = Instant::now();
    while !below(folder.path()).iter().any(|it| it.contains(what)) {
        assert!(began.elapsed() < Duration::from_secs(60), "no {what}");
        sleep(Duration::from_millis(10));
    }
}

fn signal(child: &Child, name: &str) {
    let arguments = [format!("-{name}"), child.id().to_string()];
    let sent = Command::new("kill").args(arguments).status();
    assert!(sent.expect("kill").success());
}

fn ended(mut child: Child) -> ExitStatus {
    child.wait().expect("an end")
}

#[test]
fn no_temporary_file_survives_a_signal() {
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let folder = Folder::new()
            .with("tmp/mine", "")
            .with("report.json", "old");
        let child = waiting(&folder, "USR1");
        wait_for(&folder, "credtrail.db-wal");
        wait_for(&folder, ".part");
        signal(&child, name);
        assert_eq!(ended(child).signal(), Some(number), "{name}");
        assert_eq!(folder.names(), ["report.json", "tmp"], "{name}");
        assert_eq!(folder.bytes("report.json"), b"old");
        assert_eq!(below(&folder.path().join("tmp")).len(), 1, "{name}");
    }
}

#[test]
fn a_signal_that_is_ignored_stays_so() {
    let folder = Folder::new().with("tmp/mine", "");
    let mut child = waiting(&folder, "HUP");
    wait_for(&folder, "credtrail.db-wal");
    signal(&child, "HUP");
    sleep(Duration::from_millis(100));
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"[]\n").expect("a reader");
    drop(input);
    assert_eq!(ended(child).code(), Some(3), "it went on to its end");
    assert_eq!(folder.names(), ["report.json", "tmp"]);
}

#[test]
fn a_throwaway_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new().with("tmp/mine", "");
    let child = waiting(&folder, "USR1");
    wait_for(&folder, "credtrail.db-wal");
    let readable: Vec<_> = below(&folder.path().join("tmp"))
        .into_iter()
        .filter(|it| !it.ends_with("mine"))
        .filter(|it| {
            let metadata = std::fs::metadata(it).expect("it is there");
            metadata.permissions().mode() & 0o077 != 0
        })
        .collect();
    assert!(readable.is_empty(), "{readable:?}");
    signal(&child, "TERM");
    ended(child);
}
