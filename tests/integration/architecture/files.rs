//! Files: none is left out of the crate or of the tests, none is long, and no room is a heap of files.

use std::fs;
use std::path::{Path, PathBuf};

use super::root;

/// The most lines of a file.
const LONGEST: usize = 400;

/// The most files of a room that lie beside each other. The tests have one file a subject, and no such bound.
const MOST: usize = 14;

#[test]
fn every_file_is_declared() {
    let all = ["src", "tests/integration"].map(|it| files(&root().join(it)));
    let left_out = |file: &&PathBuf| !is_root(file) && !is_declared(file);
    let left_out: Vec<_> = all.iter().flatten().filter(left_out).collect();
    assert!(left_out.is_empty(), "in no crate: {left_out:#?}");
}

#[test]
fn no_file_is_long() {
    let all = ["src", "tests", "fuzz/src", "benches"].map(|it| files(&root().join(it)));
    let is_long = |file: &&PathBuf| text(file).lines().count() > LONGEST;
    let long: Vec<_> = all.iter().flatten().filter(is_long).collect();
    assert!(long.is_empty(), "above {LONGEST} lines: {long:#?}");
}

#[test]
fn no_room_is_a_heap_of_files() {
    let mut folders: Vec<PathBuf> = files(&root().join("src"))
        .iter()
        .filter_map(|it| it.parent().map(Path::to_owned))
        .collect();
    folders.sort();
    let heaps = folders.chunk_by(|one, other| one == other);
    let heaps: Vec<_> = heaps
        .filter(|it| it.len() > MOST)
        .map(|it| &it[0])
        .collect();
    assert!(heaps.is_empty(), "above {MOST} files: {heaps:#?}");
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).expect("a file")
}

/// All Rust files below a folder.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_root(file: &Path) -> bool {
    ["src/lib.rs", "src/main.rs", "tests/integration/main.rs"]
        .iter()
        .any(|it| root().join(it) == file)
}

/// Whether the file above has `mod NAME;`.
fn is_declared(file: &Path) -> bool {
    let module = match file.file_name() {
        Some(name) if name == "mod.rs" => file.parent().expect("a folder").to_owned(),
        _ => file.with_extension(""),
    };
    let (name, folder) = (module.file_name(), module.parent().expect("a folder"));
    let declared = format!("mod {};", name.expect("a name").display());
    let above = ["mod.rs", "lib.rs", "main.rs"].map(|it| folder.join(it));
    let mut above = above.into_iter().chain([folder.with_extension("rs")]);
    above.any(|it| it.is_file() && text(&it).lines().any(|line| line.ends_with(&declared)))
}
