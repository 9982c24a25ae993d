//! The parts of the text report around the lineages: rejected lines, what was read, the policy, the comparison and the summary.

use std::io::{self, Write};

use super::super::text::escape::Safe;

use super::super::ReportContext;
use super::{Detail, Layout, MOST, Style, answered, finding, grouped, parts};
use crate::coverage::hole::Hole;
use crate::model::finding::{Verdict, Weight};
use crate::scan::Summary;
use crate::store::questions::files_and_services::FilesRead;

/// The largest number of rejected lines that are shown.
const MOST_REJECTED: usize = 10;

/// The largest number of files that are shown without `-v`.
const MOST_FILES: usize = 10;

/// The largest number of stretches of logs that are shown without `-v`.
const MOST_STRETCHES: usize = 12;

/// The largest number of holes that are shown without `-v`.
const MOST_HOLES: usize = 5;

/// The largest number of suppressions that are shown without `-v`.
const MOST_SUPPRESSIONS: usize = 10;

impl Detail {
    /// Returns how many items of a list are shown, where usually so many are.
    fn most(self, usual: usize) -> usize {
        match self {
            Detail::Usual | Detail::Findings => usual,
            Detail::All => usize::MAX,
        }
    }
}

pub(super) fn rejected(frame: &ReportContext, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut rejected: Vec<_> = frame.rejected.iter().filter(|it| !it.is_input()).collect();
    if rejected.is_empty() {
        return Ok(());
    }
    writeln!(out, "Lines that could not be read:")?;
    rejected.sort_by_key(|it| &it.receipt.place);
    for line in rejected.iter().take(MOST_REJECTED) {
        let text = format!(
            "{}: {}",
            Safe(&line.receipt.to_string()),
            Safe(&line.reason)
        );
        write!(out, "{}", style.wrapped(&text, "  ", "    "))?;
    }
    let more: u64 = rejected
        .iter()
        .skip(MOST_REJECTED)
        .map(|it| it.lines())
        .sum();
    if more > 0 {
        writeln!(out, "  … and {more} more; --format json lists them")?;
    }
    writeln!(out)
}

/// Writes the inputs of which nothing was read.
pub(super) fn unread(frame: &ReportContext, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let number = frame.unread_inputs().count();
    if number == 0 {
        return Ok(());
    }
    let head = "Inputs of which nothing was read, so that a missing record is a gap and no break:";
    write!(out, "{}", style.wrapped(head, "", ""))?;
    for input in frame.unread_inputs().take(MOST_REJECTED) {
        let (name, why) = (Safe(&input.receipt.place.file), Safe(&input.reason));
        write!(
            out,
            "{}",
            style.wrapped(&format!("{name}: {why}"), "  ", "    ")
        )?;
    }
    if number > MOST_REJECTED {
        writeln!(
            out,
            "  … and {} more",
            grouped((number - MOST_REJECTED) as u64)
        )?;
    }
    writeln!(out)
}

pub(super) fn read(frame: &ReportContext, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let style = layout.style;
    writeln!(out, "{}", style.bold("Read"))?;
    let most = layout.detail.most(MOST_FILES);
    for file in frame.files.first.iter().take(most) {
        let bodies = match file.counts.unreadable_bodies {
            0 => String::new(),
            count => format!(", {} with body unreadable", grouped(count)),
        };
        let counts = format!(
            "{} read, {} relevant{bodies}",
            grouped(file.counts.read),
            grouped(file.counts.relevant)
        );
        let counts = if file.is_evidence() {
            format!("{} rejected", grouped(file.counts.rejected))
        } else {
            counts
        };
        let text = format!(
            "{}: {}, {}",
            Safe(&file.name),
            Safe(&file.detected),
            counts.replace(' ', "\u{a0}")
        );
        write!(
            out,
            "{}",
            style.wrapped(&text, "  ", "    ").replace('\u{a0}', " ")
        )?;
    }
    more_files(&frame.files, most, out)?;
    let mut stretches = frame.coverage.stretches();
    for (source, scope, from, to) in stretches.by_ref().take(layout.detail.most(MOST_STRETCHES)) {
        let text = format!("{source:<10} {from:.0} to {to:.0} {}", Safe(scope));
        write!(out, "{}", style.wrapped(&text, "  ", "             "))?;
    }
    more(stretches.count(), "stretches", out)?;
    let mut holes = frame.coverage.holes().iter();
    for hole in holes.by_ref().take(layout.detail.most(MOST_HOLES)) {
        let Hole {
            source,
            project,
            from,
            to,
        } = hole;
        let text = format!(
            "{source:<10} hole from {from:.0} to {to:.0} {}: several records are missing at once, and none stands there",
            Safe(project)
        );
        write!(
            out,
            "{}",
            style.paint(Weight::Gap, &style.wrapped(&text, "  ", "             "))
        )?;
    }
    more(holes.count(), "holes", out)?;
    for source in &frame.unread {
        let text = format!(
            "{source:<10} not read, so nothing can be vouched for: export it, or say --without {source}"
        );
        write!(
            out,
            "{}",
            style.paint(Weight::Gap, &style.wrapped(&text, "  ", "             "))
        )?;
    }
    writeln!(out)
}

/// Writes the sums of the files that are not shown.
fn more_files(files: &FilesRead, shown: usize, out: &mut dyn Write) -> io::Result<()> {
    let rest = files.first.get(shown..).unwrap_or_default();
    let count = rest.len() as u64 + files.further;
    if count == 0 {
        return Ok(());
    }
    let read = rest.iter().map(|it| it.counts.read).sum::<u64>() + files.further_counts.read;
    let relevant = rest.iter().map(|it| it.counts.relevant).sum::<u64>();
    let relevant = relevant + files.further_counts.relevant;
    let [count, read, relevant] = [count, read, relevant].map(grouped);
    write!(
        out,
        "  … and {count} more files: {read} read, {relevant} relevant"
    )?;
    match (rest.len(), files.further) {
        (0, _) => writeln!(out),
        (_, 0) => writeln!(out, "; -v shows all"),
        _ => writeln!(out, "; -v shows {}", grouped(files.first.len() as u64)),
    }
}

/// Writes how many items of a list are not shown.
fn more(count: usize, what: &str, out: &mut dyn Write) -> io::Result<()> {
    match count as u64 {
        0 => Ok(()),
        count => writeln!(out, "  … and {} more {what}", grouped(count)),
    }
}

/// Writes the findings about the logs themselves.
pub(super) fn logs(frame: &ReportContext, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if frame.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", style.bold("Logs"))?;
    let all = frame.findings.iter();
    all.map(|it| finding(it, style))
        .try_for_each(|it| write!(out, "{it}"))?;
    writeln!(out)
}

/// Writes the hash of the policy, and its suppressions with their state.
pub(super) fn policy(frame: &ReportContext, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let Some(policy) = &frame.policy else {
        return Ok(());
    };
    let style = layout.style;
    let hash = hex::encode(policy.hash);
    writeln!(out, "{} sha256 {hash}", style.bold("Policy"))?;
    let most = layout.detail.most(MOST_SUPPRESSIONS);
    for it in policy.suppressions.iter().take(most) {
        let (code, subject) = (it.suppression.finding, it.suppression.subject.to_string());
        let found = match it.state() {
            "expired" => "expired".to_owned(),
            "unmatched" => "covers nothing here".to_owned(),
            _ => format!("covers {}", grouped(it.findings)),
        };
        let text = format!(
            "{code} on {}: {found}; {}",
            Safe(&subject),
            answered(&it.suppression)
        );
        write!(out, "{}", style.wrapped(&text, "  ", "    "))?;
    }
    more(
        policy.suppressions.len().saturating_sub(most),
        "suppressions",
        out,
    )?;
    writeln!(out)
}

/// Writes the verdicts that differ between another policy and this one.
pub(super) fn compared(frame: &ReportContext, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(comparison) = &frame.comparison else {
        return Ok(());
    };
    let flips: u64 = comparison.counts.values().sum();
    writeln!(
        out,
        "{} {}",
        style.bold("Verdicts that flip"),
        grouped(flips)
    )?;
    for flip in comparison.flips.iter().take(MOST) {
        let because: Vec<&str> = flip.because.iter().map(|it| it.as_str()).collect();
        let (from, to) = (flip.from.as_str(), flip.to.as_str());
        let subject = Safe(&flip.subject).to_string();
        let text = format!(
            "{from} to {to}: {} {subject} ({})",
            flip.kind,
            because.join(", ")
        );
        write!(out, "{}", style.wrapped(&text, "  ", "    "))?;
    }
    if flips > MOST as u64 {
        writeln!(out, "  … and {} more", grouped(flips - MOST as u64))?;
    }
    writeln!(out)
}

pub(super) fn summary(frame: &ReportContext, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let Summary {
        credentials,
        signatures,
        others,
        outside,
        uses,
        findings,
        ..
    } = &frame.summary;
    let verdicts = [Verdict::Complete, Verdict::Unproven, Verdict::Broken];
    writeln!(
        out,
        "{} {}",
        style.bold("Credentials"),
        parts(credentials, &verdicts, style)
    )?;
    for (kind, counts) in frame.summary.kinds_apart() {
        let text = parts(counts, &verdicts, style);
        writeln!(out, "  {:<11} {text}", kind.as_str())?;
    }
    if !signatures.is_empty() {
        let text = parts(signatures, &verdicts[1..], style);
        writeln!(out, "{} {text}", style.bold("Unclaimed signatures"))?;
    }
    if !others.is_empty() {
        writeln!(
            out,
            "{} {}",
            style.bold("Ids of neither form"),
            grouped(others.values().sum())
        )?;
    }
    if !outside.is_empty() {
        writeln!(
            out,
            "{} {}",
            style.bold("Tokens of outside identity providers"),
            grouped(outside.values().sum())
        )?;
    }
    writeln!(out, "{} {}", style.bold("Uses"), grouped(*uses))?;
    if !findings.is_empty() {
        let counts: Vec<String> = findings
            .iter()
            .map(|(code, count)| format!("{code} {}", grouped(*count)))
            .collect();
        let text = style.wrapped(&format!("Findings {}", counts.join(", ")), "", "  ");
        write!(
            out,
            "{}",
            text.replacen("Findings", &style.bold("Findings"), 1)
        )?;
    }
    if let Some(before) = frame.reported_before {
        let head = style.bold("Reported before");
        writeln!(out, "{head} {}, not shown again", grouped(before))?;
    }
    Ok(())
}
