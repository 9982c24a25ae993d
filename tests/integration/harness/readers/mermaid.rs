//! Reads a Mermaid flowchart; no statements but those of a report are accepted.

use std::collections::BTreeSet;

use super::ReportContent;

pub fn read(report: &str) -> ReportContent {
    let mut lines = report.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let (mut nodes, mut texts) = (BTreeSet::new(), Vec::new());
    for line in lines {
        let line = line.strip_prefix("  ").expect("indented");
        if let Some(comment) = line.strip_prefix("%% ") {
            assert!(!comment.contains('{'), "{line}");
        } else if let Some(class) = line.strip_prefix("classDef ") {
            assert!(class.is_ascii() && !class.contains('"'), "{line}");
        } else if let Some((from, rest)) = line.split_once(" -->|\"") {
            let (label, to) = rest.split_once("\"| ").expect("the end of a label");
            assert!(nodes.contains(from) && nodes.contains(to), "{line}");
            shown(label);
        } else if let Some((from, to)) = line.split_once(" -.-> ") {
            assert!(nodes.contains(from) && nodes.contains(to), "{line}");
        } else {
            let (number, label) = node(line);
            assert!(nodes.insert(number.to_owned()), "drawn twice: {line}");
            texts.extend(label.split("<br/>").map(shown));
        }
    }
    ReportContent::texts(texts)
}

/// Returns the number and the label of a node.
fn node(line: &str) -> (&str, &str) {
    let (head, rest) = line.split_once('"').expect("a label");
    let (label, tail) = rest.split_once('"').expect("the end of a label");
    let number = head.trim_end_matches(['[', '(']);
    let digits = number.strip_prefix('n').expect("a node");
    assert!(digits.bytes().all(|it| it.is_ascii_digit()), "{line}");
    let (brackets, class) = tail.split_once(":::").unwrap_or((tail, "complete"));
    let fits = [("[", "]"), ("([", "])"), ("(", ")")].contains(&(&head[number.len()..], brackets));
    assert!(fits, "{line}");
    assert!(
        ["complete", "unproven", "broken", "hole"].contains(&class),
        "{line}"
    );
    (number, label)
}

/// Returns a label as Mermaid shows it, with numeric entities decoded.
fn shown(label: &str) -> String {
    let mut shown = String::new();
    let mut rest = label;
    while let Some(c) = rest.chars().next() {
        if let Some(entity) = rest.strip_prefix('#') {
            let (number, behind) = entity.split_once(';').expect("the end of a number");
            let number = number.parse().expect("a number");
            shown.push(char::from_u32(number).expect("a character"));
            rest = behind;
        } else {
            assert!(c.is_alphanumeric() || " -_./:=,@+".contains(c), "{label}");
            shown.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    shown
}
