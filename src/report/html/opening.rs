//! The first part of the page: the verdict, the window, whether all was read, and the numbers.

use askama::Template;

use super::document::mark::Mark;
use crate::language::say::say;
use crate::model::finding::Verdict;
use crate::report::ReportContext;
use crate::report::text::opening::Opening;
use crate::report::text::{Style, grouped, words};

#[derive(Template)]
#[template(path = "opening.html")]
pub(super) struct Part<'l> {
    style: Style<'l>,
    verdict: Mark,
    sentence: String,
    window: Option<(String, String)>,
    was_read: (String, String),
    is_blind: &'static str,
    numbers: Vec<Number>,
}

/// A number with what it counts.
struct Number {
    class: &'static str,
    name: String,
    count: String,
}

/// Returns the part.
pub(super) fn part<'l>(frame: &ReportContext, opening: &Opening, style: Style<'l>) -> Part<'l> {
    Part {
        style,
        verdict: Mark::verdict(opening.verdict, style),
        sentence: capitalized(&opening.sentence),
        window: frame
            .window
            .map(|(from, to)| (style.time(from), style.time(to))),
        was_read: opening.was_read(style),
        is_blind: match opening.unread.is_empty() {
            true => "whole",
            false => "blind",
        },
        numbers: numbers(frame, style),
    }
}

fn numbers(frame: &ReportContext, style: Style) -> Vec<Number> {
    let summary = &frame.summary;
    let verdicts = [Verdict::Broken, Verdict::Unproven, Verdict::Complete];
    let of = |verdict| summary.credentials.get(&verdict).copied().unwrap_or(0);
    let verdicts = verdicts.map(|it| (it.as_str(), words::verdict(it, style), of(it)));
    let others = [
        (
            "",
            say!(style, "page-number-unclaimed", "unclaimed signatures"),
            summary.signatures.values().sum(),
        ),
        (
            "",
            say!(
                style,
                "page-number-outside",
                "tokens of outside identity providers"
            ),
            summary.outside.values().sum(),
        ),
        ("", say!(style, "page-number-uses", "uses"), summary.uses),
        (
            "",
            say!(style, "page-number-read", "lines read"),
            frame.counts.read,
        ),
        (
            "",
            say!(style, "page-number-relevant", "lines relevant"),
            frame.counts.relevant,
        ),
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
