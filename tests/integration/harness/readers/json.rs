//! Reads the JSON report with serde_json.

use serde_json::Value;

use super::ReportContent;

pub fn read(report: &str) -> ReportContent {
    let report: Value = serde_json::from_str(report).expect("JSON");
    let lineages = report["lineages"].as_array().expect("lineages");
    of_lineages(lineages)
}

/// Returns the content of some lineages.
pub fn of_lineages(lineages: &[Value]) -> ReportContent {
    let findings = lineages
        .iter()
        .map(|it| it["findings"].as_array().expect("findings").len());
    let mut texts = Vec::new();
    for lineage in lineages {
        texts.push(lineage["subject"].as_str().expect("a subject").to_owned());
        let users = lineage["uses"]["principals"].as_array().expect("users");
        texts.extend(users.iter().filter_map(|it| Some(it.as_str()?.to_owned())));
    }
    let omitted = lineages.iter().filter_map(|it| it.get("findings_omitted"));
    let omitted = omitted.flat_map(|it| it.as_object().expect("counts by code").values());
    ReportContent {
        findings: Some(findings.sum()),
        omitted: Some(omitted.map(|it| it.as_u64().expect("a number")).sum()),
        texts,
        ids: Vec::new(),
    }
}
