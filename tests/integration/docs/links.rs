//! Every link of the documentation leads to a file, and to a heading in it.

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
    let (file, section) = link.split_once('#').unwrap_or((link, ""));
    let folder = page.path.parent().expect("a folder");
    let path = match file {
        "" => page.path.clone(),
        _ => folder.join(file),
    };
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

/// What lies outside of the book, and may be linked from it: readers of the rendered book see the path in the text.
const OUTSIDE: [&str; 4] = [
    "../../SECURITY.md",
    "../../benches/table/peer.py",
    "../../benches/table/corpus.py",
    "../../README.md",
];

#[test]
fn the_book_links_to_its_own_pages() {
    for page in pages().iter().filter(|it| it.path.starts_with("docs")) {
        for link in page.links() {
            let file = link.split('#').next().unwrap_or_default();
            let leaves = file.starts_with("../../") && !OUTSIDE.contains(&file);
            assert!(!leaves, "{}: {link}", page.path.display());
        }
    }
}

#[test]
fn every_page_is_in_the_summary() {
    let summary = Page::read("docs/src/SUMMARY.md").links();
    for page in pages() {
        let Ok(path) = page.path.strip_prefix("docs/src") else {
            continue;
        };
        let path = path.display().to_string();
        assert!(path == "SUMMARY.md" || summary.contains(&path), "{path}");
    }
}
