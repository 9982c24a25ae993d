//! Every shape of an export says what plain lines say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::harness::cli::report;
use crate::harness::normalized_report::normalized;
use crate::simulation::files::{fixture, name, scenarios};
use serde_json::Value;
use tempfile::TempDir;

#[test]
fn every_shape_says_what_plain_lines_say() {
    let plain = report(&fixture("shape-ndjson"));
    for folder in scenarios() {
        let shape = report(&folder);
        match name(&folder) {
            "shape-bigquery-seconds" => {
                same(&folder, &to_the_second(&plain), &to_the_second(&shape))
            }
            "shape-raw-events" | "shape-event-list" => same(
                &folder,
                &without_projects(&plain),
                &without_projects(&shape),
            ),
            name if name.starts_with("shape-") => same(&folder, &plain, &shape),
            _ => {}
        }
    }
}

#[test]
fn duplicates_say_what_single_lines_say() {
    let single = report(single_lines_of("duplicates").path());
    let double = report(&fixture("duplicates"));
    same(&fixture("duplicates"), &single, &double);
    assert_eq!(single["summary"]["lines"]["duplicate"], 0);
    assert_ne!(double["summary"]["lines"]["duplicate"], 0);
}

fn same(folder: &Path, expected: &Value, found: &Value) {
    assert_eq!(
        normalized(expected),
        normalized(found),
        "{}",
        folder.display()
    );
}

/// The logs of a scenario with every line once.
fn single_lines_of(scenario: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("logs")).expect("a folder in it");
    for log in ["ca-service", "gke", "k8s", "kms"].map(|log| format!("logs/{log}.ndjson")) {
        let lines = fs::read_to_string(fixture(scenario).join(&log)).expect("a log");
        let once: BTreeSet<&str> = lines.lines().collect();
        let once: String = once.iter().map(|line| format!("{line}\n")).collect();
        fs::write(folder.path().join(&log), once).expect("a log");
    }
    folder
}

/// A report with its times cut to the second.
fn to_the_second(report: &Value) -> Value {
    match report {
        Value::String(text) => text
            .split_once('.')
            .filter(|(time, _)| time.ends_with(|c: char| c.is_ascii_digit()) && time.contains('T'))
            .map_or_else(|| report.clone(), |(time, _)| time.into()),
        Value::Array(items) => items.iter().map(to_the_second).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), to_the_second(value)))
            .collect(),
        other => other.clone(),
    }
}

/// A report that does not say whose API server log was read: raw events do not name their project.
fn without_projects(report: &Value) -> Value {
    let mut report = report.clone();
    for stretch in report["coverage"].as_array_mut().expect("coverage") {
        if stretch["source"] == "kubernetes" {
            stretch["scope"].take();
        }
    }
    report
}
