//! Reads SARIF, by the schema of OASIS (`sarif-schema-2.1.0.json`: its names, types and requirements, without its texts) and by what
//! code scanning requires beyond it.

mod rules;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

use super::ReportContent;

pub fn read(report: &str) -> ReportContent {
    let log: Value = serde_json::from_str(report).expect("JSON");
    let (schemas, index) = schema();
    if let Err(error) = schemas.validate(&log, *index) {
        panic!("{error:#}");
    }
    let run = &log["runs"][0];
    rules::check(run);
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("the number of a rule");
        assert_eq!(rules[index as usize]["id"], result["ruleId"]);
        assert_eq!(result["locations"].as_array().expect("locations").len(), 1);
    }
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let of_result = |result: &Value| {
        let place = &result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
        [shown(&text(&result["message"]["text"])), text(place)]
    };
    let ids: Vec<String> = results
        .iter()
        .map(|it| text(&it["partialFingerprints"]["credtrailFinding/v1"]))
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    let place = |it: &Value| {
        let hash = text(&it["partialFingerprints"]["primaryLocationLineHash"]);
        let place = &it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        (hash, text(place), text(&it["ruleId"]))
    };
    let alerts: BTreeSet<_> = results.iter().map(place).collect();
    assert_eq!(alerts.len(), ids.len(), "GitHub takes two results for one");
    let omitted = results
        .iter()
        .filter_map(|it| it["properties"].get("omitted"));
    let omitted: u64 = omitted.map(|it| it.as_u64().expect("a number")).sum();
    assert_eq!(notified(run), omitted);
    ReportContent {
        findings: Some(results.len()),
        omitted: Some(omitted),
        texts: results.iter().flat_map(of_result).collect(),
        ids,
    }
}

/// Returns how many findings are no result, by the notifications of the run: `CODE: N more findings, …`.
fn notified(run: &Value) -> u64 {
    let all = run["invocations"][0]["toolExecutionNotifications"].as_array();
    let texts = all
        .expect("notifications")
        .iter()
        .map(|it| &it["message"]["text"]);
    let number = |text: &str| {
        let (_, rest) = text.split_once(": ")?;
        rest.split_once(" more findings, ")?.0.parse::<u64>().ok()
    };
    texts.filter_map(|it| number(it.as_str()?)).sum()
}

fn schema() -> &'static (Schemas, SchemaIndex) {
    static SCHEMA: OnceLock<(Schemas, SchemaIndex)> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let text = include_str!("sarif-schema-2.1.0.json");
        let schema = serde_json::from_str(text).expect("a schema");
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        compiler
            .add_resource("urn:sarif", schema)
            .expect("a schema");
        let index = compiler.compile("urn:sarif", &mut schemas);
        (schemas, index.expect("a schema"))
    })
}

/// Returns a message as it is shown, with escapes of brackets and braces removed.
fn shown(message: &str) -> String {
    let mut shown = String::new();
    let mut rest = message.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => shown.extend(rest.next()),
            '[' | ']' => panic!("a link in {message}"),
            '{' | '}' => {
                assert_eq!(rest.next(), Some(c), "a placeholder in {message}");
                shown.push(c);
            }
            _ => shown.push(c),
        }
    }
    shown
}
