//! The lineages that are shown in detail, with their numbers.

use std::io::{self, Write};

use askama::Template;

use super::detailed::MOST;
use super::escape::{Markup, trace_command, value};
use crate::language::say::say;
use crate::report::gravest::Rank;
use crate::report::text::{Style, grouped};
use crate::report::{ReportContext, rotation};

#[derive(Template)]
#[template(path = "details.html")]
struct Heading<'l> {
    style: Style<'l>,
    count: String,
    /// The number of lineages with findings that are not shown in detail.
    left: Option<String>,
    example: Option<String>,
    most: usize,
    /// The rotation histories of workload identities, line by line.
    rotations: Vec<String>,
}

/// The greatest number of lineages that are shown opened, as those of a trace are.
const MOST_OPEN: usize = 2;

/// The greatest number of lines of rotation histories.
const MOST_LINES: usize = 200;

/// Writes the part. `with_findings` is the number of lineages that have findings.
pub(super) fn write(
    chosen: &[(Rank, String)],
    with_findings: u64,
    frame: &ReportContext,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown = chosen.iter().filter(|it| it.0.has_findings()).count() as u64;
    let left = with_findings.saturating_sub(shown);
    let last = chosen.last().map(|it| it.0.subject());
    let heading = Heading {
        style,
        count: grouped(chosen.len() as u64),
        left: (left > 0).then(|| grouped(left)),
        example: last.and_then(trace_command),
        most: MOST,
        rotations: rotations(frame, style)?,
    };
    heading.write_into(out)?;
    let open = if chosen.len() <= MOST_OPEN {
        " open"
    } else {
        ""
    };
    for (number, (_, html)) in (1..).zip(chosen) {
        let body = format!("<div class=\"body\" id=\"d{number}\">");
        let numbered = html.replacen("<div class=\"body\">", &body, 1);
        writeln!(out, "<details class=\"lineage\"{open}>{numbered}</details>")?;
    }
    writeln!(out, "</section>")
}

fn rotations(frame: &ReportContext, style: Style) -> io::Result<Vec<String>> {
    let mut text = Vec::new();
    for rotation in &frame.rotations {
        rotation::text::write(rotation, style, &mut text)?;
    }
    let text = String::from_utf8_lossy(&text);
    Ok(text.lines().take(MOST_LINES).map(value).collect())
}
