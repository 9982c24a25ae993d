//! The changes between two scans as a page to look at.

use std::io::{self, Write};

use askama::Template;

use super::{Report, SHOWN, words as own};
use crate::history::diff::{Change, ChangeKind, Pair, State};
use crate::history::recorded::PastScan;
use crate::language::say::say;
use crate::model::finding::Verdict;
use crate::report::html::document;
use crate::report::html::document::mark::Mark;
use crate::report::html::escape::{Markup, trace_command, value};
use crate::report::html::picture::Links;
use crate::report::text::{Style, grouped, words};

/// The greatest number of findings of one change that are shown, appeared and disappeared.
const MOST_FINDINGS: usize = 10;

#[derive(Template)]
#[template(path = "changes.html")]
struct Page<'l> {
    style: Style<'l>,
    verdict: Verdict,
    sentence: String,
    scans: [Scan; 2],
    kinds: Vec<Kind>,
    not_looked_at: Option<String>,
}

struct Scan {
    name: String,
    began: String,
    window: String,
    complete: String,
    unproven: String,
    broken: String,
}

/// The changes of one kind.
struct Kind {
    id: &'static str,
    head: String,
    count: String,
    rows: Vec<Row>,
    left: Option<String>,
}

struct Row {
    after: Mark,
    before: String,
    kind: String,
    subject: String,
    appeared: Vec<String>,
    disappeared: Vec<String>,
    why: String,
    command: Option<String>,
    link: Option<String>,
}

/// The kinds that are shown.
const KINDS: [ChangeKind; 5] = [
    ChangeKind::Broken,
    ChangeKind::Unproven,
    ChangeKind::Changed,
    ChangeKind::Resolved,
    ChangeKind::NotLookedAt,
];

/// Writes the changes as a page.
///
/// # Errors
/// Errors of `out`.
pub fn html(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let page = page(report, Links::None, style);
    let parts = page.kinds.iter().map(|it| (it.id, it.head.clone()));
    let parts: Vec<(&str, String)> = parts.collect();
    document::begin(&page.title(), &parts, style, out)?;
    page.write_into(out)?;
    document::end(style, out)
}

/// Returns the title and the content of the page.
pub(crate) fn body(report: &Report<'_>, links: Links, style: Style) -> (String, Markup) {
    let page = page(report, links, style);
    (page.title(), Markup::of(&page))
}

fn page<'l>(report: &Report<'_>, links: Links, style: Style<'l>) -> Page<'l> {
    let Pair { before, after } = report.pair;
    let all = KINDS
        .into_iter()
        .map(|kind| part(kind, report, links, style));
    let kinds: Vec<Kind> = all.filter(|it| !it.rows.is_empty()).collect();
    Page {
        verdict: verdict(report),
        sentence: sentence(report, style),
        style,
        scans: [
            scan(
                say!(
                    style,
                    "change-from-scan",
                    "From scan {number}",
                    number = before.id.to_string()
                ),
                before,
                style,
            ),
            scan(
                say!(
                    style,
                    "change-to-scan",
                    "To scan {number}",
                    number = after.id.to_string()
                ),
                after,
                style,
            ),
        ],
        not_looked_at: Some(report.elsewhere).filter(|it| *it > 0).map(grouped),
        kinds,
    }
}

impl Page<'_> {
    fn title(&self) -> String {
        format!(
            "{}: {}",
            words::verdict(self.verdict, self.style),
            self.sentence
        )
    }
}

/// The verdict of what became worse.
fn verdict(report: &Report<'_>) -> Verdict {
    let met = |kind: &ChangeKind| report.count(*kind) > 0;
    let worse = [
        (ChangeKind::Broken, Verdict::Broken),
        (ChangeKind::Unproven, Verdict::Unproven),
    ];
    let worst = worse.into_iter().find(|it| met(&it.0));
    worst.map_or(Verdict::Complete, |it| it.1)
}

fn sentence(report: &Report<'_>, style: Style) -> String {
    let [broken, unproven, changed, resolved] = [
        ChangeKind::Broken,
        ChangeKind::Unproven,
        ChangeKind::Changed,
        ChangeKind::Resolved,
    ]
    .map(|it| grouped(report.count(it)));
    say!(
        style,
        "change-sentence",
        "{broken} newly broken, {unproven} newly unproven, {changed} otherwise changed, {resolved} resolved.",
        broken,
        unproven,
        changed,
        resolved
    )
}

fn scan(name: String, scan: &PastScan, style: Style) -> Scan {
    let [complete, unproven, broken] = [
        scan.counts.complete,
        scan.counts.unproven,
        scan.counts.broken,
    ]
    .map(grouped);
    Scan {
        name,
        began: style.time(scan.basis.began),
        window: own::window(scan, style),
        complete,
        unproven,
        broken,
    }
}

fn part(kind: ChangeKind, report: &Report<'_>, links: Links, style: Style) -> Kind {
    let changes = report.changes.of(kind).iter();
    let left = report.count(kind).saturating_sub(SHOWN as u64);
    Kind {
        id: kind.as_str(),
        head: own::kind(kind, style),
        count: grouped(report.count(kind)),
        rows: changes
            .take(SHOWN)
            .map(|it| row(it, links, style))
            .collect(),
        left: (left > 0).then(|| grouped(left)),
    }
}

/// Returns the mark of a state: a verdict has a colour.
fn mark(state: State, style: Style) -> Mark {
    let class = match state {
        State::Judged(verdict) => verdict.as_str(),
        State::NotReported => "not reported",
        State::NotLookedAt => "not looked at",
        State::Superseded => "moot",
    };
    Mark {
        class,
        word: own::state(state, style),
    }
}

fn row(change: &Change, links: Links, style: Style) -> Row {
    let subject = change.subject.text();
    let reasons = change.reasons.iter().map(|it| own::why(*it, change, style));
    let reasons: Vec<String> = reasons.collect();
    let [appeared, disappeared] = [&change.appeared, &change.disappeared];
    Row {
        after: mark(change.after, style),
        before: own::state(change.before, style),
        kind: words::kind(change.subject.kind(), style),
        command: trace_command(&subject),
        link: links.to(&change.subject),
        subject: value(&subject),
        appeared: appeared
            .iter()
            .take(MOST_FINDINGS)
            .map(|it| own::finding(it, style))
            .collect(),
        disappeared: disappeared
            .iter()
            .take(MOST_FINDINGS)
            .map(|it| own::finding(it, style))
            .collect(),
        why: reasons.join(&say!(style, "joint-sentences", "; ")),
    }
}
