//! The documentation says what the program does: transcripts, links, names, pages that are made of the program's own texts.
//!
//! `CREDTRAIL_WRITE_DOCS=1 cargo test --test integration docs::` writes what is made, and what the commands of transcripts print.

mod commands_page;
mod finding_words;
mod findings_pages;
mod korean;
mod licences;
mod links;
mod names;
#[allow(dead_code, reason = "src/command/args/documented.rs uses the rest")]
mod page;
mod report_schema;
mod security_page;
mod transcript;

use std::path::Path;
use std::{env, fs};

use page::{Page, pages, root};

#[test]
fn every_transcript_shows_what_the_commands_print() {
    for page in pages() {
        let is_made = page
            .path
            .parent()
            .is_some_and(|it| it.ends_with("findings"));
        let today = if is_made {
            page.text.clone()
        } else {
            with_transcripts(&page)
        };
        if today != page.text {
            current(&page.path, &today); // only then: other tests may write pages at the same time
        }
    }
}

/// The page with its transcripts as they are today.
fn with_transcripts(page: &Page) -> String {
    let blocks = page.blocks().into_iter();
    let transcripts = blocks.filter(|it| it.language == "console");
    transcripts.fold(page.text.clone(), |text, transcript| {
        let today = transcript::replayed(&transcript.text);
        let (before, after) = (fence(&transcript.text), fence(&today));
        assert!(
            text.contains(&before),
            "{}: an indented transcript",
            page.path.display()
        );
        text.replace(&before, &after)
    })
}

fn fence(transcript: &str) -> String {
    format!("```console\n{transcript}```\n")
}

#[test]
fn reports_stand_in_transcripts() {
    // The report in README.md is held by `cli::the_report_in_the_readme_is_what_is_printed`, that in README.ko.md by `korean`.
    let readmes = ["README.md", "README.ko.md"].map(Path::new);
    let others = pages().into_iter();
    for page in others.filter(|it| !readmes.contains(&it.path.as_path())) {
        for block in page.blocks().iter().filter(|it| it.language == "text") {
            let first = block.text.lines().next().unwrap_or_default();
            let is_report = ["BROKEN ", "UNPROVEN ", "COMPLETE "];
            let is_report = is_report.iter().any(|it| first.starts_with(it));
            assert!(!is_report, "{}: {first}", page.path.display());
        }
    }
}

#[test]
fn the_readme_is_one_page() {
    let lines = Page::read("README.md").text.lines().count();
    assert!(lines <= 150, "{lines} lines");
}

/// Checks that a file has this text; with `CREDTRAIL_WRITE_DOCS` writes it.
pub fn current(path: &Path, text: &str) {
    let place = root().join(path);
    if env::var_os("CREDTRAIL_WRITE_DOCS").is_some() {
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(&place, text).expect("a file that can be written");
    }
    let found = fs::read_to_string(&place).unwrap_or_default();
    let mut lines = found.lines().zip(text.lines());
    let differs = lines.find(|(found, made)| found != made);
    assert!(
        found == text,
        "{} is not current: CREDTRAIL_WRITE_DOCS=1 cargo test --test integration docs:: writes it. First difference: {differs:#?}",
        path.display()
    );
}
