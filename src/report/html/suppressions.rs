//! The policy: its suppressions with owner and expiry, and the verdicts that differ under another policy.

use askama::Template;

use super::document::mark::Mark;
use super::escape::value;
use crate::language::say::say;
use crate::report::text::{Style, grouped};
use crate::report::{ReportContext, Suppressed};
use crate::scan::comparison::Flip;

/// The greatest number of suppressions, and of verdicts that differ.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "suppressions.html")]
pub(super) struct Part<'l> {
    style: Style<'l>,
    /// The hash of the policy, where there is one.
    policy: Option<String>,
    rows: Vec<Row>,
    left: Option<String>,
    flips: Option<Flips>,
}

struct Row {
    code: &'static str,
    subject: String,
    state: String,
    findings: String,
    owner: String,
    expires: String,
    reason: String,
}

struct Flips {
    count: String,
    rows: Vec<FlipRow>,
}

struct FlipRow {
    from: Mark,
    to: Mark,
    subject: String,
    because: String,
}

/// Returns the part.
pub(super) fn part<'l>(frame: &ReportContext, style: Style<'l>) -> Part<'l> {
    let policy = frame.policy.as_ref();
    let all = policy.map_or(&[][..], |it| &it.suppressions);
    let left = all.len().saturating_sub(MOST) as u64;
    let flips = frame.comparison.as_ref().map(|it| Flips {
        count: grouped(it.counts.values().sum()),
        rows: it
            .flips
            .iter()
            .take(MOST)
            .map(|it| flip(it, style))
            .collect(),
    });
    Part {
        style,
        policy: policy.map(|it| hex::encode(it.hash)),
        rows: all.iter().take(MOST).map(|it| row(it, style)).collect(),
        left: (left > 0).then(|| grouped(left)),
        flips,
    }
}

fn row(suppressed: &Suppressed, style: Style) -> Row {
    let it = &suppressed.suppression;
    Row {
        code: it.finding.as_str(),
        subject: value(&it.subject.to_string()),
        state: state(suppressed, style),
        findings: grouped(suppressed.findings),
        owner: value(it.owner.get_ref()),
        expires: it.expires.get_ref().to_string(),
        reason: value(it.reason.get_ref()),
    }
}

fn state(suppressed: &Suppressed, style: Style) -> String {
    match suppressed.state() {
        "expired" => say!(style, "page-expired", "expired"),
        "unmatched" => say!(style, "page-unmatched", "unmatched"),
        _ => say!(style, "page-active", "active"),
    }
}

fn flip(flip: &Flip, style: Style) -> FlipRow {
    let because: Vec<&str> = flip.because.iter().map(|it| it.as_str()).collect();
    FlipRow {
        from: Mark::verdict(flip.from, style),
        to: Mark::verdict(flip.to, style),
        subject: value(&flip.subject),
        because: because.join(", "),
    }
}
