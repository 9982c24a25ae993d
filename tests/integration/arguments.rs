//! The facts in messages as fields: every name, time and hash in a message is among its arguments, and docs/src/json-v1.md lists the arguments of a code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use credtrail::model::finding::Code;
use jiff::Timestamp;
use serde_json::Value;

/// The findings of all expected reports, each with the file of its report.
fn findings() -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for folder in fs::read_dir("fixtures").expect("fixtures") {
        let file = folder.expect("a folder").path().join("report.json.snap");
        let Ok(snapshot) = fs::read_to_string(&file) else {
            continue;
        };
        let json = snapshot.split_once("\n---\n").expect("a header").1;
        let report: Value = serde_json::from_str(json).expect("JSON");
        let lineages = report["lineages"].as_array().into_iter().flatten();
        let lists = lineages.map(|it| &it["findings"]).chain([&report["logs"]]);
        let found = lists.filter_map(Value::as_array).flatten();
        all.extend(found.map(|it| (file.display().to_string(), it.clone())));
    }
    assert!(all.len() > 50, "{}", all.len());
    all
}

/// Words of messages that look like values and are placeholders.
const PLACEHOLDERS: [&str; 3] = [
    "system:serviceaccount:NAMESPACE:NAME",
    "X509SHA256=<64",
    "JTI=<id>",
];

/// The words of a message that are values: names of resources, users and callers, identifiers, hashes, places of lines, times.
fn values(message: &str) -> BTreeSet<&str> {
    let is_edge = |c: char| ",;.()\"".contains(c);
    let words = message.split_whitespace().map(|it| {
        let word = it.trim_matches(is_edge);
        word.strip_suffix(':').unwrap_or(word)
    });
    words
        .filter(|it| is_value(it) && !PLACEHOLDERS.contains(it))
        .collect()
}

fn is_value(word: &str) -> bool {
    let starts = ["X509SHA256=", "JTI=", "TBS=", "system:", "spiffe://"];
    let is_hash = word.len() >= 32 && word.bytes().all(|it| it.is_ascii_hexdigit());
    let is_time = word.parse::<Timestamp>().is_ok();
    let is_line = word.contains(".json:") || word.contains(".ndjson:");
    starts.iter().any(|it| word.starts_with(it))
        || ["projects/", "organizations/", "folders/", "@"]
            .iter()
            .any(|it| word.contains(it))
        || is_hash
        || is_time
        || is_line
}

/// Whether a value is one of these texts, or a time of one of them, or within one of them.
fn is_among(value: &str, texts: &[&str]) -> bool {
    let seconds = value.trim_end_matches('Z');
    let is_of = |text: &&str| text.contains(value) || text.starts_with(seconds);
    texts.iter().any(is_of)
}

/// The texts of the arguments of a finding.
fn texts(finding: &Value) -> Vec<&str> {
    let arguments = finding["arguments"].as_object().expect("arguments");
    let texts = arguments.values().flat_map(|it| match it {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    });
    texts.filter_map(Value::as_str).collect()
}

#[test]
fn every_value_in_a_message_is_among_its_arguments() {
    for (file, finding) in findings() {
        let message = finding["message"].as_str().expect("a message");
        let texts = texts(&finding);
        let forgotten = values(message)
            .into_iter()
            .filter(|it| !is_among(it, &texts));
        let forgotten: Vec<&str> = forgotten.collect();
        assert!(forgotten.is_empty(), "{file}: {message}: {forgotten:?}");
    }
}

/// What the page of the JSON report calls the arguments about a log, and where it lists them.
const OF_A_LOG: (&str, &str) = ("those of a log", "Those of a log are ");

/// The words of a text that stand as code.
fn names(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The arguments of each code by that page: the rows of the table that begins with these columns.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let page = fs::read_to_string("docs/src/json-v1.md").expect("the page");
    let head = "| code | `arguments` |\n|---|---|\n";
    let table = page.split_once(head).expect("the table").1;
    let of_a_log = page.split_once(OF_A_LOG.1).expect("those of a log").1;
    let of_a_log = of_a_log.split("\n\n").next().expect("a paragraph");
    let rows = table.lines().take_while(|it| it.starts_with('|'));
    rows.map(|row| {
        let mut cells = names(row);
        let code = cells.next().expect("a code");
        let shared = row.contains(OF_A_LOG.0).then(|| names(of_a_log));
        (code, cells.chain(shared.into_iter().flatten()).collect())
    })
    .collect()
}

#[test]
fn the_page_lists_every_argument_of_a_code() {
    let documented = documented();
    let codes: BTreeSet<&str> = documented.keys().map(String::as_str).collect();
    assert_eq!(codes, Code::ALL.iter().map(|it| it.as_str()).collect());
    for (file, finding) in findings() {
        let code = finding["code"].as_str().expect("a code");
        let arguments = finding["arguments"].as_object().expect("arguments");
        for (name, value) in arguments {
            let name = match value {
                Value::Array(_) => format!("{name}[]"),
                _ => name.clone(),
            };
            let is_listed = documented[code].contains(&name) || name.ends_with("_omitted");
            assert!(is_listed, "{file}: {code}: {name}");
        }
    }
}
