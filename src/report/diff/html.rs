//! The changes between two scans as a page to look at.

use std::io::{self, Write};

use askama::Template;

use super::{Report, told, why, words};
use crate::history::diff::{Change, ChangeKind, Pair};
use crate::history::recorded::PastScan;
use crate::report::html::document;
use crate::report::html::escape::{Markup, trace_command, value};
use crate::report::html::picture::Links;
use crate::report::text::{ENGLISH, grouped};

/// The greatest number of changes of one kind that are shown.
const MOST: usize = 500;

/// The greatest number of findings of one change that are shown, appeared and disappeared.
const MOST_FINDINGS: usize = 10;

#[derive(Template)]
#[template(path = "changes.html")]
struct Page {
    verdict: &'static str,
    sentence: String,
    scans: [Scan; 2],
    kinds: Vec<Kind>,
    not_looked_at: Option<String>,
}

struct Scan {
    name: &'static str,
    number: String,
    began: String,
    window: String,
    complete: String,
    unproven: String,
    broken: String,
}

/// The changes of one kind.
struct Kind {
    id: &'static str,
    head: &'static str,
    count: String,
    rows: Vec<Row>,
    left: Option<String>,
}

struct Row {
    after: &'static str,
    before: &'static str,
    kind: &'static str,
    subject: String,
    appeared: Vec<String>,
    disappeared: Vec<String>,
    why: String,
    command: Option<String>,
    link: Option<String>,
}

/// The kinds that are shown, with the heads of their parts.
const KINDS: [(ChangeKind, &str); 5] = [
    (ChangeKind::Broken, "Newly broken"),
    (ChangeKind::Unproven, "Newly unproven"),
    (ChangeKind::Changed, "Otherwise changed"),
    (ChangeKind::Resolved, "Resolved"),
    (ChangeKind::NotLookedAt, "Not looked at"),
];

/// Writes the changes as a page.
///
/// # Errors
/// Errors of `out`.
pub fn html(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let page = page(report, Links::None);
    let parts = page.kinds.iter().map(|it| (it.id, it.head.to_owned()));
    let parts: Vec<(&str, String)> = parts.collect();
    document::begin(&page.title(), &parts, ENGLISH, out)?;
    page.write_into(out)?;
    document::end(ENGLISH, out)
}

/// Returns the title and the content of the page.
pub(crate) fn body(report: &Report<'_>, links: Links) -> (String, Markup) {
    let page = page(report, links);
    (page.title(), Markup::of(&page))
}

fn page(report: &Report<'_>, links: Links) -> Page {
    let Pair { before, after } = report.pair;
    let all = KINDS
        .into_iter()
        .map(|(kind, head)| part(kind, head, report, links));
    let kinds: Vec<Kind> = all.filter(|it| !it.rows.is_empty()).collect();
    Page {
        verdict: verdict(report),
        sentence: sentence(report),
        scans: [scan("From", before), scan("To", after)],
        not_looked_at: Some(report.elsewhere).filter(|it| *it > 0).map(grouped),
        kinds,
    }
}

impl Page {
    fn title(&self) -> String {
        format!("{}: {}", self.verdict, self.sentence)
    }
}

/// The verdict of what became worse.
fn verdict(report: &Report<'_>) -> &'static str {
    let met = |kind: &ChangeKind| report.count(*kind) > 0;
    let worse = [ChangeKind::Broken, ChangeKind::Unproven];
    worse
        .iter()
        .find(|it| met(it))
        .map_or("complete", |it| it.as_str())
}

fn sentence(report: &Report<'_>) -> String {
    let [broken, unproven, changed, resolved] = [
        ChangeKind::Broken,
        ChangeKind::Unproven,
        ChangeKind::Changed,
        ChangeKind::Resolved,
    ]
    .map(|it| grouped(report.count(it)));
    format!(
        "{broken} newly broken, {unproven} newly unproven, {changed} otherwise changed, {resolved} resolved."
    )
}

fn scan(name: &'static str, scan: &PastScan) -> Scan {
    let window = scan.basis.window;
    let [complete, unproven, broken] = [
        scan.counts.complete,
        scan.counts.unproven,
        scan.counts.broken,
    ]
    .map(grouped);
    Scan {
        name,
        number: scan.id.to_string(),
        began: format!("{:.0}", scan.basis.began),
        window: match (window.from, window.to) {
            (None, None) => "everything".to_owned(),
            (Some(from), None) => format!("from {from:.0}"),
            (None, Some(to)) => format!("until {to:.0}"),
            (Some(from), Some(to)) => format!("{from:.0} to {to:.0}"),
        },
        complete,
        unproven,
        broken,
    }
}

fn part(kind: ChangeKind, head: &'static str, report: &Report<'_>, links: Links) -> Kind {
    let changes = report.changes.iter().filter(|it| it.kind() == kind);
    let left = report.count(kind).saturating_sub(MOST as u64);
    Kind {
        id: kind.as_str(),
        head,
        count: grouped(report.count(kind)),
        rows: changes.take(MOST).map(|it| row(it, links)).collect(),
        left: (left > 0).then(|| grouped(left)),
    }
}

fn row(change: &Change, links: Links) -> Row {
    let subject = change.subject.text();
    let reasons = change.reasons.iter().map(|it| why(*it, change));
    let reasons: Vec<String> = reasons.collect();
    let [appeared, disappeared] = [&change.appeared, &change.disappeared];
    Row {
        after: words(change.after),
        before: words(change.before),
        kind: change.subject.kind().as_str(),
        command: trace_command(&subject),
        link: links.to(&change.subject),
        subject: value(&subject),
        appeared: appeared.iter().take(MOST_FINDINGS).map(told).collect(),
        disappeared: disappeared.iter().take(MOST_FINDINGS).map(told).collect(),
        why: reasons.join("; "),
    }
}
