//! The parts of the text report around the lineages: rejected lines, what was read, the policy, the comparison and the summary.

mod sums;

use std::io::{self, Write};

pub(super) use self::sums::{compared, summary};

use super::super::text::escape::Safe;

use super::super::ReportContext;
use super::{Detail, Layout, Style, finding, grouped, words};
use crate::coverage::hole::Hole;
use crate::language::say::say;
use crate::model::finding::Weight;
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
    let heading = say!(style, "frame-rejected", "Lines that could not be read:");
    writeln!(out, "{heading}")?;
    rejected.sort_by_key(|it| &it.receipt.place);
    for line in rejected.iter().take(MOST_REJECTED) {
        let text = format!(
            "{}: {}",
            Safe(&line.receipt.to_string()),
            Safe(&style.reason(&line.reason))
        );
        write!(out, "{}", style.wrapped(&text, "  ", "    "))?;
    }
    let more: u64 = rejected
        .iter()
        .skip(MOST_REJECTED)
        .map(|it| it.lines())
        .sum();
    if more > 0 {
        let more = say!(
            style,
            "frame-rejected-more",
            "… and {count} more; --format json lists them",
            count = more
        );
        writeln!(out, "  {more}")?;
    }
    writeln!(out)
}

/// Writes the inputs of which nothing was read.
pub(super) fn unread(frame: &ReportContext, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let number = frame.unread_inputs().count();
    if number == 0 {
        return Ok(());
    }
    let head = say!(
        style,
        "frame-unread-inputs",
        "Inputs of which nothing was read, so that a missing record is a gap and no break:"
    );
    write!(out, "{}", style.wrapped(&head, "", ""))?;
    for input in frame.unread_inputs().take(MOST_REJECTED) {
        let (name, why) = (
            Safe(&input.receipt.place.file).to_string(),
            Safe(&style.reason(&input.reason)).to_string(),
        );
        write!(
            out,
            "{}",
            style.wrapped(&format!("{name}: {why}"), "  ", "    ")
        )?;
    }
    if number > MOST_REJECTED {
        writeln!(
            out,
            "  {}",
            and_more((number - MOST_REJECTED) as u64, style)
        )?;
    }
    writeln!(out)
}

pub(super) fn read(frame: &ReportContext, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let style = layout.style;
    let heading = say!(style, "frame-read", "Read");
    writeln!(out, "{}", style.bold(&heading))?;
    let most = layout.detail.most(MOST_FILES);
    for file in frame.files.first.iter().take(most) {
        let bodies = match file.counts.unreadable_bodies {
            0 => String::new(),
            count => say!(
                style,
                "frame-bodies",
                ", {count} with body unreadable",
                count = grouped(count)
            ),
        };
        let counts = read_and_relevant(file.counts.read, file.counts.relevant, style) + &bodies;
        let counts = if file.is_evidence() {
            let count = grouped(file.counts.rejected);
            say!(style, "frame-evidence", "{count} rejected", count)
        } else {
            counts
        };
        let text = format!(
            "{}: {}, {}",
            Safe(&file.name),
            Safe(&style.form(&file.detected)),
            counts.replace(' ', "\u{a0}")
        );
        write!(
            out,
            "{}",
            style.wrapped(&text, "  ", "    ").replace('\u{a0}', " ")
        )?;
    }
    more_files(&frame.files, most, style, out)?;
    let mut stretches = frame.coverage.stretches();
    for (source, scope, from, to) in stretches.by_ref().take(layout.detail.most(MOST_STRETCHES)) {
        let text = format!(
            "{source:<10} {} {}",
            words::span(from, to, style),
            Safe(scope)
        );
        write!(out, "{}", style.wrapped(&text, "  ", "             "))?;
    }
    let left = stretches.count() as u64;
    more(left, out, |count| {
        say!(
            style,
            "frame-more-stretches",
            "… and {count} more stretches",
            count
        )
    })?;
    let mut holes = frame.coverage.holes().iter();
    for hole in holes.by_ref().take(layout.detail.most(MOST_HOLES)) {
        let Hole {
            source,
            project,
            from,
            to,
        } = hole;
        let sentence = say!(
            style,
            "frame-hole",
            "hole from {from:.0} to {to:.0} {project}: several records are missing at once, and none stands there",
            from = *from,
            to = *to,
            project = Safe(project).to_string()
        );
        let text = format!("{source:<10} {sentence}");
        write!(
            out,
            "{}",
            style.paint(Weight::Gap, &style.wrapped(&text, "  ", "             "))
        )?;
    }
    let left = holes.count() as u64;
    more(left, out, |count| {
        say!(style, "frame-more-holes", "… and {count} more holes", count)
    })?;
    for source in &frame.unread {
        let sentence = say!(
            style,
            "frame-unread-log",
            "not read, so nothing can be vouched for: export it, or say --without {log}",
            log = *source
        );
        let text = format!("{source:<10} {sentence}");
        write!(
            out,
            "{}",
            style.paint(Weight::Gap, &style.wrapped(&text, "  ", "             "))
        )?;
    }
    writeln!(out)
}

/// Writes the sums of the files that are not shown.
fn more_files(
    files: &FilesRead,
    shown: usize,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rest = files.first.get(shown..).unwrap_or_default();
    let count = rest.len() as u64 + files.further;
    if count == 0 {
        return Ok(());
    }
    let read = rest.iter().map(|it| it.counts.read).sum::<u64>() + files.further_counts.read;
    let relevant = rest.iter().map(|it| it.counts.relevant).sum::<u64>();
    let relevant = relevant + files.further_counts.relevant;
    let more = say!(
        style,
        "frame-more-files",
        "… and {count} more files: {counts}",
        count = grouped(count),
        counts = read_and_relevant(read, relevant, style)
    );
    let shows = match (rest.len(), files.further) {
        (0, _) => String::new(),
        (_, 0) => say!(style, "frame-shows-all", "; -v shows all"),
        _ => say!(
            style,
            "frame-shows",
            "; -v shows {count}",
            count = grouped(files.first.len() as u64)
        ),
    };
    writeln!(out, "  {more}{shows}")
}

fn read_and_relevant(read: u64, relevant: u64, style: Style) -> String {
    say!(
        style,
        "frame-read-and-relevant",
        "{read} read, {relevant} relevant",
        read = grouped(read),
        relevant = grouped(relevant)
    )
}

fn and_more(count: u64, style: Style) -> String {
    say!(
        style,
        "frame-more",
        "… and {count} more",
        count = grouped(count)
    )
}

/// Writes how many items of a list are not shown.
fn more(
    count: u64,
    out: &mut dyn Write,
    sentence: impl FnOnce(String) -> String,
) -> io::Result<()> {
    match count {
        0 => Ok(()),
        count => writeln!(out, "  {}", sentence(grouped(count))),
    }
}

/// Writes the findings about the logs themselves.
pub(super) fn logs(frame: &ReportContext, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if frame.findings.is_empty() {
        return Ok(());
    }
    let heading = say!(style, "frame-logs", "Logs");
    writeln!(out, "{}", style.bold(&heading))?;
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
    writeln!(
        out,
        "{} sha256 {hash}",
        style.bold(&say!(style, "frame-policy", "Policy"))
    )?;
    let most = layout.detail.most(MOST_SUPPRESSIONS);
    for it in policy.suppressions.iter().take(most) {
        let (code, subject) = (it.suppression.finding, it.suppression.subject.to_string());
        let found = match it.state() {
            "expired" => say!(style, "frame-suppression-expired", "expired"),
            "unmatched" => say!(style, "frame-suppression-unmatched", "covers nothing here"),
            _ => say!(
                style,
                "frame-suppression-active",
                "covers {count}",
                count = grouped(it.findings)
            ),
        };
        let text = say!(
            style,
            "frame-suppression",
            "{code} on {subject}: {found}; {answer}",
            code = code.as_str(),
            subject = Safe(&subject).to_string(),
            found,
            answer = words::answer(&it.suppression, style)
        );
        write!(out, "{}", style.wrapped(&text, "  ", "    "))?;
    }
    let left = policy.suppressions.len().saturating_sub(most) as u64;
    more(left, out, |count| {
        say!(
            style,
            "frame-more-suppressions",
            "… and {count} more suppressions",
            count
        )
    })?;
    writeln!(out)
}
