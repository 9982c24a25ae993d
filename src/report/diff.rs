//! The changes between two scans: as text, as a page to look at, and as JSON, version 1.

mod chat;
mod html;
mod json;
mod words;

use std::io::{self, Write};

pub use self::chat::{Notice, NoticedChanges};
pub(crate) use self::html::body;
pub use self::html::html;
pub use self::json::{Json, list_json};
pub(crate) use self::words::window;
use super::text::escape::Safe;
use super::text::words::{kind, padded};
use super::text::{Style, grouped};
use crate::history::diff::{Change, ChangeKind, Changes, Pair};
use crate::history::recorded::PastScan;
use crate::language::say::say;

/// The largest number of changes of one kind in the text report.
const MOST: usize = 100;

/// The largest number of changes of one kind on a page.
pub const SHOWN: usize = 500;

/// Two scans and the changes between them, as both report forms show them.
pub struct Report<'p> {
    /// The two scans.
    pub pair: Pair<'p>,
    /// The changes. At least [`SHOWN`] of each kind are listed.
    pub changes: Changes,
    /// The number of subjects with open findings outside of the later scan's window.
    pub elsewhere: u64,
}

impl Report<'_> {
    fn count(&self, kind: ChangeKind) -> u64 {
        self.changes.count(kind)
    }

    fn not_looked_at(&self) -> u64 {
        self.count(ChangeKind::NotLookedAt) + self.elsewhere
    }
}

/// Writes the changes as text.
///
/// # Errors
/// Errors of `out`.
pub fn text(report: &Report<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let Pair { before, after } = report.pair;
    let (before, after) = (line(before, style), line(after, style));
    let from = say!(style, "change-from", "From {scan}", scan = before);
    let to = say!(style, "change-to", "to   {scan}", scan = after);
    writeln!(out, "{from}\n{to}\n")?;
    for kind in ChangeKind::ALL {
        for one in report.changes.of(kind).iter().take(MOST) {
            writeln!(out, "{}", change(one, style))?;
        }
        let more = report.count(kind).saturating_sub(MOST as u64);
        if more > 0 {
            let more = say!(
                style,
                "change-more",
                "… and {count} more; --format json lists all",
                count = grouped(more)
            );
            writeln!(out, "{more}\n")?;
        }
    }
    let [broken, unproven, changed, resolved] = [
        ChangeKind::Broken,
        ChangeKind::Unproven,
        ChangeKind::Changed,
        ChangeKind::Resolved,
    ]
    .map(|kind| grouped(report.count(kind)));
    let away = grouped(report.not_looked_at());
    let counts = say!(
        style,
        "change-counts",
        "Newly broken {broken}, newly unproven {unproven}, otherwise changed {changed}, resolved {resolved}, not looked at {away}",
        broken,
        unproven,
        changed,
        resolved,
        away
    );
    write!(out, "{}", style.wrapped(&counts, "", "  "))
}

/// Writes the recorded scans as text.
///
/// # Errors
/// Errors of `out`.
pub fn list(scans: &[PastScan], style: Style, out: &mut dyn Write) -> io::Result<()> {
    if scans.is_empty() {
        writeln!(
            out,
            "{}",
            say!(style, "scans-none", "no scan was recorded so far")
        )?;
    }
    scans
        .iter()
        .try_for_each(|it| writeln!(out, "{}", line(it, style)))
}

/// Returns a scan as `scan 7 2026-11-22T01:00:00Z everything: 5 complete, 1 unproven, 0 broken`.
fn line(scan: &PastScan, style: Style) -> String {
    let window = words::window(scan, style);
    let counts = scan.counts;
    let [complete, unproven, broken] =
        [counts.complete, counts.unproven, counts.broken].map(grouped);
    let line = say!(
        style,
        "scan-line",
        "scan {number} {began}, {window}: {complete} complete, {unproven} unproven, {broken} broken",
        number = scan.id.to_string(),
        began = style.time(scan.basis.began),
        window,
        complete,
        unproven,
        broken
    );
    style.wrapped(&line, "", "     ").trim_end().to_owned()
}

fn change(change: &Change, style: Style) -> String {
    let subject = &change.subject;
    let heading = padded(&words::heading(change.after, style), 9);
    let head = say!(
        style,
        "change-head",
        "{heading}{kind}, before: {before}",
        heading,
        kind = kind(subject.kind(), style),
        before = words::state(change.before, style)
    );
    let mut text = style.wrapped(&head, "", "  ");
    text += &style.wrapped(&Safe(&subject.text()).to_string(), "  ", "  ");
    for (sign, findings) in [("+", &change.appeared), ("-", &change.disappeared)] {
        for finding in findings {
            text += &style.wrapped(
                &format!("{sign} {}", words::finding(finding, style)),
                "  ",
                "    ",
            );
        }
    }
    let why: Vec<String> = change
        .reasons
        .iter()
        .map(|it| words::why(*it, change, style))
        .collect();
    let why = why.join(&say!(style, "joint-sentences", "; "));
    let why = say!(style, "change-why", "why: {why}", why);
    text + &style.wrapped(&why, "  ", "    ")
}
