//! Every scenario under `fixtures/`: the report is the one beside it, and says what its folder is named after.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::harness::cli::{json_text, replay, replay_anew, report};
use crate::simulation::files::{fixture, name, scenarios};
use credtrail::check::check_of;
use credtrail::model::finding::Code;
use insta::{Settings, assert_snapshot};
use serde_json::Value;

#[test]
fn every_scenario_has_the_report_beside_it() {
    insta::glob!("../../fixtures", "*/logs", |logs| {
        let folder = logs.parent().expect("a scenario");
        let text = replay(folder, &[]);
        let json = json_text(folder);
        assert_eq!(text.err, "", "{}", folder.display());
        beside(folder).bind(|| {
            assert_snapshot!("report.txt", format!("{}exit {}\n", text.out, text.status));
            assert_snapshot!("report.json", json);
        });
    });
}

/// Codes that are found beside another one by their nature: what is missing of a chain, and what that looks like.
const BESIDE: [(&str, &str); 1] = [("shadow-identity", "unissued-credential")];

#[test]
fn a_folder_named_after_a_code_shows_this_code_and_no_other() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    for folder in scenarios() {
        let name = name(&folder);
        if codes.contains(name) {
            let report = report(&folder);
            let found = report["summary"]["findings"].as_object().expect("codes");
            let is_beside = |code: &str| BESIDE.contains(&(name, code));
            let found: Vec<&String> = found.keys().filter(|code| !is_beside(code)).collect();
            assert_eq!(found, [name], "{name}");
        }
    }
}

#[test]
fn a_finding_has_a_weight_of_its_code() {
    for folder in scenarios() {
        for finding in findings(&report(&folder)) {
            let code = Code::ALL
                .into_iter()
                .find(|it| it.as_str() == finding["code"]);
            let weights = check_of(code.expect("a code")).weights.iter();
            let mut names = weights.map(|weight| weight.as_str());
            assert!(names.any(|it| it == finding["weight"]), "{finding}");
        }
    }
}

#[test]
fn a_receipt_names_the_line_that_holds_the_entry() {
    for folder in scenarios() {
        let is_in_lines = !name(&folder).starts_with("shape-") || name(&folder) == "shape-ndjson";
        if is_in_lines {
            for entry in entries(&report(&folder)) {
                let insert_id = entry["insert_id"].as_str().expect("an insertId");
                let line = line_at(&folder, entry["place"].as_str().expect("a place"));
                assert!(line.contains(insert_id), "{}: {entry}", name(&folder));
            }
        }
    }
}

#[test]
fn the_same_logs_give_the_same_bytes() {
    for folder in ["missing-record", "shuffled", "bad-lines"].map(fixture) {
        let json = || replay_anew(&folder, &["--format", "json"]).out;
        assert_eq!(json(), json());
    }
}

/// Settings that put snapshots into the folder of a scenario.
fn beside(folder: &Path) -> Settings {
    let mut settings = Settings::new();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

fn findings(report: &Value) -> Vec<Value> {
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let findings = lineages.map(|lineage| lineage["findings"].as_array().expect("findings"));
    findings.flatten().cloned().collect()
}

fn entries(report: &Value) -> Vec<Value> {
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let entries = lineages.map(|lineage| lineage["entries"].as_array().expect("entries").clone());
    entries.flatten().collect()
}

/// The line that a place names.
fn line_at(folder: &Path, place: &str) -> String {
    let (file, number) = place.rsplit_once(':').expect("file:line");
    let number: usize = number.parse().expect("the number of a line");
    let log = fs::read(folder.join(file)).expect("a log");
    let line = log.split(|byte| *byte == b'\n').nth(number - 1);
    String::from_utf8_lossy(line.expect("a line of that number")).into_owned()
}

#[test]
fn the_opening_does_not_begin_as_if_all_were_well_where_something_is_wrong() {
    for folder in scenarios() {
        let text = replay(&folder, &[]).out;
        let opening = text.lines().next().expect("an opening");
        let first = opening.split([';', '.']).next().unwrap_or_default();
        let is_well = first.ends_with("complete") || first.contains("are complete");
        assert!(
            opening.starts_with("COMPLETE") || !is_well,
            "{}: {opening}",
            name(&folder)
        );
    }
}
