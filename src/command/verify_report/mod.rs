//! `credtrail verify-report`: whether signed reports are what was signed, and in which order.

mod reports;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use credtrail::attestation::chain::{Chain, Link};
use credtrail::attestation::public_key::PublicKey;
use credtrail::evidence::input::bounded_file;
use credtrail::report::text::escape::Safe;

use self::reports::{Found, Links, Problem, Reports, safe};
use super::Outcome;
use super::keys::trusted_keys;
use super::output::destination::Destination;
use crate::command::args;

/// Verifies without a database and without a network.
pub fn run(arguments: &args::VerifyReport) -> anyhow::Result<Outcome> {
    let trusted = trusted_keys::read(&arguments.keys)?;
    let mut reports = Reports::read(&arguments.reports)?;
    let (links, mut broken) = links(&arguments.files, &trusted)?;
    let mut destination = Destination::standard();
    for (position, (file, link)) in links.iter().enumerate() {
        let later = links.get(position + 1..).unwrap_or_default();
        match reports.of(file, link, later)? {
            Ok(found) => line(file, link, found, &mut destination)?,
            Err(problem) => {
                broken = Some((file.to_path_buf(), problem));
                break;
            }
        }
    }
    let broken = broken.or_else(|| reports.unsigned());
    match &broken {
        Some((file, problem)) => writeln!(destination, "BROKEN {}: {problem}", safe(file))?,
        None => end(&links, &mut destination)?,
    }
    destination.finish()?;
    Ok(match broken {
        Some(_) => Outcome::Broken,
        None => Outcome::Fine,
    })
}

/// Returns the signed reports up to the first that does not belong there, and what is wrong with that one.
fn links<'f>(
    files: &'f [PathBuf],
    trusted: &[PublicKey],
) -> anyhow::Result<(Links<'f>, Option<Problem>)> {
    let mut chain = Chain::new(trusted);
    let mut links = Links::new();
    for file in files {
        let bytes = bounded_file::read(file, bounded_file::SETTINGS);
        let bytes = bytes.with_context(|| file.display().to_string())?;
        match chain.take(&bytes) {
            Ok(link) => links.push((file.as_path(), link)),
            Err(problem) => return Ok((links, Some((file.clone(), problem.to_string())))),
        }
    }
    Ok((links, None))
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

fn end(links: &[(&Path, Link)], out: &mut Destination) -> io::Result<()> {
    let first = links
        .first()
        .and_then(|(_, it)| it.statement.scan().previous);
    match first {
        Some(previous) => writeln!(
            out,
            "The first of them follows on the signed report of scan {}, which was not given.",
            previous.scan
        ),
        None => Ok(()),
    }
}
