//! The HTML report in Korean, for every scenario.

use std::collections::BTreeMap;
use std::fs;

use credtrail::model::finding::Code;
use serde_json::{Value, json};

use super::{root, source_texts};
use crate::harness::cli::{replay, run};
use crate::harness::readers::html::{self, Page};
use crate::html::browser::KEEP_VIOLATIONS;
use crate::html::devtools::Browser;
use crate::html::{HOSTILE, hostile, shown};
use crate::simulation::files::{Folder, fixture, name, scenarios};

const KOREAN: [&str; 4] = ["--format", "html", "--lang", "ko"];

/// The shortest part of an English sentence that would not stand on a page by chance.
const TELLING: usize = 16;

#[test]
fn the_korean_page_says_what_the_english_one_says() {
    for folder in scenarios() {
        let english = replay(&folder, &["--format", "html"]);
        let korean = replay(&folder, &KOREAN);
        assert_eq!(english.status, korean.status, "{}", name(&folder));
        assert!(korean.out.contains("<html lang=\"ko\">"));
        let (english, korean) = (html::page(&english.out), html::page(&korean.out));
        assert_eq!(english.ids, korean.ids, "{}", name(&folder));
        assert_eq!(english.links, korean.links, "{}", name(&folder));
        assert_eq!(listed(&english), listed(&korean), "{}", name(&folder));
        assert_eq!(facts(&english), facts(&korean), "{}", name(&folder));
    }
}

#[test]
fn the_korean_page_has_no_english_texts() {
    let texts = Texts::of_source();
    for folder in scenarios() {
        let page = html::page(&replay(&folder, &KOREAN).out);
        for text in page.texts.iter().chain(&page.labels) {
            assert_eq!(texts.met_in(text), None, "{}: {text}", name(&folder));
        }
    }
}

#[test]
fn a_trace_and_a_comparison_are_korean() {
    let texts = Texts::of_source();
    let folder = Folder::new();
    let run = |arguments: &[&str]| run(folder.path(), &[arguments, &["--db", "a.db"]].concat()).out;
    for scenario in ["unread-log", "missing-record", "ancestry"] {
        let logs = fixture(scenario).join("logs").display().to_string();
        run(&["ingest", "-q", &logs]);
        run(&["scan", "-q"]);
    }
    let token = "JTI=51b14150-85de-4afc-a512-d82c496c738a";
    for arguments in [
        &["diff", "1", "2"][..],
        &["diff", "2", "3"],
        &["trace", token],
    ] {
        let page = html::page(&run(&[arguments, &KOREAN].concat()));
        for text in page.texts.iter().chain(&page.labels) {
            assert_eq!(texts.met_in(text), None, "{text}");
        }
    }
    for arguments in [
        &["diff", "1", "2"][..],
        &["diff", "--list"],
        &["trace", token, "--ancestry"],
        &["trace", token, "--reach"],
    ] {
        for line in run(&[arguments, &["--lang", "ko"]].concat()).lines() {
            assert_eq!(texts.met_in(line), None, "{line}");
        }
    }
}

#[test]
fn hostile_texts_are_texts_on_a_korean_page() {
    let page = html::page(&replay(hostile().path(), &KOREAN).out);
    for hostile in HOSTILE {
        let shown = shown(hostile);
        assert!(page.texts.iter().any(|it| it.contains(&shown)), "{shown}");
    }
}

#[test]
fn times_on_the_page_are_those_of_the_time_zone() {
    let seoul = [&KOREAN[..], &["--time-zone", "Asia/Seoul"]].concat();
    let page = html::page(&replay(&fixture("missing-record"), &seoul).out);
    let times = page.texts.iter().filter(|it| it.contains("2026-10-06T"));
    let is_query = |it: &&String| it.contains("timestamp>=");
    let other = times.filter(|it| !is_query(it) && !it.contains("+09:00"));
    let other: Vec<&String> = other.collect();
    assert_eq!(other, [""; 0]);
}

#[test]
fn a_browser_shows_the_korean_page_and_refuses_nothing() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = hostile();
    let seoul = [&KOREAN[..], &["--time-zone", "Asia/Seoul"]].concat();
    let path = folder.path().join("page.html");
    fs::write(&path, replay(folder.path(), &seoul).out).expect("a page");
    browser.call(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({"source": KEEP_VIOLATIONS}),
    );
    browser.open(&path);
    assert_eq!(browser.value("window.violations"), json!([]));
    for event in ["Runtime.exceptionThrown", "Log.entryAdded"] {
        assert!(browser.events_of(event).is_empty(), "{event}");
    }
    let mut says = |expression: &str, part: &str| {
        let shown = browser.value(expression);
        assert!(
            shown.as_str().is_some_and(|it| it.contains(part)),
            "{shown}"
        );
    };
    says("document.getElementById('found').textContent", "개 찾음, ");
    says(
        "document.getElementById('by-verdict').textContent",
        "전체끊김(broken)",
    );
    says("document.getElementById('list').textContent", "+09:00");
    says(
        "document.querySelector('#list tbody .mark').textContent",
        "(broken)",
    );
}

/// The English texts of the source: those without values, and the parts of others.
pub struct Texts {
    whole: Vec<String>,
    parts: Vec<String>,
}

impl Texts {
    pub fn of_source() -> Self {
        let texts = source_texts::read(&root().join("src")).into_values();
        let texts = texts.filter(|it| it.text.contains(|it: char| it.is_alphabetic()));
        let (whole, parted): (Vec<_>, Vec<_>) = texts.partition(|it| it.names.is_empty());
        let parts = parted
            .iter()
            .flat_map(|it| it.text.split(['{', '}', '`']).step_by(2));
        Texts {
            parts: parts
                .filter(|it| it.len() >= TELLING)
                .map(str::to_owned)
                .collect(),
            whole: whole
                .into_iter()
                .map(|it| it.text.trim().to_owned())
                .collect(),
        }
    }

    /// The first of them that a text has.
    pub fn met_in(&self, text: &str) -> Option<&String> {
        let whole = self.whole.iter().find(|it| *it == text.trim());
        whole.or_else(|| self.parts.iter().find(|it| text.contains(*it)))
    }
}

/// The list without the words for kinds, which are those of the language.
fn listed(page: &Page) -> Value {
    let mut columns = page.columns().clone();
    if let Some(columns) = columns.as_object_mut() {
        columns.remove("kinds");
    }
    columns
}

/// The codes, identifiers, numbers and times that stand by themselves, and how often each does.
fn facts(page: &Page) -> BTreeMap<&str, usize> {
    let codes = Code::ALL.map(|it| it.as_str());
    let is_identifier = |it: &str| {
        ["TBS=", "X509SHA256=", "JTI=", "projects/"]
            .iter()
            .any(|prefix| it.starts_with(prefix))
    };
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit() || it == b',');
    let mut facts = BTreeMap::new();
    for text in page.texts.iter().map(|it| it.trim()) {
        if codes.contains(&text) || is_identifier(text) || is_number(text) {
            *facts.entry(text).or_default() += 1;
        }
    }
    facts
}
