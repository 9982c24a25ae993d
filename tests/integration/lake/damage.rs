//! A lake with something missing or damaged loads nothing.

use std::fs;
use std::path::{Path, PathBuf};

use credtrail::lake::error::Error;
use serde_json::Value;

use crate::harness::in_process::Auditor;
use crate::simulation::files::fixture;

/// An auditor whose lake holds the facts of a scenario, and the splits of its logs.
pub(super) fn lake_of(scenario: &str) -> Auditor {
    let auditor = Auditor::new();
    let splits = auditor.plan_paths(logs(scenario), 3_000).expect("a plan");
    auditor.read_splits(splits).expect("facts");
    auditor
}

fn logs(scenario: &str) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    walk(&fixture(scenario).join("logs"), &mut paths);
    paths.sort();
    paths
}

/// The files of a lake whose path below the lake begins so.
pub(super) fn files(auditor: &Auditor, beginning: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&auditor.lake().address().join(beginning), &mut found);
    found.sort();
    assert!(!found.is_empty(), "there is no {beginning}");
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => walk(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn a_split_without_facts_loads_nothing() {
    let auditor = lake_of("missing-record");
    let contexts = files(&auditor, "context");
    fs::remove_file(&contexts[1]).expect("a file");
    let error = auditor.load().expect_err("a lake with a hole");
    assert!(matches!(error, Error::Missing { count: 1, .. }), "{error}");
}

#[test]
fn a_lake_without_a_plan_loads_nothing() {
    assert!(matches!(Auditor::new().load(), Err(Error::NoPlan(_))));
}

#[test]
fn a_cut_table_loads_nothing_of_its_input() {
    for table in ["uses", "entries", "edges"] {
        let auditor = lake_of("missing-record");
        let path = &files(&auditor, table)[0];
        let bytes = fs::read(path).expect("a table");
        fs::write(path, &bytes[..bytes.len() - 1]).expect("a file");
        let error = auditor.load().expect_err("a lake with a cut table");
        assert!(matches!(error, Error::Damaged { .. }), "{table}: {error}");
    }
}

#[test]
fn facts_of_another_version_are_not_mixed_in() {
    for folder in ["plan", "context"] {
        let auditor = lake_of("missing-record");
        change(&files(&auditor, folder)[0], |it| {
            it["writer"]["version"] = 99.into()
        });
        let error = auditor.load().expect_err("a lake of two versions");
        assert!(
            matches!(error, Error::OtherVersion { version: 99, .. }),
            "{error}"
        );
    }
}

#[test]
fn an_input_that_changed_since_it_was_planned_is_not_read() {
    let auditor = Auditor::new();
    let splits = auditor
        .plan(&[("a.ndjson", b"{}\n".to_vec())], 100)
        .expect("a plan");
    auditor
        .plan(&[("a.ndjson", b"{}\n{}\n".to_vec())], 100)
        .expect("a plan");
    assert!(matches!(
        auditor.read_splits(splits),
        Err(Error::Changed(_))
    ));
}

#[test]
fn an_input_that_changed_before_it_was_read_counts_as_it_is_now() {
    let auditor = Auditor::new();
    let old = [("a.ndjson", b"{}\n".to_vec())];
    auditor.plan(&old, 100).expect("a plan");
    let new = [("a.ndjson", b"{}\n{}\n".to_vec())];
    let splits = auditor.plan(&new, 100).expect("a plan");
    assert_eq!(splits.len(), 1);
    auditor.read_splits(splits).expect("facts");
    auditor.load().expect("a database");
}

pub(super) fn change(path: &Path, how: impl Fn(&mut Value)) {
    let mut value = serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON");
    how(&mut value);
    fs::write(path, value.to_string()).expect("a file");
}
