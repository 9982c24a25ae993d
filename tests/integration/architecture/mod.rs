//! A room of `src/` uses rooms on lower floors, and nothing else; in a room no files import each other in a circle.
//!
//! The room of a file is its first folder under `src/`. A module and those inside of it may import each other.

mod circles;
mod files;
mod imports;
mod tokens;

use std::path::Path;

use imports::{Crate, Import};

/// The rooms, lowest floor first. Rooms on the same floor do not know each other.
const FLOORS: [&[&str]; 15] = [
    &["files", "http", "model"],
    &["attestation", "coverage", "evidence", "history", "language"],
    &["log", "policy"],
    &["store", "vm"],
    &["correlate", "ingest"],
    &["judge"],
    &["check", "receipts"],
    &["scan"],
    &["trace"],
    &["report"],
    &["fetch", "serve"],
    &["doctor", "lake"],
    &["lib.rs"], // what the library shows to others
    &["command"],
    &["main.rs"],
];

#[test]
fn a_room_uses_lower_rooms_only() {
    let found = Crate::read(&root().join("src")).imports();
    let broken = found.iter().filter(|it| !is_downward(it));
    let broken: Vec<_> = broken
        .map(|it| format!("{} -> {}", it.from, it.to))
        .collect();
    assert!(broken.is_empty(), "upward imports: {broken:#?}");
}

#[test]
fn files_of_a_room_make_no_circle() {
    let imports = Crate::read(&root().join("src")).imports();
    let inside = imports.iter().filter(|it| room(&it.from) == room(&it.to));
    let circles = circles::circles(inside);
    assert!(circles.is_empty(), "circles of imports: {circles:#?}");
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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
