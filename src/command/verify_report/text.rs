//! The verification of signed reports as text.

use std::io::{self, Write};
use std::path::Path;

use credtrail::attestation::chain::Link;
use credtrail::report::text::escape::Safe;

use super::super::output::destination::Destination;
use super::reports::{Found, Problem, Sound, follows, safe};
use credtrail::language::locale::Locale;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// Writes what is sound, then the first break or what comes before all of them.
pub fn write(
    sound: &[Sound<'_>],
    broken: Option<&Problem>,
    (out, locale): (&mut Destination, &Locale),
) -> io::Result<()> {
    for (file, link, found) in sound {
        writeln!(out, "{}", locale.translate(&line(file, link)))?;
        writeln!(out, "{}", locale.translate(&of_report(link, *found)))?;
    }
    match broken {
        Some((file, problem)) => {
            let (file, problem) = (safe(file).to_string(), problem.clone());
            let broken = message!("signed-broken", "BROKEN {file}: {problem}", file; problem);
            writeln!(out, "{}", locale.translate(&broken))
        }
        None => match follows(sound) {
            Some(previous) => writeln!(out, "{}", locale.translate(&first(previous.scan))),
            None => Ok(()),
        },
    }
}

/// A signed report that is sound.
fn line(file: &Path, link: &Link) -> Message {
    let scan = link.statement.scan();
    message!(
        "signed-sound",
        "sound  {file}: scan {number} of {began}, key {key}",
        file = safe(file).to_string(),
        number = scan.scan.number.to_string(),
        began = scan.began.to_string(),
        key = link.key.to_string()
    )
}

/// Whether the report itself is here.
fn of_report(link: &Link, found: Found) -> Message {
    let report = Safe(&link.statement.report().name).to_string();
    match found {
        Found::Same => message!(
            "signed-same",
            "  {report} is the report that was signed",
            report
        ),
        Found::Missing => message!(
            "signed-missing",
            "  {report} is not here and was not looked at",
            report
        ),
        Found::Replaced => message!(
            "signed-replaced",
            "  {report} is that of a later scan and was not looked at",
            report
        ),
    }
}

/// What comes before all of them.
fn first(scan: impl std::fmt::Display) -> Message {
    message!(
        "signed-first",
        "The first of them follows on the signed report of scan {scan}, which was not given.",
        scan = scan.to_string()
    )
}
