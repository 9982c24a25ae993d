//! What SECURITY.md names is there: files, sections, tests, and the limits as the code has them.

use std::fs;
use std::path::{Path, PathBuf};

/// A link of a Markdown page: the text without backticks, and what it leads to.
struct Link {
    text: String,
    is_code: bool,
    file: String,
    section: Option<String>,
}

#[test]
fn every_link_of_the_threat_model_leads_somewhere() {
    let all = links(&page());
    assert!(all.len() > 100, "{} links", all.len());
    for link in all {
        let (text, path) = (&link.text, root().join(&link.file));
        assert!(path.exists(), "{text} leads to no file: {}", link.file);
        if let Some(section) = &link.section {
            let sections = headings(&read(&path));
            assert!(sections.contains(section), "{text}: no #{section}");
        }
    }
}

#[test]
fn every_test_and_constant_of_the_threat_model_stands_where_it_says() {
    let all = links(&page()).into_iter();
    let named: Vec<Link> = all
        .filter(|it| it.is_code && it.file.ends_with(".rs"))
        .collect();
    assert!(named.len() > 80, "{} tests and constants", named.len());
    for link in named {
        let (text, file) = (&link.text, read(&root().join(&link.file)));
        let stands = constant(&file, text).is_some() || is_test(&file, text);
        assert!(stands, "{text} does not stand in {}", link.file);
    }
}

#[test]
fn every_limit_of_the_threat_model_is_that_of_the_code() {
    let mut compared = 0;
    for row in page().lines().filter(|it| it.starts_with("| ")) {
        let [.., stated, place] = &cells(row)[..] else {
            panic!("{row}")
        };
        let Some(link) = links(place).into_iter().find(|it| is_limit(&it.text)) else {
            continue;
        };
        let file = read(&root().join(&link.file));
        let value = constant(&file, &link.text).and_then(|it| number(&it));
        assert_eq!(number(stated), value, "{row}");
        compared += 1;
    }
    assert!(compared > 30, "{compared} limits");
}

#[test]
fn numbers_are_read_as_they_are_written() {
    let same = [
        ("16 MiB", "16 << 20", 16 << 20),
        ("10,240", "10_240", 10_240),
        ("24 h", "SignedDuration::from_hours(24)", 86_400),
        ("720 h", "SignedDuration::from_hours(30 * 24)", 720 * 3_600),
        ("10 s", "Duration::from_secs(10)", 10),
    ];
    for (stated, written, value) in same {
        assert_eq!(
            [number(stated), number(written)],
            [Some(value); 2],
            "{stated}, {written}"
        );
    }
    assert_eq!([number("some"), number("size()")], [None; 2]);
}

/// The number that a text means, in bytes, seconds or pieces: `16 MiB`, `10,240`, `16 << 20`, `Duration::from_secs(10)`.
fn number(text: &str) -> Option<u64> {
    let units = [
        (" KiB", 1 << 10),
        (" MiB", 1 << 20),
        (" h", 3_600),
        (" s", 1),
    ];
    for (unit, size) in units {
        if let Some(pieces) = text.strip_suffix(unit) {
            return Some(number(pieces)? * size);
        }
    }
    if let Some((kind, inner)) = text.strip_suffix(')').and_then(|it| it.split_once('(')) {
        let size = match kind.rsplit_once("from_")?.1 {
            "secs" => 1,
            "mins" => 60,
            "hours" => 3_600,
            _ => return None,
        };
        return Some(number(inner)? * size);
    }
    if let Some((number_, shift)) = text.split_once(" << ") {
        return Some(number(number_)? << number(shift)?);
    }
    if let Some((one, other)) = text.split_once(" * ") {
        return Some(number(one)? * number(other)?);
    }
    text.replace([',', '_'], "").parse().ok()
}

/// What a file gives as the value of a constant.
fn constant(file: &str, name: &str) -> Option<String> {
    let head = format!("const {name}: ");
    let line = file.lines().find(|it| it.contains(&head))?;
    let (_, value) = line.split_once(" = ")?;
    Some(value.trim_end_matches(';').to_owned())
}

/// Whether a file has a test of this name, by itself or among properties.
fn is_test(file: &str, name: &str) -> bool {
    let head = format!("fn {name}(");
    let mut before = "";
    for line in file.lines().map(str::trim_start) {
        if line.starts_with(&head) {
            return before == "#[test]" || file.contains("proptest!");
        }
        before = line;
    }
    false
}

fn is_limit(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|it| it.is_ascii_uppercase() || it == '_')
}

fn links(text: &str) -> Vec<Link> {
    let text = text.replace('\n', " ");
    let mut parts = text.split("](");
    let mut found = Vec::new();
    let mut before = parts.next().unwrap_or_default();
    for part in parts {
        let (target, _) = part.split_once(')').expect("the end of a link");
        let (_, text) = before.rsplit_once('[').expect("the beginning of a link");
        let (file, section) = match target.split_once('#') {
            Some(("", section)) => ("SECURITY.md", Some(section.to_owned())),
            Some((file, section)) => (file, Some(section.to_owned())),
            None => (target, None),
        };
        found.push(Link {
            is_code: text.starts_with('`'),
            text: text.trim_matches('`').to_owned(),
            file: file.to_owned(),
            section,
        });
        before = part;
    }
    found
}

/// The anchors of a page's headings, as GitHub makes them.
fn headings(page: &str) -> Vec<String> {
    let headings = page.lines().filter_map(|line| {
        let heading = line.strip_prefix('#')?.trim_start_matches('#').trim();
        Some(heading.to_lowercase())
    });
    let kept = |c: char| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
        _ => None,
    };
    headings
        .map(|it| it.chars().filter_map(kept).collect())
        .collect()
}

fn cells(row: &str) -> Vec<&str> {
    row.trim_matches('|').split('|').map(str::trim).collect()
}

fn page() -> String {
    read(&root().join("SECURITY.md"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
