//! Findings, environment variables and exit statuses: those of the program stand in the documentation, and no others.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use credtrail::model::finding::Code;

use super::page::{Page, pages, root};
use crate::harness::cli::run;

/// Variables of tests and builds, which only developers meet.
const OF_TESTS: [&str; 6] = [
    "CREDTRAIL_AXE",
    "CREDTRAIL_FUZZ_SECONDS",
    "CREDTRAIL_WRITE_DOCS",
    "CREDTRAIL_WRITE_FIXTURES",
    "CREDTRAIL_WRITE_LOCALE",
    "CREDTRAIL_FAULTS",
];

#[test]
fn every_environment_variable_is_documented_and_no_other() {
    let options = Page::read("docs/src/options.md");
    let table = variables(&options.text);
    let sources = files(&root().join("src")).into_iter();
    let program = sources.flat_map(|it| variables(&text(it)));
    let program: BTreeSet<String> = program
        .filter(|it| !OF_TESTS.contains(&it.as_str()))
        .collect();
    assert_eq!(table, program);
    let named: BTreeSet<String> = pages().iter().flat_map(|it| variables(&it.text)).collect();
    let unknown: Vec<_> = named.difference(&program).collect();
    let unknown = unknown
        .into_iter()
        .filter(|it| !OF_TESTS.contains(&it.as_str()));
    assert_eq!(unknown.collect::<Vec<_>>(), [""; 0]);
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|it| it.expect("an entry").path());
    let below = paths.map(|it| if it.is_dir() { files(&it) } else { vec![it] });
    below.flatten().collect()
}

fn text(path: PathBuf) -> String {
    fs::read_to_string(path).expect("a file")
}

/// The names that begin with `CREDTRAIL_`.
fn variables(text: &str) -> BTreeSet<String> {
    let after = text.split("CREDTRAIL_").skip(1);
    let names = after.map(|it| {
        let name = it
            .chars()
            .take_while(|it| it.is_ascii_uppercase() || *it == '_');
        format!("CREDTRAIL_{}", name.collect::<String>())
    });
    names.collect()
}

#[test]
fn every_finding_that_a_page_links_or_names_is_a_code() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|it| it.as_str()).collect();
    for page in pages() {
        for link in page.links() {
            let name = link.split_once("findings/").map_or("", |it| it.1);
            let name = name.split('#').next().unwrap_or_default();
            let is_page = name.is_empty() || name == "README.md";
            let code = name.strip_suffix(".md").unwrap_or(name);
            assert!(
                is_page || codes.contains(code),
                "{}: {link}",
                page.path.display()
            );
        }
    }
    let summary = Page::read("docs/src/SUMMARY.md").links();
    for code in codes {
        assert!(summary.contains(&format!("findings/{code}.md")), "{code}");
    }
}

#[test]
fn every_exit_status_is_documented_and_no_other() {
    let page = Page::read("docs/src/exit-status.md");
    let table = page.text.split("\n## ").next().unwrap_or_default();
    assert_eq!(statuses(table), of_the_program());
    for (readme, heading) in [
        ("README.md", "## Exit status"),
        ("README.ko.md", "## 종료 상태"),
    ] {
        let readme = Page::read(readme).text;
        let (_, section) = readme.split_once(heading).expect("the section");
        let section = section.split("\n## ").next().unwrap_or_default();
        assert_eq!(statuses(section), of_the_program());
    }
}

/// The numbers in the first column of tables.
fn statuses(text: &str) -> BTreeSet<u8> {
    let rows = text.lines().filter_map(|it| it.strip_prefix("| "));
    rows.filter_map(|it| it.split(' ').next()?.parse().ok())
        .collect()
}

/// The statuses that the help of the commands names.
fn of_the_program() -> BTreeSet<u8> {
    let verbs = ["scan", "trace", "fsck", "diff", "ingest"];
    let helps = verbs.map(|it| run(&root(), &[it, "--help"]).out);
    let lists = helps
        .iter()
        .filter_map(|it| it.split_once("Exit status:\n"));
    let lines = lists.flat_map(|it| it.1.lines().take_while(|it| !it.is_empty()));
    let numbers = lines.filter_map(|it| it.strip_prefix("  ")?.split_once("  ")?.0.parse().ok());
    numbers.collect()
}

#[test]
fn the_glossary_has_each_term_once_in_order() {
    let page = Page::read("docs/src/glossary.md");
    let rows = page.text.lines().filter_map(|it| it.split_once("</a>"));
    let terms: Vec<String> = rows
        .filter_map(|it| it.1.split_once(" |"))
        .map(|it| it.0.to_lowercase())
        .collect();
    assert!(terms.len() >= 40, "{} terms", terms.len());
    let order: BTreeSet<String> = terms.iter().cloned().collect();
    assert!(terms.iter().eq(&order), "{terms:?}");
}
