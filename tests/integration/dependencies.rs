//! What credtrail is built of: where each dependency comes from, and why it is there. `deny.toml` asks for more, where cargo-deny is
//! installed.

use std::fs;
use std::path::Path;

use toml::{Table, Value};

/// The name of crates.io in lock files; the machine may have a mirror of it.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[test]
fn every_dependency_comes_from_the_registry_with_its_hash() {
    let lock = table("Cargo.lock");
    let packages = lock["package"].as_array().expect("packages");
    assert!(packages.len() > 100);
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let source = package.get("source").and_then(Value::as_str);
        let hash = package.get("checksum").and_then(Value::as_str);
        let expected = (name != "credtrail").then_some(CRATES_IO);
        assert_eq!(source, expected, "{name}");
        assert_eq!(hash.map(str::len), expected.map(|_| 64), "{name}");
    }
}

#[test]
fn every_direct_dependency_names_a_version_and_its_reason() {
    let manifest = text("Cargo.toml");
    for section in ["dependencies", "dev-dependencies"] {
        let lines = section_of(&manifest, section);
        let declared = table("Cargo.toml");
        let declared = declared[section].as_table().expect("dependencies");
        assert_eq!(lines.len(), declared.len(), "a dependency a line");
        for line in lines {
            let (name, rest) = line.split_once(" = ").expect("a dependency");
            let reason = rest.rsplit_once(" # ").map(|(_, reason)| reason.trim());
            assert!(reason.is_some_and(|it| it.len() > 5), "{name}: no reason");
            let version = version(&declared[name]);
            let is_version = version.starts_with(|it: char| it.is_ascii_digit());
            assert!(is_version && !version.contains('*'), "{name}: {version:?}");
        }
    }
}

#[test]
fn nothing_takes_the_place_of_a_dependency() {
    let manifest = table("Cargo.toml");
    for key in ["patch", "replace", "build-dependencies", "target"] {
        assert!(!manifest.contains_key(key), "[{key}] in Cargo.toml");
    }
}

#[test]
fn every_older_version_that_is_let_through_is_there_and_says_for_whom() {
    let (deny, lock) = (table("deny.toml"), table("Cargo.lock"));
    let packages = lock["package"].as_array().expect("packages");
    let skipped = deny["bans"]["skip"].as_array().expect("skipped crates");
    for skip in skipped {
        let spec = skip["crate"].as_str().expect("a crate");
        let (name, wanted) = spec.split_once('@').expect("a version");
        let is_meant = |it: &&Value| {
            let version = it["version"].as_str().unwrap_or_default();
            it["name"].as_str() == Some(name) && version.starts_with(&format!("{wanted}."))
        };
        assert!(
            packages.iter().any(|it| is_meant(&it)),
            "{spec} is not there"
        );
        let reason = skip["reason"].as_str().expect("a reason");
        assert!(!reason.is_empty(), "{spec}");
    }
}

/// The version that a dependency asks for; empty where it comes from elsewhere.
fn version(dependency: &Value) -> &str {
    if ["git", "path", "registry"]
        .iter()
        .any(|it| dependency.get(it).is_some())
    {
        return "";
    }
    let version = dependency
        .as_str()
        .or_else(|| dependency.get("version")?.as_str());
    version.unwrap_or_default()
}

fn section_of<'m>(manifest: &'m str, section: &str) -> Vec<&'m str> {
    let head = format!("[{section}]");
    let after = manifest.lines().skip_while(|it| **it != head).skip(1);
    let lines = after.take_while(|it| !it.starts_with('['));
    lines
        .filter(|it| !it.is_empty() && !it.starts_with('#'))
        .collect()
}

fn table(file: &str) -> Table {
    text(file).parse().expect("TOML")
}

fn text(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("a file")
}
