//! NOTICE: the crates that are compiled into the program, and the texts of their licences.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::current;
use super::page::{Page, root};

/// What stands above the list of crates.
const HEAD: &str = "credtrail

This product contains SQLite (in libsqlite3-sys), which is in the public domain, and the crates below. Where a crate leaves the choice, it is used
under the Apache License, Version 2.0, whose text is in LICENSE; else under the MIT License. The texts of all other licences follow the list.

Made of Cargo.lock: CREDTRAIL_WRITE_DOCS=1 cargo test --test integration docs::
";

/// A crate of the program.
struct Crate {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn the_notice_lists_every_crate_with_its_licence() {
    let (mut notice, mut texts) = (HEAD.to_owned(), BTreeMap::new());
    notice += "\n";
    for it in crates() {
        notice += &format!("{} {}: {}\n", it.name, it.version, it.licence);
        for file in it.texts() {
            let text = fs::read_to_string(it.folder.join(file)).expect("a licence");
            let crates: &mut Vec<String> = texts.entry(text.trim().to_owned()).or_default();
            crates.push(it.name.clone());
        }
    }
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_by(|one, other| one.1.cmp(&other.1));
    for (text, crates) in texts {
        let lines = text.lines().map(|it| it.trim_end().to_owned() + "\n");
        let (line, text) = ("-".repeat(80), lines.collect::<String>());
        notice += &format!("\n{line}\n{}\n\n{text}", crates.join(", "));
    }
    current(Path::new("NOTICE"), &notice);
}

#[test]
fn the_licence_is_the_one_that_the_package_names() {
    let licence = Page::read("LICENSE").text;
    assert!(licence.contains("Apache License") && licence.contains("Version 2.0, January 2004"));
    let package = Page::read("Cargo.toml").text;
    assert!(package.contains("license = \"Apache-2.0\""));
}

impl Crate {
    /// The files whose text must come along: none where the crate may be used under the Apache License, beside its own notice.
    fn texts(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).expect("the source of a crate");
        let names = entries.map(|it| it.expect("an entry").file_name().display().to_string());
        let mut names: Vec<String> = names.filter(|it| self.comes_along(it)).collect();
        names.sort();
        names
    }

    fn comes_along(&self, file: &str) -> bool {
        let name = file.to_ascii_uppercase();
        let is_text = ["LICENSE", "LICENCE", "COPYING"]
            .iter()
            .any(|it| name.starts_with(it));
        let is_chosen = match self.licence.as_str() {
            it if it.contains(" AND ") => !name.contains("APACHE") && !name.contains("-MIT"),
            it if it.contains("Apache-2.0") => false,
            it if it.contains("Unlicense") => name.contains("-MIT"),
            _ => true,
        };
        name.starts_with("NOTICE") || (is_text && is_chosen)
    }
}

/// The crates that are linked into the program on Linux, sorted.
fn crates() -> Vec<Crate> {
    let target = "x86_64-unknown-linux-gnu";
    let of_the_program = ["tree", "-e", "normal,no-proc-macro", "--target", target];
    let tree = cargo(&[&of_the_program[..], &["--prefix", "none", "-f", "{p}"]].concat());
    let mut linked: Vec<&str> = tree.lines().skip(1).collect();
    linked.retain(|it| !it.contains("(proc-macro)") && !it.is_empty());
    let metadata = cargo(&[
        "metadata",
        "--filter-platform",
        target,
        "--format-version",
        "1",
    ]);
    let metadata: Value = serde_json::from_str(&metadata).expect("metadata");
    let packages = metadata["packages"].as_array().expect("packages").iter();
    let all = packages.map(|it| {
        let text = |field: &str| it[field].as_str().unwrap_or_default().to_owned();
        Crate {
            name: text("name"),
            version: text("version"),
            licence: text("license").replace('/', " OR ").replace("  ", " "),
            folder: Path::new(&text("manifest_path")).with_file_name(""),
        }
    });
    let is_linked = |it: &Crate| {
        let name = format!("{} v{}", it.name, it.version);
        linked.iter().any(|it| it.trim_end_matches(" (*)") == name)
    };
    let mut crates: Vec<Crate> = all.filter(is_linked).collect();
    crates.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    crates
}

/// What a command of Cargo prints, without the network.
fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args(arguments);
    let output = command.args(["--offline", "--locked"]).output();
    let output = output.expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}
