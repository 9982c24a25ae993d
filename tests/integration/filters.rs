//! The filters let through whatever is read of a log: what a filter held back would be reported as missing.

use crate::harness::logging_query::lets_through;
use crate::simulation::files::fixture;
use credtrail::log::Reader;
use credtrail::log::framing::splitter::Splitter;
use credtrail::log::query::filter;
use credtrail::model::entry::Source;
use credtrail::model::identity::project::Project;
use serde_json::{Value, json};

#[test]
fn a_filter_lets_through_everything_that_is_read() {
    let (mut through, mut held) = (0, 0);
    for (entry, text) in entries() {
        let project = project(&entry);
        let admitted = Source::LOGS
            .into_iter()
            .any(|source| lets_through(&filter::of(source, &project).to_string(), &entry));
        assert!(admitted || !is_read(&text), "held back: {text}");
        let counter = if admitted { &mut through } else { &mut held };
        *counter += 1;
    }
    assert!(
        through > 150 && held > 300,
        "{through} through, {held} held back"
    );
}

#[test]
fn a_sink_of_all_logs_carries_what_each_of_them_does() {
    for (entry, text) in entries() {
        let project = project(&entry);
        let through = |query: credtrail::log::query::explorer_query::Query| {
            lets_through(&query.to_string(), &entry)
        };
        let one_by_one = Source::LOGS
            .into_iter()
            .any(|it| through(filter::of(it, &project)));
        let together = through(filter::of_all(&Source::LOGS, &project));
        assert_eq!(together, one_by_one, "{text}");
    }
}

#[test]
fn entries_of_other_projects_and_calls_are_held_back() {
    let signed = json!({
        "logName": "projects/acme-keys/logs/cloudaudit.googleapis.com%2Fdata_access",
        "protoPayload": {"serviceName": "cloudkms.googleapis.com", "methodName": "AsymmetricSign"}
    });
    let query = |project: &str| {
        let project: Project = project.parse().expect("a project");
        filter::of(Source::Kms, &project).to_string()
    };
    assert!(lets_through(&query("acme-keys"), &signed));
    assert!(!lets_through(&query("acme-prod"), &signed));
    let mut listed = signed;
    listed["protoPayload"]["methodName"] = json!("ListCryptoKeys");
    assert!(!lets_through(&query("acme-keys"), &listed));
}

#[test]
fn a_window_ends_before_the_next_one_begins() {
    let project: Project = "acme-keys".parse().expect("a project");
    let at = |text: &str| text.parse::<jiff::Timestamp>().expect("a time");
    let window = |from, until| {
        filter::of(Source::Kms, &project)
            .from_until(at(from), at(until))
            .to_string()
    };
    let (first, second) = (
        window("2026-11-20T00:00:00Z", "2026-11-20T01:00:00Z"),
        window("2026-11-20T01:00:00Z", "2026-11-20T02:00:00Z"),
    );
    let signed = |at: &str| {
        json!({
            "logName": "projects/acme-keys/logs/cloudaudit.googleapis.com%2Fdata_access",
            "protoPayload": {"serviceName": "cloudkms.googleapis.com", "methodName": "AsymmetricSign"},
            "timestamp": at
        })
    };
    for (entry, windows) in [
        ("2026-11-20T00:00:00Z", (true, false)),
        ("2026-11-20T01:00:00Z", (false, true)),
        ("2026-11-20T02:00:00Z", (false, false)),
    ] {
        let entry = signed(entry);
        assert_eq!(
            (lets_through(&first, &entry), lets_through(&second, &entry)),
            windows,
            "{entry}"
        );
    }
}

/// Entries of all scenarios as the API gives them, under sound names of logs.
fn entries() -> Vec<(Value, String)> {
    let folders = std::fs::read_dir(fixture("")).expect("fixtures");
    let mut entries = Vec::new();
    for folder in folders {
        let logs = folder.expect("a scenario").path().join("logs");
        let files = std::fs::read_dir(logs).into_iter().flatten();
        for path in files.map(|it| it.expect("a file").path()) {
            let text = std::fs::read(path).unwrap_or_default(); // folders in folders hold the same shapes
            let text = String::from_utf8(text).unwrap_or_default();
            entries.extend(text.lines().filter_map(of_the_api));
        }
    }
    entries
}

fn of_the_api(line: &str) -> Option<(Value, String)> {
    let entry: Value = serde_json::from_str(line).ok()?;
    entry.get("protoPayload")?;
    let log = entry["logName"].as_str()?;
    let sound = log.starts_with("projects/") && log.contains("/logs/cloudaudit.googleapis.com%2F");
    sound.then(|| (entry, line.to_owned()))
}

fn project(entry: &Value) -> Project {
    let log = entry["logName"].as_str().expect("a name");
    let (scope, _) = log.split_once("/logs/").expect("a project");
    scope.parse().expect("a project")
}

/// Whether anything is made of an entry.
fn is_read(line: &str) -> bool {
    let mut splitter = Splitter::new(line.as_bytes());
    let batch = splitter.next_batch().expect("text").expect("an item");
    let reading = Reader::default().read(&batch);
    reading.relevant > 0
}
