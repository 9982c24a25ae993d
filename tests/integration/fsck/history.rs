//! The chain of recorded scans: what it shows, and what it cannot.

use super::{assert_sound, assert_wrong, fsck};
use crate::database::{UNDO_AFTER_19, execute};
use crate::harness::cli::{ingested, run, value};
use crate::simulation::files::Folder;

/// A database with four scans, of which the second reports another thing.
fn scanned() -> Folder {
    let folder = ingested("unread-log");
    for flags in [&[][..], &["--covers", "all=2026-10-05..2026-10-07"], &[]] {
        let scan = [&["scan", "--db", "a.db"], flags].concat();
        run(folder.path(), &scan);
    }
    run(folder.path(), &["scan", "--db", "a.db", "--without", "kms"]);
    assert_sound(&folder, &[]);
    folder
}

/// The hash of the newest scan.
fn head(folder: &Folder) -> String {
    let report = value(&fsck(folder, &["--format", "json"]).out);
    report["head"]["hash"].as_str().expect("a hash").to_owned()
}

#[test]
fn a_scan_tells_its_hash() {
    let folder = ingested("missing-record");
    let scan = run(folder.path(), &["scan", "--db", "a.db"]);
    let hash = head(&folder);
    assert_eq!(scan.err, format!("recorded as scan 1, {hash}\n"));
    run(folder.path(), &["scan", "-q", "--db", "a.db"]);
    assert_ne!(head(&folder), hash);
    for kept in [&hash, &hash[..8], &hash.to_uppercase()] {
        assert_sound(&folder, &["--head", kept]);
    }
    let other = fsck(&folder, &["--head", "00000000"]);
    assert_eq!(other.status, 1);
    assert_eq!(fsck(&folder, &["--head", "xyz"]).status, 2);
}

/// What somebody does to the history, and what is told of it.
const CHANGES: [(&str, &str); 14] = [
    (
        "update scan set broken = 0, complete = 9 where id = 2",
        "scan 2 is not what was recorded",
    ),
    (
        "update scan set coverage = '[]' where id = 1",
        "scan 1 is not what was recorded",
    ),
    (
        "update scan set began = began + 1 where id = 4",
        "scan 4 is not what was recorded",
    ),
    ("delete from scan where id = 2", "scan 2 was removed"),
    ("delete from scan where id = 1", "scan 1 was removed"),
    (
        "delete from scan where id in (2, 3)",
        "scans 2 to 3 were removed",
    ),
    (
        "delete from scan where id = 2; update scan set id = id - 1 where id > 2",
        "scan 2 does not follow on scan 1",
    ),
    (
        "update scan set id = 9223372036854775807 where id = 2",
        "scans 5 to 9223372036854775806 were removed",
    ),
    (
        "delete from reported where since = 1",
        "scan 1 is not what was recorded",
    ),
    (
        "update reported set findings = '' where since = 2",
        "scan 2 is not what was recorded",
    ),
    (
        "update reported set until = null where until = 2",
        "scan 2 is not what was recorded",
    ),
    (
        "update reported set findings = 'x' where since = 2",
        "scan 2 reported what credtrail never reports",
    ),
    (
        "update scan set hash = null, previous = null where id = 3",
        "scan 3 carries no hash, although the one before does",
    ),
    (
        "update scan set previous = zeroblob(32) where id = 3",
        "scan 3 does not follow on scan 2",
    ),
];

#[test]
fn an_altered_or_removed_scan_is_found() {
    let scanned = scanned();
    execute(&scanned, "pragma journal_mode = delete");
    let bytes = scanned.bytes("a.db");
    for (change, expected) in CHANGES {
        let folder = Folder::new().with("a.db", &bytes);
        execute(&folder, &["pragma foreign_keys = off;", change].concat());
        assert_wrong(&folder, &[], &format!("history: {expected}"));
    }
}

#[test]
fn only_a_hash_kept_elsewhere_shows_that_the_last_scans_were_removed() {
    let folder = scanned();
    let kept = head(&folder);
    execute(
        &folder,
        "pragma foreign_keys = off;
         delete from reported where since = 4;
         update reported set until = null where until = 4;
         delete from scan where id = 4",
    );
    assert_sound(&folder, &[]);
    assert_wrong(&folder, &["--head", &kept], "no scan carries the hash");
}

/// The database is sound, and `fsck` says that its four scans carry no hash.
fn assert_unchained(folder: &Folder) {
    let ended = fsck(folder, &[]);
    assert_eq!(ended.status, 0);
    let is_noted = ended.out.contains("scans up to 4 carry no hash");
    assert!(is_noted, "{}", ended.out);
}

#[test]
fn only_a_hash_kept_elsewhere_shows_that_the_chain_was_taken_away() {
    let folder = scanned();
    let kept = head(&folder);
    execute(&folder, "update scan set hash = null, previous = null");
    assert_unchained(&folder);
    assert_wrong(&folder, &["--head", &kept], "no scan carries the hash");
}

#[test]
fn scans_from_before_the_chain_are_held_by_the_next_scan() {
    let folder = scanned();
    execute(&folder, UNDO_AFTER_19);
    let folder = folder.with("nothing.ndjson", "\n");
    let again = ["ingest", "-q", "--db", "a.db", "nothing.ndjson"];
    run(folder.path(), &again);
    let altered = "update scan set tool = 'altered' where id = 2";
    execute(&folder, altered); // nobody can tell
    assert_unchained(&folder);
    run(folder.path(), &["scan", "--db", "a.db"]);
    assert_sound(&folder, &[]);
    execute(&folder, "update scan set tool = 'again' where id = 2");
    let expected = "scans up to 4 are not those that scan 5 met";
    assert_wrong(&folder, &[], expected);
}
