//! Every link of the documentation leads to a file, and to a heading in it.

use std::path::Path;

use super::page::{Page, pages, root};

/// Pages beside README.md and the book.
const OTHERS: [&str; 3] = ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

#[test]
fn every_link_leads_somewhere() {
    let others = OTHERS.map(Page::read);
    let mut followed = 0;
    for page in pages().iter().chain(&others) {
        for link in page.links() {
            if !link.contains("://") {
                follow(page, &link);
                followed += 1;
            }
        }
    }
    assert!(followed > 300, "{followed} links");
}

fn follow(page: &Page, link: &str) {
    let section = link.split_once('#').map_or("", |it| it.1);
    let path = page.target(link);
    let from = page.path.display();
    assert!(
        root().join(&path).exists(),
        "{from}: {link} leads to no file"
    );
    if !section.is_empty() {
        let anchors = Page::read(path).anchors();
        let leads = anchors.iter().any(|it| it == section);
        assert!(leads, "{from}: {link} leads to no heading of {anchors:?}");
    }
}

/// The rendered book has what lies in its folder, and nothing else of the repository: a link to anything else is dead there.
#[test]
fn the_book_links_to_its_own_pages() {
    let folder = Path::new("docs/src");
    for page in pages().iter().filter(|it| it.path.starts_with(folder)) {
        for link in page.links().iter().filter(|it| !it.contains("://")) {
            let is_inside = page.target(link).starts_with(folder);
            assert!(is_inside, "{}: {link}", page.path.display());
        }
    }
}

#[test]
fn every_page_is_in_the_summary() {
    let summaries = ["docs/src/ko", "docs/src"].map(|it| Page::read(format!("{it}/SUMMARY.md")));
    for page in pages().iter().filter(|it| it.path.starts_with("docs")) {
        let folder = |it: &&Page| page.path.starts_with(it.path.with_file_name(""));
        let summary = summaries.iter().find(folder).expect("a summary");
        let listed: Vec<_> = summary
            .links()
            .iter()
            .map(|it| summary.target(it))
            .collect();
        let is_listed = page.path == summary.path || listed.contains(&page.path);
        assert!(is_listed, "{}", page.path.display());
    }
}
