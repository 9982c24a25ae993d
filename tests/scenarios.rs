//! Every scenario under `fixtures/`: the report is the one beside it, and says what its folder is named after.

mod essence;
mod terminal;
mod world;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use credtrail::finding::Code;
use essence::essence;
use insta::{Settings, assert_snapshot};
use serde_json::Value;
use tempfile::TempDir;
use world::files::fixture;

#[test]
fn every_scenario_has_the_report_beside_it() {
    insta::glob!("../fixtures", "*/logs", |logs| {
        let folder = logs.parent().expect("a scenario");
        let text = terminal::run(folder, &["replay", "-q", "logs"]);
        let json = json_text(folder);
        assert_eq!(text.err, "", "{}", folder.display());
        beside(folder).bind(|| {
            assert_snapshot!("report.txt", format!("{}exit {}\n", text.out, text.status));
            assert_snapshot!("report.json", json);
        });
    });
}

#[test]
fn a_folder_named_after_a_code_shows_this_code_and_no_other() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    for folder in scenarios() {
        let name = name(&folder);
        if codes.contains(name) {
            let report = report(&folder);
            let found: Vec<&String> = fields(&report["summary"]["findings"]);
            assert_eq!(found, [name], "{name}");
        }
    }
}

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
fn the_json_report_keeps_its_contract() {
    for folder in scenarios() {
        let report = report(&folder);
        assert_eq!(report["version"], 1);
        let contract = [
            ("", "version tool window coverage summary lineages rejected"),
            ("window", "from to"),
            ("coverage", "source scope from to"),
            (
                "summary",
                "credentials complete unproven broken unclaimed_signatures uses lines findings",
            ),
            (
                "summary/lines",
                "read relevant irrelevant duplicate rejected",
            ),
            (
                "lineages",
                "subject kind verdict stages uses findings entries",
            ),
            ("lineages/uses", "count first last principals"),
            ("lineages/findings", "code weight stage message places"),
            ("lineages/entries", "source event at place insert_id"),
            ("rejected", "place reason"),
        ];
        for (path, keys) in contract {
            for object in objects_at(&report, path) {
                assert_eq!(sorted(fields(object)), sorted(keys.split(' ')), "{path}");
            }
        }
    }
}

#[test]
fn the_json_report_uses_no_other_words() {
    for folder in scenarios() {
        let report = report(&folder);
        let word = |value: &Value, words: &[&str]| {
            let text = value.as_str().expect("a word");
            assert!(words.contains(&text), "{}: {text}", name(&folder));
        };
        for lineage in objects_at(&report, "lineages") {
            word(
                &lineage["kind"],
                &["certificate", "token", "other", "signature"],
            );
            word(&lineage["verdict"], &["complete", "unproven", "broken"]);
            for stage in lineage["stages"].as_object().expect("stages").values() {
                word(
                    stage,
                    &["present", "missing", "unread", "unlinked", "contradicted"],
                );
            }
        }
        for finding in objects_at(&report, "lineages/findings") {
            word(&finding["weight"], &["note", "gap", "break"]);
        }
    }
}

#[test]
fn the_same_logs_give_the_same_bytes() {
    for folder in ["missing-record", "shuffled", "bad-lines"].map(fixture) {
        assert_eq!(json_text(&folder), json_text(&folder));
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

/// The folders with logs.
fn scenarios() -> Vec<PathBuf> {
    let folders = fs::read_dir(fixture("")).expect("fixtures/");
    let folders = folders.map(|folder| folder.expect("a folder").path());
    folders
        .filter(|folder| folder.join("logs").is_dir())
        .collect()
}

fn name(folder: &Path) -> &str {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.expect("a folder with a name")
}

fn json_text(folder: &Path) -> String {
    terminal::run(folder, &["replay", "-q", "--format", "json", "logs"]).out
}

fn report(folder: &Path) -> Value {
    serde_json::from_str(&json_text(folder)).expect("a JSON report")
}

fn same(folder: &Path, expected: &Value, found: &Value) {
    assert_eq!(essence(expected), essence(found), "{}", folder.display());
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

fn entries(report: &Value) -> Vec<Value> {
    objects_at(report, "lineages/entries")
        .into_iter()
        .cloned()
        .collect()
}

/// The line that a place names.
fn line_at(folder: &Path, place: &str) -> String {
    let (file, number) = place.rsplit_once(':').expect("file:line");
    let number: usize = number.parse().expect("the number of a line");
    let log = fs::read(folder.join(file)).expect("a log");
    let line = log.split(|byte| *byte == b'\n').nth(number - 1);
    String::from_utf8_lossy(line.expect("a line of that number")).into_owned()
}

/// The objects at a path of keys; of an array all items.
fn objects_at<'r>(report: &'r Value, path: &str) -> Vec<&'r Value> {
    let keys = path.split('/').filter(|key| !key.is_empty());
    let found = keys.fold(vec![report], |found, key| {
        found
            .into_iter()
            .flat_map(|value| items(&value[key]))
            .collect()
    });
    found.into_iter().flat_map(items).collect()
}

fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        other => vec![other],
    }
}

fn fields(value: &Value) -> Vec<&String> {
    value.as_object().expect("an object").keys().collect()
}

fn sorted<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    words
        .into_iter()
        .map(|word| word.as_ref().to_owned())
        .collect()
}
