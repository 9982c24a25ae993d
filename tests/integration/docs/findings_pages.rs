//! The pages of the findings: the text of `credtrail explain`, the rules in `docs/rules/`, and the report on the sample.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use credtrail::model::finding::Code;
use serde_json::Value;

use super::finding_words::{ENGLISH, KOREAN, Words};
use super::page::root;
use super::{current, transcript};
use crate::harness::cli::{run, value};
use crate::simulation::files::fixture;

/// What `credtrail explain` says of a code in one language.
struct Explained {
    code: String,
    weights: Vec<String>,
    /// What the finding means, what to look at and how to settle it.
    paragraphs: Vec<String>,
}

/// What `credtrail explain` says of all codes.
fn explained(words: &Words) -> Vec<Explained> {
    let json = run(&root(), &["explain", "-f", "json"]).out;
    let codes = value(&json)["codes"].as_array().expect("codes").clone();
    let all = codes.iter().map(|it| Explained {
        code: text(&it["code"]),
        weights: it["weights"]
            .as_array()
            .expect("weights")
            .iter()
            .map(text)
            .collect(),
        paragraphs: paragraphs(&text(&it["code"]), words),
    });
    all.collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The paragraphs that `credtrail explain CODE` prints in this language: each is indented, below its heading.
fn paragraphs(code: &str, words: &Words) -> Vec<String> {
    let flags = words.flag.split_whitespace();
    let arguments: Vec<&str> = ["explain", code].into_iter().chain(flags).collect();
    let printed = run(&root(), &arguments).out;
    let (_, printed) = printed.split_once("\n\n").expect("a line of weights");
    let mut paragraphs: Vec<Vec<&str>> = Vec::new();
    for line in printed.lines() {
        match (line.strip_prefix("  "), paragraphs.last_mut()) {
            (Some(line), Some(paragraph)) => paragraph.push(line),
            _ => paragraphs.push(Vec::new()),
        }
    }
    paragraphs.iter().map(|it| it.join(" ")).collect()
}

#[test]
fn every_finding_has_its_page() {
    pages_are_current(&ENGLISH);
}

#[test]
fn every_finding_has_its_page_in_korean() {
    pages_are_current(&KOREAN);
}

fn pages_are_current(words: &Words) {
    let all = explained(words);
    assert_eq!(all.len(), Code::ALL.len());
    let folder = Path::new(words.folder);
    for finding in &all {
        current(
            &folder.join(format!("{}.md", finding.code)),
            &page(finding, words),
        );
    }
    current(&folder.join("README.md"), &index(&all, words));
    let pages = fs::read_dir(root().join(folder)).expect("a folder");
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

fn page(finding: &Explained, words: &Words) -> String {
    let code = &finding.code;
    let (weight, weights) = (words.weight, weights(finding, words));
    let mut page = format!("# `{code}`\n\n{GENERATED}\n\n{weight}: {weights}.\n");
    assert_eq!(finding.paragraphs.len(), words.paragraphs.len(), "{code}");
    for (heading, paragraph) in words.paragraphs.iter().zip(&finding.paragraphs) {
        section(&mut page, heading, &filled(paragraph));
    }
    if let Ok(rules) = fs::read_to_string(rules(code)) {
        section(
            &mut page,
            words.rules,
            &rules_in(words, code, rules.trim_end()),
        );
    }
    let transcript = transcript::replayed(&format!("$ {}{}\n", command(code), words.flag));
    let sample = words.sample.replace("CODE", code);
    let sample = format!("{sample}\n\n```console\n{transcript}```");
    section(&mut page, words.example, &sample);
    page
}

/// The rules of a code, which are written in English only.
fn rules_in(words: &Words, code: &str, rules: &str) -> String {
    match words.folder == ENGLISH.folder {
        true => rules.to_owned(),
        false => {
            format!("자세한 규칙은 [영어 페이지](../../findings/{code}.md#rules)(영어)에 있습니다.")
        }
    }
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
fn index(all: &[Explained], words: &Words) -> String {
    let mut page = words.index.replace("MADE", GENERATED);
    for finding in all {
        let (code, weights) = (&finding.code, weights(finding, words));
        let means = finding.paragraphs.first().expect("a meaning");
        let means = means.split_once(". ").map_or(means.as_str(), |it| it.0);
        let means = means.trim_end_matches('.').replace('|', "\\|");
        writeln!(page, "| [`{code}`]({code}.md) | {weights} | {means} |").expect("memory");
    }
    page
}

fn weights(finding: &Explained, words: &Words) -> String {
    let weights = finding.weights.iter().map(|it| format!("`{it}`"));
    weights.collect::<Vec<_>>().join(words.or)
}

/// A text in lines that a code host shows well; what Markdown would read as markup is escaped.
fn filled(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        if width > 0 && width + columns(word) > 140 {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
        }
        lines += word;
        width += columns(word) + 1;
    }
    lines
}

/// About how wide a word is: Hangul takes two columns.
fn columns(word: &str) -> usize {
    word.chars()
        .map(|it| if it.is_ascii() { 1 } else { 2 })
        .sum()
}
