//! The verification of signed reports as text.

use std::io::{self, Write};
use std::path::Path;

use credtrail::attestation::chain::Link;
use credtrail::report::text::escape::Safe;

use super::super::output::destination::Destination;
use super::reports::{Found, Problem, Sound, follows, safe};

/// Writes what is sound, then the first break or what comes before all of them.
pub fn write(
    sound: &[Sound<'_>],
    broken: Option<&Problem>,
    out: &mut Destination,
) -> io::Result<()> {
    for (file, link, found) in sound {
        line(file, link, *found, out)?;
    }
    match broken {
        Some((file, problem)) => writeln!(out, "BROKEN {}: {problem}", safe(file)),
        None => end(sound, out),
    }
}

fn line(file: &Path, link: &Link, found: Found, out: &mut Destination) -> io::Result<()> {
    let report = Safe(&link.statement.report().name).to_string();
    let found = match found {
        Found::Same => format!("{report} is the report that was signed"),
        Found::Missing => format!("{report} is not here and was not looked at"),
        Found::Replaced => format!("{report} is that of a later scan and was not looked at"),
    };
    let scan = link.statement.scan();
    let (number, began) = (scan.scan.number, scan.began);
    writeln!(
        out,
        "sound  {}: scan {number} of {began}, key {}",
        safe(file),
        link.key
    )?;
    writeln!(out, "  {found}")
}

fn end(sound: &[Sound<'_>], out: &mut Destination) -> io::Result<()> {
    match follows(sound) {
        Some(previous) => writeln!(
            out,
            "The first of them follows on the signed report of scan {}, which was not given.",
            previous.scan
        ),
        None => Ok(()),
    }
}
