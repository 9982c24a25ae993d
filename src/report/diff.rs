//! The changes between two scans: as text, as a page to look at, and as JSON, version 1.

mod html;

mod chat;
mod words;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

pub use self::chat::Notice;
pub(crate) use self::html::body;
pub use self::html::html;
pub(crate) use self::words::window;
use super::moment;
use super::text::escape::{Safe, json_text};
use super::text::words::{kind, padded};
use super::text::{Style, grouped};
use crate::history::diff::{Change, ChangeKind, Changes, Pair};
use crate::history::findings::{Reported, Suppressed};
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
    /// The changes, the worst first. At least [`SHOWN`] of each kind are listed, for JSON all.
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
        let listed = &report.changes.listed;
        let changes = listed.iter().filter(|it| it.kind() == kind);
        for one in changes.take(MOST) {
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
                &format!("{sign} {}", words::told(finding, style)),
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

#[derive(Serialize)]
struct DiffV1<'r> {
    version: u32,
    tool: &'static str,
    before: ScanV1,
    after: ScanV1,
    summary: BTreeMap<&'static str, u64>,
    /// Made one by one: they may be very many.
    #[serde(serialize_with = "each_change_v1")]
    changes: &'r [Change],
}

#[derive(Serialize)]
struct NoticeV1<'r> {
    version: u32,
    tool: &'static str,
    before: Option<ScanV1>,
    after: ScanV1,
    summary: BTreeMap<&'static str, u64>,
    changes: Vec<ChangeV1<'r>>,
    left_out: u64,
}

#[derive(Serialize)]
struct ListV1 {
    version: u32,
    tool: &'static str,
    scans: Vec<ScanV1>,
}

#[derive(Serialize)]
struct ScanV1 {
    id: i64,
    began: String,
    from: Option<String>,
    to: Option<String>,
    policy: String,
    tool: String,
    without: Vec<&'static str>,
    complete: u64,
    unproven: u64,
    broken: u64,
}

#[derive(Serialize)]
struct ChangeV1<'r> {
    subject: String,
    kind: &'r str,
    change: &'static str,
    before: &'static str,
    after: &'static str,
    appeared: Vec<FindingV1>,
    disappeared: Vec<FindingV1>,
    reasons: Vec<&'static str>,
    evidence: Option<String>,
}

#[derive(Serialize)]
struct FindingV1 {
    code: &'static str,
    weight: &'static str,
    stage: Option<&'static str>,
    suppressed: bool,
}

fn each_change_v1<S: Serializer>(changes: &&[Change], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(changes.iter().map(change_v1))
}

/// Writes the changes as JSON.
///
/// # Errors
/// Errors of `out`.
pub fn json(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts = ChangeKind::ALL.map(|kind| (kind.as_str(), report.count(kind)));
    let mut summary = BTreeMap::from(counts);
    summary.insert(ChangeKind::NotLookedAt.as_str(), report.not_looked_at());
    let diff = DiffV1 {
        version: 1,
        tool: TOOL,
        before: scan(report.pair.before),
        after: scan(report.pair.after),
        summary,
        changes: &report.changes.listed,
    };
    serde_json::to_writer_pretty(&mut *out, &diff)?;
    writeln!(out)
}

/// The largest number of changes in a notice: receivers accept a few hundred kilobytes.
const MOST_NOTICED: usize = 500;

/// Returns the body of a notice to a webhook: as [`json`], with the worst changes first and the number of those left out.
/// `before` is the last scan that the webhook was notified of; None for the first notice. Subjects that the later scan did not
/// examine have not changed.
///
/// # Errors
/// Errors of serde_json, which do not occur for these values.
fn notice(
    before: Option<&PastScan>,
    after: &PastScan,
    changes: &[Change],
) -> serde_json::Result<String> {
    let mut summary: BTreeMap<&str, u64> = BTreeMap::new();
    for kind in ChangeKind::ALL
        .into_iter()
        .filter(|it| *it != ChangeKind::NotLookedAt)
    {
        let count = changes.iter().filter(|it| it.kind() == kind).count();
        summary.insert(kind.as_str(), count as u64);
    }
    json_text(&NoticeV1 {
        version: 1,
        tool: TOOL,
        before: before.map(scan),
        after: scan(after),
        summary,
        changes: changes.iter().take(MOST_NOTICED).map(change_v1).collect(),
        left_out: changes.len().saturating_sub(MOST_NOTICED) as u64,
    })
}

/// Writes the recorded scans as JSON.
///
/// # Errors
/// Errors of `out`.
pub fn list_json(scans: &[PastScan], out: &mut dyn Write) -> io::Result<()> {
    let list = ListV1 {
        version: 1,
        tool: TOOL,
        scans: scans.iter().map(scan).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &list)?;
    writeln!(out)
}

/// The name and version of this program.
const TOOL: &str = concat!("credtrail ", env!("CARGO_PKG_VERSION"));

fn scan(scan: &PastScan) -> ScanV1 {
    let basis = &scan.basis;
    ScanV1 {
        id: scan.id.0,
        began: moment(basis.began),
        from: basis.window.from.map(moment),
        to: basis.window.to.map(moment),
        policy: hex::encode(basis.policy),
        tool: format!("credtrail {}", basis.tool),
        without: basis.without.iter().map(|it| it.as_str()).collect(),
        complete: scan.counts.complete,
        unproven: scan.counts.unproven,
        broken: scan.counts.broken,
    }
}

fn change_v1(change: &Change) -> ChangeV1<'_> {
    ChangeV1 {
        subject: change.subject.text(),
        kind: change.subject.kind().as_str(),
        change: change.kind().as_str(),
        before: change.before.as_str(),
        after: change.after.as_str(),
        appeared: change.appeared.iter().map(finding).collect(),
        disappeared: change.disappeared.iter().map(finding).collect(),
        reasons: change.reasons.iter().map(|it| it.as_str()).collect(),
        evidence: change.evidence.map(moment),
    }
}

fn finding(finding: &Reported) -> FindingV1 {
    FindingV1 {
        code: finding.code.as_str(),
        weight: finding.weight.as_str(),
        stage: finding.stage.map(|it| it.as_str()),
        suppressed: finding.suppressed == Suppressed::Yes,
    }
}
