//! The first part of the page: the verdict, the window, whether all was read, and the numbers.

use askama::Template;

use crate::model::finding::Verdict;
use crate::report::ReportContext;
use crate::report::text::opening::Opening;
use crate::report::text::{ENGLISH, grouped};

#[derive(Template)]
#[template(path = "opening.html")]
pub(super) struct Part {
    verdict: &'static str,
    sentence: String,
    window: Option<(String, String)>,
    was_read: (String, String),
    is_blind: &'static str,
    numbers: Vec<Number>,
}

/// A number with what it counts.
struct Number {
    class: &'static str,
    name: &'static str,
    count: String,
}

/// Returns the part.
pub(super) fn part(frame: &ReportContext, opening: &Opening) -> Part {
    Part {
        verdict: opening.verdict.as_str(),
        sentence: capitalized(&opening.sentence),
        window: frame
            .window
            .map(|(from, to)| (format!("{from:.0}"), format!("{to:.0}"))),
        was_read: opening.was_read(ENGLISH),
        is_blind: match opening.unread.is_empty() {
            true => "whole",
            false => "blind",
        },
        numbers: numbers(frame),
    }
}

fn numbers(frame: &ReportContext) -> Vec<Number> {
    let summary = &frame.summary;
    let verdicts = [Verdict::Broken, Verdict::Unproven, Verdict::Complete];
    let of = |verdict| summary.credentials.get(&verdict).copied().unwrap_or(0);
    let verdicts = verdicts.map(|it| (it.as_str(), it.as_str(), of(it)));
    let others = [
        (
            "",
            "unclaimed signatures",
            summary.signatures.values().sum(),
        ),
        (
            "",
            "tokens of outside identity providers",
            summary.outside.values().sum(),
        ),
        ("", "uses", summary.uses),
        ("", "lines read", frame.counts.read),
        ("", "lines relevant", frame.counts.relevant),
    ];
    let all = verdicts
        .into_iter()
        .chain(others.into_iter().filter(|it| it.2 > 0));
    all.map(|(class, name, count)| Number {
        class,
        name,
        count: grouped(count),
    })
    .collect()
}

fn capitalized(sentence: &str) -> String {
    let mut rest = sentence.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest.clone()).collect()
}
