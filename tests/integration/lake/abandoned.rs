//! Unfinished files of processes that were killed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::harness::cli::run;
use crate::simulation::files::{Folder, fixture};

const HOUR: Duration = Duration::from_secs(3_600);

/// A lake with the facts of a scenario.
fn lake() -> Folder {
    let folder = Folder::new();
    fine(&folder, &["facts", "--plan", "--out", "lake", &logs()]);
    let splits = fine(&folder, &["facts", "--plan", "--out", "lake", &logs()]);
    for split in splits.lines() {
        fine(&folder, &["facts", "--out", "lake", split]);
    }
    folder
}

fn logs() -> String {
    fixture("complete-jwt").join("logs").display().to_string()
}

fn fine(folder: &Folder, arguments: &[&str]) -> String {
    let ended = run(folder.path(), arguments);
    assert_eq!(ended.status, 0, "{}", ended.err);
    ended.out
}

/// An unfinished file that was last written so long ago.
fn unfinished(folder: &Path, name: &str, age: Duration) -> PathBuf {
    let path = folder.join("lake/.unfinished").join(name);
    let file = File::create(&path).expect("a file");
    let changed = SystemTime::now() - age;
    file.set_modified(changed).expect("a time");
    path
}

#[test]
fn each_command_removes_what_was_abandoned_a_day_ago() {
    let (folder, logs) = (lake(), logs());
    let commands: [&[&str]; 4] = [
        &["facts", "--plan", "--out", "lake", &logs],
        &["fold", "lake", "--plan"],
        &["fold", "lake"],
        &["load", "-q", "lake", "--db", "a.db"],
    ];
    for command in commands {
        let old = unfinished(folder.path(), "old", 25 * HOUR);
        let new = unfinished(folder.path(), "new", 23 * HOUR);
        fine(&folder, command);
        assert!(!old.exists(), "{command:?} leaves what was abandoned");
        assert!(new.exists(), "{command:?} removes what may be written");
    }
}

#[test]
fn a_lake_with_what_was_abandoned_is_read_as_one_without() {
    let (clean, other) = (lake(), lake());
    fs::write(other.path().join("lake/.unfinished/half"), b"PAR1").expect("a file");
    for folder in [&clean, &other] {
        fine(folder, &["fold", "lake"]);
        fine(folder, &["load", "-q", "lake", "--db", "a.db"]);
    }
    let report = |it: &Folder| crate::harness::cli::scanned(it);
    assert_eq!(report(&clean), report(&other));
}
