//! The pages of the findings: the text of `credtrail explain`, the rules in `docs/rules/`, and the report on the sample.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use credtrail::model::finding::Code;
use serde_json::Value;

use super::page::root;
use super::{current, transcript};
use crate::harness::cli::{run, value};
use crate::simulation::files::fixture;

/// What `credtrail explain` says of all codes.
fn explained() -> Vec<Value> {
    let json = run(&root(), &["explain", "-f", "json"]).out;
    value(&json)["codes"].as_array().expect("codes").clone()
}

#[test]
fn every_finding_has_its_page() {
    let all = explained();
    assert_eq!(all.len(), Code::ALL.len());
    for finding in &all {
        let path = format!("docs/src/findings/{}.md", text(finding, "code"));
        current(Path::new(&path), &page(finding));
    }
    current(Path::new("docs/src/findings/README.md"), &index(&all));
    let pages = fs::read_dir(root().join("docs/src/findings")).expect("a folder");
    assert_eq!(pages.count(), all.len() + 1, "a page of no code");
}

#[test]
fn rules_are_of_codes() {
    for entry in fs::read_dir(root().join("docs/rules")).expect("a folder") {
        let path = entry.expect("a file").path();
        let stem = path.file_stem().expect("a name").display().to_string();
        assert!(Code::ALL.iter().any(|it| it.as_str() == stem), "{stem}");
    }
}

fn page(finding: &Value) -> String {
    let code = text(finding, "code");
    let mut page = format!(
        "# `{code}`\n\n{GENERATED}\n\nWeight: {}.\n",
        weights(finding)
    );
    for (heading, field) in [
        ("What it means", "means"),
        ("What to look at", "look_at"),
        ("How to settle it", "settle"),
    ] {
        section(&mut page, heading, &filled(text(finding, field)));
    }
    if let Ok(rules) = fs::read_to_string(rules(code)) {
        section(&mut page, "Rules", rules.trim_end());
    }
    let transcript = transcript::replayed(&format!("$ {}\n", command(code)));
    let sample = format!("The sample `fixtures/{code}` shows it:\n\n```console\n{transcript}```");
    section(&mut page, "Example", &sample);
    page
}

/// What tells readers of the source where it comes from.
const GENERATED: &str = "<!-- made of `credtrail explain`, docs/rules/ and fixtures/: CREDTRAIL_WRITE_DOCS=1 cargo test --test integration docs:: -->";

fn section(page: &mut String, heading: &str, body: &str) {
    write!(page, "\n## {heading}\n\n{body}\n").expect("memory");
}

fn rules(code: &str) -> PathBuf {
    root().join(format!("docs/rules/{code}.md"))
}

/// The command that judges the sample of a code.
fn command(code: &str) -> String {
    let sample = format!("fixtures/{code}");
    let flag = |file: &str, flag: &str| {
        let is_there = fixture(code).join(file).exists();
        is_there.then(|| format!(" {flag} {sample}/{file}"))
    };
    let at = fs::read_to_string(fixture(code).join("looked-at"));
    let (verb, options) = match at {
        Ok(at) => (
            "workload verify -q",
            format!(" {sample}/vm --at {}", at.trim()),
        ),
        Err(_) => ("replay -q", format!(" {sample}/logs")),
    };
    let policy = flag("credtrail.toml", "--policy").unwrap_or_default();
    let serial = flag("serial.txt", "--serial-output").unwrap_or_default();
    format!("credtrail {verb}{options}{policy}{serial}")
}

/// The table of all findings.
fn index(all: &[Value]) -> String {
    let mut page = format!(
        "# Findings\n\n{GENERATED}\n\nA finding is one thing that is wrong, or may be. Its code links to its page. Its weight decides the verdict: a `break` makes a credential\n`broken`, a `gap` makes it `unproven`, a `note` changes nothing ([Reading a verdict](../reading-a-verdict.md)).\n\n`credtrail explain missing-record` prints the same text as the page of that code.\n\n| code | weight | means |\n|---|---|---|\n"
    );
    for finding in all {
        let (code, weights) = (text(finding, "code"), weights(finding));
        let means = text(finding, "means");
        let means = means.split_once(". ").map_or(means, |it| it.0);
        let means = means.trim_end_matches('.').replace('|', "\\|");
        writeln!(page, "| [`{code}`]({code}.md) | {weights} | {means} |").expect("memory");
    }
    page
}

fn weights(finding: &Value) -> String {
    let weights = finding["weights"].as_array().expect("weights");
    let weights = weights
        .iter()
        .map(|it| format!("`{}`", it.as_str().expect("a weight")));
    weights.collect::<Vec<_>>().join(" or ")
}

fn text<'f>(finding: &'f Value, field: &str) -> &'f str {
    finding[field].as_str().expect("a text")
}

/// A text in lines that a code host shows well; what Markdown would read as markup is escaped.
fn filled(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        if width > 0 && width + word.len() > 140 {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
        }
        lines += word;
        width += word.len() + 1;
    }
    lines
}
