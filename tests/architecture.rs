//! A room of `src/` uses rooms on lower floors, and nothing else.
//!
//! The room of a file is its first folder under `src/`. `architecture/rooms.txt` names the rooms of the files that still lie elsewhere;
//! `architecture/exceptions.txt` lists the imports that break the rule, and may only get shorter: a line that is not needed fails, too.

#[path = "architecture/imports.rs"]
mod imports;
#[path = "architecture/tokens.rs"]
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use imports::{Crate, Import};

/// The rooms, lowest floor first. Rooms on the same floor do not know each other.
const FLOORS: [&[&str]; 14] = [
    &["model"],
    &["coverage", "evidence", "history"],
    &["log", "policy"],
    &["store", "vm"],
    &["correlate", "ingest"],
    &["judge"],
    &["check", "receipts"],
    &["scan"],
    &["trace"],
    &["report"],
    &["fetch"],
    &["lib.rs"], // what the library shows to others
    &["command"],
    &["main.rs"],
];

#[test]
fn a_room_uses_lower_rooms_only() {
    let (rooms, exceptions) = (rooms(), lines("exceptions.txt"));
    let found = Crate::read(&root().join("src")).imports();
    let broken: BTreeSet<String> = found
        .iter()
        .filter(|it| !is_downward(it, &rooms))
        .map(|it| format!("{} -> {}", it.from, it.to))
        .collect();
    let new: Vec<_> = broken.difference(&exceptions).collect();
    let stale: Vec<_> = exceptions.difference(&broken).collect();
    assert!(new.is_empty(), "upward imports: {new:#?}");
    assert!(stale.is_empty(), "exceptions that are gone: {stale:#?}");
}

#[test]
fn every_file_is_in_a_room() {
    let rooms = rooms();
    let files = Crate::read(&root().join("src")).files();
    let lost: Vec<_> = files
        .iter()
        .filter(|it| floor(room(it, &rooms)).is_none())
        .collect();
    assert!(lost.is_empty(), "files in no room: {lost:#?}");
    let gone: Vec<_> = rooms.keys().filter(|it| !files.contains(*it)).collect();
    assert!(gone.is_empty(), "rooms of files that are gone: {gone:#?}");
}

/// Whether an import leads to the same room or to a lower floor.
fn is_downward(import: &Import, rooms: &BTreeMap<String, String>) -> bool {
    let (from, to) = (room(&import.from, rooms), room(&import.to, rooms));
    from == to || from == "lib.rs" || floor(to) < floor(from)
}

/// The room of a file under `src/`.
fn room<'a>(file: &'a str, rooms: &'a BTreeMap<String, String>) -> &'a str {
    let first = || file.split('/').next().expect("a path");
    rooms.get(file).map_or_else(first, String::as_str)
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// Rooms of files that do not lie in them.
fn rooms() -> BTreeMap<String, String> {
    let pair = |line: String| {
        let (file, room) = line.split_once(": ").expect("FILE: ROOM");
        (file.to_owned(), room.to_owned())
    };
    lines("rooms.txt").into_iter().map(pair).collect()
}

/// The lines of a list beside this test, without comments. A list that is not there is empty.
fn lines(list: &str) -> BTreeSet<String> {
    let path = root().join("tests/architecture").join(list);
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
