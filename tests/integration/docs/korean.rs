//! The Korean pages keep up with the English ones: whoever changes a heading, a command, a table, a name in code or a link of an English page
//! changes the Korean page too.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::page::{Block, Page, pages, root};
use crate::harness::cli::run;

/// The English pages whose Korean page people wrote, each with that.
fn translated() -> Vec<(Page, Page)> {
    let korean = pages().into_iter().filter(|it| is_korean(&it.path));
    let written = korean.filter(|it| !it.path.ends_with("SUMMARY.md") && !is_of_a_finding(it));
    let pairs = written.map(|it| (Page::read(english(&it.path)), it));
    pairs.collect()
}

fn is_korean(path: &Path) -> bool {
    path.starts_with("docs/src/ko") || path == Path::new("README.ko.md")
}

/// Whether a page is made by `findings_pages`.
fn is_of_a_finding(page: &Page) -> bool {
    page.path.starts_with("docs/src/ko/findings") && !page.path.ends_with("README.md")
}

/// The path of a page's English version.
fn english(path: &Path) -> PathBuf {
    match path.strip_prefix("docs/src/ko") {
        Ok(inner) => Path::new("docs/src").join(inner),
        Err(_) if path == Path::new("README.ko.md") => PathBuf::from("README.md"),
        Err(_) => path.to_owned(),
    }
}

/// Checks that something is the same in each pair.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, of: impl Fn(&Page) -> Vec<T>) {
    for (english, korean) in translated() {
        let (before, after) = (of(&english), of(&korean));
        let differs = before.iter().zip(&after).find(|it| it.0 != it.1);
        let names = (english.path.display(), korean.path.display());
        assert!(
            before == after,
            "{what} of {} and {}: {} and {}, first difference {differs:#?}",
            names.0,
            names.1,
            before.len(),
            after.len()
        );
    }
}

#[test]
fn korean_pages_have_the_headings_lists_and_tables_of_the_english_ones() {
    same("outline", |page| {
        let prose = page.prose();
        let marks = prose.lines().filter_map(|it| mark(it.trim_start()));
        marks.map(str::to_owned).collect()
    });
}

/// What makes a line a heading, an item of a list or a row of a table.
fn mark(line: &str) -> Option<&str> {
    let (first, _) = line.split_once(' ')?;
    let is_heading = first.starts_with('#');
    let number = first.strip_suffix('.').unwrap_or_default();
    let is_number = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
    (is_heading || is_number || ["-", "|", ">"].contains(&first)).then_some(first)
}

#[test]
fn korean_pages_have_the_blocks_of_the_english_ones() {
    same("blocks", |page| page.blocks().iter().map(shown).collect());
}

/// A block as it must be in both languages: reports are in the language of the page, and the words of drawings are translated.
fn shown(block: &Block) -> String {
    let lines = block
        .text
        .lines()
        .map(|it| it.replace(" --lang ko", "") + "\n");
    let text: String = match block.language.as_str() {
        "console" => lines.filter(|it| it.starts_with("$ ")).collect(),
        "text" if is_report(block) => "a report".to_owned(),
        "text" => format!("{} lines", lines.count()),
        _ => lines.collect(),
    };
    format!("{}: {text}", block.language)
}

/// Whether a block is a report that no command stands above.
fn is_report(block: &Block) -> bool {
    block.language == "text"
        && ["BROKEN ", "끊김 "]
            .iter()
            .any(|it| block.text.starts_with(it))
}

#[test]
fn korean_pages_name_the_code_of_the_english_ones() {
    same("code", |page| {
        let codes = page.codes().into_iter().filter(|it| !is_only_korean(it));
        let codes: BTreeSet<String> = codes.map(|it| it.replace(" --lang ko", "")).collect();
        codes.into_iter().collect()
    });
}

/// What tells readers how they get Korean.
const OF_KOREAN: [&str; 5] = [
    "--lang ko",
    "CREDTRAIL_LANG=ko",
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
];

/// Whether a piece of code stands in Korean pages only: it tells how to get Korean, or is part of a report in Korean.
fn is_only_korean(code: &str) -> bool {
    OF_KOREAN.contains(&code) || code.chars().any(|it| ('가'..='힣').contains(&it))
}

#[test]
fn the_report_in_the_korean_readme_is_what_is_printed() {
    let logs = "fixtures/missing-record/logs";
    let replay = run(&root(), &["replay", "-q", "--lang", "ko", logs]);
    let readme = Page::read("README.ko.md");
    let report = readme
        .blocks()
        .into_iter()
        .find(is_report)
        .expect("a report");
    assert_eq!(report.text, replay.out);
}

#[test]
fn bold_text_ends_in_a_word() {
    for page in pages().iter().filter(|it| is_korean(&it.path)) {
        let prose = page.prose();
        for (at, mark) in prose.match_indices("**").skip(1).step_by(2) {
            let before = prose[..at].chars().next_back().unwrap_or(' ');
            let after = prose[at + mark.len()..].chars().next().unwrap_or(' ');
            let ends_nothing = before.is_ascii_punctuation() && after.is_alphabetic();
            assert!(
                !ends_nothing,
                "{}: {before}**{after} is no end of bold text",
                page.path.display()
            );
        }
    }
}

#[test]
fn korean_pages_lead_where_the_english_ones_lead() {
    for (page, korean) in translated() {
        let targets = |page: &Page| -> BTreeSet<PathBuf> {
            page.links()
                .iter()
                .map(|it| english(&page.target(it)))
                .collect()
        };
        let missing: Vec<_> = targets(&page)
            .difference(&targets(&korean))
            .cloned()
            .collect();
        assert!(
            missing.is_empty(),
            "{}: no link to {missing:?}",
            korean.path.display()
        );
    }
}

#[test]
fn links_to_pages_in_english_say_so_and_only_where_there_is_no_korean_one() {
    for page in pages().iter().filter(|it| is_korean(&it.path)) {
        for (text, link, after) in links(&page.prose()) {
            let target = page.target(link);
            let is_page = target.extension().is_some_and(|it| it == "md");
            if !is_page || is_korean(&target) || text == "English" {
                continue;
            }
            let is_its_own = target == english(&page.path);
            let from = page.path.display();
            let says_so = after.starts_with("(영어)");
            assert!(says_so, "{from}: {text} leads to English");
            let is_translated = korean(&target).is_some_and(|it| root().join(it).exists());
            let is_more = is_its_own || target.ends_with("SUMMARY.md"); // the English one has rules or pages that are there in English only
            assert!(
                !is_translated || is_more,
                "{from}: {text} is there in Korean"
            );
        }
    }
}

/// The path of a page's Korean version, if it has one.
fn korean(path: &Path) -> Option<PathBuf> {
    match path.strip_prefix("docs/src") {
        Ok(inner) => Some(Path::new("docs/src/ko").join(inner)),
        Err(_) => (path == Path::new("README.md")).then(|| PathBuf::from("README.ko.md")),
    }
}

/// The links of a text: what is written, where it leads, and what follows.
fn links(prose: &str) -> Vec<(&str, &str, &str)> {
    let ends = prose.match_indices("](");
    let links = ends.filter_map(|(end, mark)| {
        let text = prose[..end].rsplit('[').next()?;
        let (link, after) = prose[end + mark.len()..].split_once(')')?;
        Some((text, link, after))
    });
    links.filter(|it| !it.1.contains("://")).collect()
}

#[test]
fn both_languages_lead_to_each_other() {
    for (english, korean) in [
        ("README.md", "README.ko.md"),
        ("docs/src/introduction.md", "docs/src/ko/introduction.md"),
    ] {
        for (from, to) in [(english, korean), (korean, english)] {
            let page = Page::read(from);
            let leads = page
                .links()
                .iter()
                .any(|it| page.target(it) == Path::new(to));
            assert!(leads, "{from} does not lead to {to}");
        }
    }
}
