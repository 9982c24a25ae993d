//! The lineages that are shown in detail, with their numbers.

use std::io::{self, Write};

use askama::Template;

use super::gravest::{MOST, Rank};
use crate::report::text::grouped;

#[derive(Template)]
#[template(path = "details.html")]
struct Heading {
    count: String,
    /// The number of lineages with findings that are not shown in detail.
    left: Option<String>,
    example: Option<String>,
    most: usize,
}

/// Writes the part. `with_findings` is the number of lineages that have findings.
pub(super) fn write(
    chosen: &[(Rank, String)],
    with_findings: u64,
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown = chosen.iter().filter(|it| it.0.has_findings()).count() as u64;
    let left = with_findings.saturating_sub(shown);
    let last = chosen.last().map(|it| &it.0.subject);
    let heading = Heading {
        count: grouped(chosen.len() as u64),
        left: (left > 0).then(|| grouped(left)),
        example: last.and_then(|it| super::escape::trace_command(it)),
        most: MOST,
    };
    heading.write_into(out)?;
    for (number, (_, html)) in (1..).zip(chosen) {
        let opened = format!("<details class=\"lineage\">");
        let numbered = html.replacen(
            "<div class=\"body\">",
            &format!("<div class=\"body\" id=\"d{number}\">"),
            1,
        );
        writeln!(out, "{opened}{numbered}</details>")?;
    }
    writeln!(out, "</section>")
}
