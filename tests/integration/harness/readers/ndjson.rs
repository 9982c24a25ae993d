//! Reads NDJSON: an object a line, lineages first, then the summary.

use serde_json::Value;

use super::{ReportContent, json};

pub fn read(report: &str) -> ReportContent {
    let lines: Vec<Value> = report
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let (last, lineages) = lines.split_last().expect("a last line");
    assert_eq!(last["version"], 1);
    assert!(last["summary"].is_object() && last["rejected"].is_array());
    json::of_lineages(lineages)
}
