//! Reads the text exposition format, line by line: every metric has its HELP and TYPE before its samples, and no
//! sample occurs twice.

use std::collections::BTreeSet;

use super::ReportContent;

pub fn read(report: &str) -> ReportContent {
    assert!(report.ends_with('\n'));
    let (mut helped, mut typed, mut samples) = (None, None, BTreeSet::new());
    let mut metrics = BTreeSet::new();
    let mut texts = Vec::new();
    for line in report.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            helped = help.split_once(' ').map(|it| it.0);
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            typed = kind.strip_suffix(" gauge");
            assert_eq!(helped, typed, "{line}");
            assert!(
                metrics.insert(typed),
                "the samples of a metric are not together: {line}"
            );
        } else {
            let (name, labels, rest) = metric(line);
            assert_eq!(Some(name), typed, "{line}");
            let value = rest.strip_prefix(' ').expect("a space before the value");
            value.parse::<f64>().expect("a number");
            let names: BTreeSet<&String> = labels.iter().map(|it| &it.0).collect();
            assert_eq!(names.len(), labels.len(), "a label twice: {line}");
            assert!(samples.insert((name, labels.clone())), "twice: {line}");
            texts.extend(labels.into_iter().map(|(_, value)| value));
        }
    }
    ReportContent::texts(texts)
}

pub type Labels = Vec<(String, String)>;

/// Returns the name and labels of a sample, and the rest of the line.
pub fn metric(line: &str) -> (&str, Labels, &str) {
    let end = line.find(['{', ' ']).expect("a value");
    let (name, mut rest) = line.split_at(end);
    assert!(name.starts_with("credtrail_") && is_name(name), "{line}");
    let mut labels = Vec::new();
    if let Some(inner) = rest.strip_prefix('{') {
        rest = inner;
        loop {
            let (label, value) = rest.split_once("=\"").expect("a label");
            assert!(is_name(label), "{line}");
            let (value, behind) = quoted(value);
            labels.push((label.to_owned(), value));
            match behind.split_at(1) {
                (",", next) => rest = next,
                ("}", next) => {
                    rest = next;
                    break;
                }
                _ => panic!("{line}"),
            }
        }
    }
    (name, labels, rest)
}

fn is_name(text: &str) -> bool {
    text.bytes().all(|it| it.is_ascii_lowercase() || it == b'_')
}

/// Returns the value of a label, and the text after its closing quote.
fn quoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            '"' => return (value, &text[at + 1..]),
            '\\' => match rest.next().expect("an escape").1 {
                'n' => value.push('\n'),
                c @ ('\\' | '"') => value.push(c),
                other => panic!("the escape {other}"),
            },
            _ => value.push(c),
        }
    }
    panic!("no end of {text}")
}
