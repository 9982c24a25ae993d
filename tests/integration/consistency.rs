//! Codes, checks, scenarios and pages of the book are the same set; every query begins with its question.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use credtrail::check::check_of;
use credtrail::model::finding::Code;

#[test]
fn every_code_has_a_file_with_its_check() {
    let groups = names_in("src/check").into_iter();
    let groups = groups.filter(|name| !name.ends_with(".rs"));
    let files = groups.flat_map(|group| names_in(&format!("src/check/{group}")));
    let checks = files.filter_map(|name| Some(name.strip_suffix(".rs")?.replace('_', "-")));
    let checks: BTreeSet<String> = checks.filter(|name| name != "mod").collect();
    assert_eq!(checks, codes());
}

#[test]
fn every_code_has_a_scenario() {
    let scenarios = names_in("fixtures");
    let missing: Vec<String> = codes().difference(&scenarios).cloned().collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_code_has_a_page() {
    let pages = names_in("docs/src/findings").into_iter();
    let pages = pages.filter_map(|name| Some(name.strip_suffix(".md")?.to_owned()));
    let pages: BTreeSet<String> = pages.filter(|name| name != "README").collect();
    assert_eq!(pages, codes());
}

#[test]
fn every_finding_of_the_scenarios_table_is_a_code() {
    let table = fs::read_to_string(root().join("fixtures/README.md")).expect("fixtures/README.md");
    let rows = table
        .lines()
        .filter_map(|line| line.strip_suffix("` |")?.rsplit_once("| `"));
    let listed: BTreeSet<String> = rows.map(|(_, code)| code.to_owned()).collect();
    let foreign: Vec<String> = listed.difference(&codes()).cloned().collect();
    assert_eq!(foreign, [""; 0]);
    assert!(!listed.is_empty());
}

#[test]
fn every_code_is_explained_in_few_sentences() {
    for code in Code::ALL {
        let it = check_of(code).explanation;
        let weights = check_of(code).weights;
        for text in [it.means, it.look_at, it.settle] {
            assert!(text.ends_with(['.', '?']), "{code}: {text}");
            assert!(text.matches(". ").count() < 4, "{code}: {text}");
        }
        assert!(it.in_short().ends_with('.'), "{code}: {}", it.in_short());
        assert!(!weights.is_empty() && weights.is_sorted(), "{code}");
    }
}

#[test]
fn every_query_begins_with_its_question() {
    for name in names_in("queries") {
        let text = fs::read_to_string(root().join("queries").join(&name)).expect("a query");
        let first = text.lines().next().unwrap_or_default();
        let writes = ["record_", "forget_"]
            .iter()
            .any(|verb| name.starts_with(verb));
        let says = first.ends_with('?') || (writes && first.ends_with('.'));
        assert!(name.ends_with(".sql"), "{name} is no query");
        assert!(first.starts_with("-- ") && says, "{name}: {first}");
    }
}

#[test]
fn no_two_codes_share_a_name() {
    assert_eq!(codes().len(), Code::ALL.len());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn codes() -> BTreeSet<String> {
    Code::ALL.iter().map(ToString::to_string).collect()
}

fn names_in(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    names
        .map(|name| name.into_string().expect("UTF-8"))
        .collect()
}
