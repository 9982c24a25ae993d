//! The end of the text report: the comparison of two policies, and the sums.

use std::io::{self, Write};

use super::super::escape::Safe;
use super::super::{MOST, Style, grouped, parts, words};
use super::and_more;
use crate::language::say::say;
use crate::model::finding::Verdict;
use crate::report::ReportContext;
use crate::scan::Summary;

/// Writes the verdicts that differ between another policy and this one.
pub(in crate::report::text) fn compared(
    frame: &ReportContext,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(comparison) = &frame.comparison else {
        return Ok(());
    };
    let flips: u64 = comparison.counts.values().sum();
    writeln!(
        out,
        "{} {}",
        style.bold(&say!(style, "frame-flips", "Verdicts that flip")),
        grouped(flips)
    )?;
    for flip in comparison.flips.iter().take(MOST) {
        let because: Vec<&str> = flip.because.iter().map(|it| it.as_str()).collect();
        let text = say!(
            style,
            "frame-flip",
            "{from} to {to}: {kind} {subject} ({because})",
            from = words::verdict(flip.from, style),
            to = words::verdict(flip.to, style),
            kind = flip.kind,
            subject = Safe(&flip.subject).to_string(),
            because = because.join(", ")
        );
        write!(out, "{}", style.wrapped(&text, "  ", "    "))?;
    }
    if flips > MOST as u64 {
        writeln!(out, "  {}", and_more(flips - MOST as u64, style))?;
    }
    writeln!(out)
}

pub(in crate::report::text) fn summary(
    frame: &ReportContext,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
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
        style.bold(&say!(style, "frame-credentials", "Credentials")),
        parts(credentials, &verdicts, style)
    )?;
    for (kind, counts) in frame.summary.kinds_apart() {
        let text = parts(counts, &verdicts, style);
        let kind = words::padded(&words::kind(kind, style), 11);
        writeln!(out, "  {kind} {text}")?;
    }
    if !signatures.is_empty() {
        let text = parts(signatures, &verdicts[1..], style);
        writeln!(
            out,
            "{} {text}",
            style.bold(&say!(style, "frame-unclaimed", "Unclaimed signatures"))
        )?;
    }
    if !others.is_empty() {
        writeln!(
            out,
            "{} {}",
            style.bold(&say!(style, "frame-others", "Ids of neither form")),
            grouped(others.values().sum())
        )?;
    }
    if !outside.is_empty() {
        writeln!(
            out,
            "{} {}",
            style.bold(&say!(
                style,
                "frame-outside",
                "Tokens of outside identity providers"
            )),
            grouped(outside.values().sum())
        )?;
    }
    writeln!(
        out,
        "{} {}",
        style.bold(&say!(style, "frame-uses", "Uses")),
        grouped(*uses)
    )?;
    if !findings.is_empty() {
        let counts: Vec<String> = findings
            .iter()
            .map(|(code, count)| format!("{code} {}", grouped(*count)))
            .collect();
        let heading = say!(style, "frame-findings", "Findings");
        let text = style.wrapped(&format!("{heading} {}", counts.join(", ")), "", "  ");
        write!(out, "{}", text.replacen(&heading, &style.bold(&heading), 1))?;
    }
    if let Some((code, _)) = findings.first_key_value() {
        let heading = style.bold(&say!(style, "frame-explained", "Explained by"));
        writeln!(out, "{heading} credtrail explain {code}")?;
    }
    if let Some(before) = frame.reported_before {
        let head = style.bold(&say!(style, "frame-reported-before", "Reported before"));
        let not_shown = say!(
            style,
            "frame-not-shown-again",
            "{count}, not shown again",
            count = grouped(before)
        );
        writeln!(out, "{head} {not_shown}")?;
    }
    Ok(())
}
