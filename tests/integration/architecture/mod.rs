//! A room of `src/` uses rooms on lower floors, and nothing else.

//!
//! The room of a file is its first folder under `src/`. `architecture/exceptions.txt` lists the imports that break the rule, and may only get
//! shorter: a line that is not needed fails, too.

mod imports;
mod tokens;

use std::collections::BTreeSet;
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
    let exceptions = lines("exceptions.txt");
    let found = Crate::read(&root().join("src")).imports();
    let broken: BTreeSet<String> = found
        .iter()
        .filter(|it| !is_downward(it))
        .map(|it| format!("{} -> {}", it.from, it.to))
        .collect();
    let new: Vec<_> = broken.difference(&exceptions).collect();
    let stale: Vec<_> = exceptions.difference(&broken).collect();
    assert!(new.is_empty(), "upward imports: {new:#?}");
    assert!(stale.is_empty(), "exceptions that are gone: {stale:#?}");
}

#[test]
fn every_file_is_in_a_room() {
    let files = Crate::read(&root().join("src")).files();
    let lost: Vec<_> = files
        .iter()
        .filter(|it| floor(room(it)).is_none())
        .collect();
    assert!(lost.is_empty(), "files in no room: {lost:#?}");
}

/// Whether an import leads to the same room or to a lower floor.
fn is_downward(import: &Import) -> bool {
    let (from, to) = (room(&import.from), room(&import.to));
    from == to || from == "lib.rs" || floor(to) < floor(from)
}

/// The room of a file under `src/`.
fn room(file: &str) -> &str {
    file.split('/').next().expect("a path")
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The lines of a list beside this test, without comments. A list that is not there is empty.
fn lines(list: &str) -> BTreeSet<String> {
    let path = root().join("tests/integration/architecture").join(list);
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
