//! The command as users run it, in an environment without the settings of the machine that runs the tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;

use serde_json::Value;

use crate::simulation::files::{Folder, fixture};

/// The exit status and the output of a command.
#[derive(Clone)]
pub struct Ended {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// Returns the command, in an empty environment.
pub fn credtrail(folder: &Path) -> Command {
    let mut command = cargo_bin_cmd!("credtrail");
    command.env_clear().current_dir(folder);
    command
}

/// Runs the command in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Ended {
    ended(credtrail(folder).args(arguments))
}

/// Runs a command to its end.
pub fn ended(command: &mut Command) -> Ended {
    let output = command.output().expect("a command that runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ended {
        status: output.status.code().expect("an exit status"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Returns a folder with a database of this scenario, `a.db`.
pub fn ingested(scenario: &str) -> Folder {
    let folder = Folder::new();
    let logs = fixture(scenario).join("logs").display().to_string();
    let ended = run(folder.path(), &["ingest", "-q", "--db", "a.db", &logs]);
    assert_eq!(
        (ended.status, ended.out, ended.err),
        (0, String::new(), String::new())
    );
    folder
}

/// Checks that the command failed, says why on one line, and printed no report.
pub fn failed(ended: &Ended, reason: &str) {
    assert_eq!((ended.status, ended.out.as_str()), (2, ""));
    assert!(ended.err.contains(reason), "{}", ended.err);
}

/// A folder and the flags of `replay`.
type Replayed = (PathBuf, Vec<String>);

/// The results of `replay` for the scenarios under `fixtures/`: a dozen tests look at the same reports.
static REPLAYED: Mutex<BTreeMap<Replayed, Ended>> = Mutex::new(BTreeMap::new());

/// Replays the logs of a scenario, with its policy where it has one. A scenario under `fixtures/` is replayed once with the same flags.
pub fn replay(folder: &Path, flags: &[&str]) -> Ended {
    if !folder.starts_with(fixture("")) {
        return replay_anew(folder, flags);
    }
    let known = || REPLAYED.lock().unwrap_or_else(PoisonError::into_inner);
    let owned = flags.iter().map(|it| (*it).to_owned()).collect();
    let key = (folder.to_owned(), owned);
    if let Some(ended) = known().get(&key) {
        return ended.clone();
    }
    let ended = replay_anew(folder, flags);
    known().insert(key, ended.clone());
    ended
}

/// Replays the logs of a scenario, whatever was replayed before.
pub fn replay_anew(folder: &Path, flags: &[&str]) -> Ended {
    let policy: &[&str] = if folder.join("credtrail.toml").exists() {
        &["--policy", "credtrail.toml"]
    } else {
        &[]
    };
    run(
        folder,
        &[&["replay", "-q"], flags, policy, &["logs"]].concat(),
    )
}

/// Returns the JSON report on a scenario, as it is printed.
pub fn json_text(folder: &Path) -> String {
    replay(folder, &["--format", "json"]).out
}

/// Returns the JSON report on a scenario.
pub fn report(folder: &Path) -> Value {
    serde_json::from_str(&json_text(folder)).expect("a JSON report")
}

/// Reads files into `a.db`.
pub fn ingest(folder: &Folder, paths: &[&str]) {
    let ended = run(
        folder.path(),
        &[&["ingest", "-q", "--db", "a.db"], paths].concat(),
    );
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
}

/// Returns the report on the entries in `a.db`.
pub fn scanned(folder: &Folder) -> String {
    run(
        folder.path(),
        &["scan", "-q", "--db", "a.db", "--format", "json"],
    )
    .out
}

/// Parses a report as JSON.
pub fn value(report: &str) -> Value {
    serde_json::from_str(report).expect("a JSON report")
}
