//! `credtrail verify-report`: whether signed reports are what was signed, and in which order.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use credtrail::attestation::chain::{Chain, Link};
use credtrail::attestation::public_key::PublicKey;
use credtrail::attestation::sha256::Sha256;
use credtrail::evidence::input::bounded_file;
use credtrail::report::text::escape::Safe;
use sha2::Digest as _;

use super::output::destination::Destination;
use super::{Outcome, trusted_keys};
use crate::command::args;

/// Verifies without a database and without a network.
pub fn run(arguments: &args::VerifyReport) -> anyhow::Result<Outcome> {
    let trusted = trusted_keys::read(&arguments.keys)?;
    let mut reports = Reports::read(&arguments.reports)?;
    let (links, mut broken) = links(&arguments.files, &trusted)?;
    let mut printed = Destination::standard();
    for (position, (file, link)) in links.iter().enumerate() {
        let later = links.get(position + 1..).unwrap_or_default();
        match reports.of(file, link, later)? {
            Ok(found) => line(file, link, found, &mut printed)?,
            Err(problem) => {
                broken = Some((file.to_path_buf(), problem));
                break;
            }
        }
    }
    let broken = broken.or_else(|| reports.unsigned());
    match &broken {
        Some((file, problem)) => writeln!(printed, "BROKEN {}: {problem}", safe(file))?,
        None => end(&links, &mut printed)?,
    }
    printed.finish()?;
    Ok(match broken {
        Some(_) => Outcome::Broken,
        None => Outcome::Fine,
    })
}

/// A file, and what is wrong with it.
type Problem = (PathBuf, String);

/// Returns the signed reports up to the first that does not belong there, and what is wrong with that one.
fn links<'f>(
    files: &'f [PathBuf],
    trusted: &[PublicKey],
) -> anyhow::Result<(Vec<(&'f Path, Link)>, Option<Problem>)> {
    let mut chain = Chain::new(trusted);
    let mut links = Vec::new();
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

/// What was found of a report.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// The report is the one that was signed.
    Same,
    /// The report is not there.
    Missing,
    /// The file of that name is the report of a later scan.
    Replaced,
}

/// The reports that the user named, by their hashes, and whether one was looked for.
struct Reports(BTreeMap<Sha256, (PathBuf, Found)>);

impl Reports {
    fn read(files: &[PathBuf]) -> anyhow::Result<Self> {
        let report = |file: &PathBuf| {
            let hash = hash_of(file).with_context(|| file.display().to_string())?;
            Ok((hash, (file.clone(), Found::Missing)))
        };
        let reports = files.iter().map(report);
        Ok(Reports(reports.collect::<anyhow::Result<_>>()?))
    }

    /// Looks for the report of a link: among those that the user named, then beside the file. The last report of a name is the one that a
    /// file of that name can be.
    fn of(
        &mut self,
        file: &Path,
        link: &Link,
        later: &[(&Path, Link)],
    ) -> anyhow::Result<Result<Found, String>> {
        let report = link.statement.report();
        if let Some((_, found)) = self.0.get_mut(&report.digest.sha256) {
            *found = Found::Same;
            return Ok(Ok(Found::Same));
        }
        let Some(beside) = beside(file, &report.name) else {
            return Ok(Ok(Found::Missing));
        };
        let found = hash_of(&beside).with_context(|| beside.display().to_string())?;
        let is_later = |(file, link): &(&Path, Link)| {
            self::beside(file, &link.statement.report().name).as_ref() == Some(&beside)
        };
        Ok(match found == report.digest.sha256 {
            true => Ok(Found::Same),
            false if later.iter().any(is_later) => Ok(Found::Replaced),
            false => Err(format!(
                "{} beside it is not the report that was signed",
                safe(&beside)
            )),
        })
    }

    /// Returns a report that the user named, and that none of the files signs.
    fn unsigned(&self) -> Option<Problem> {
        let mut reports = self.0.values();
        let (file, _) = reports.find(|(_, found)| *found != Found::Same)?;
        Some((
            file.clone(),
            "none of these signatures is over this report".to_owned(),
        ))
    }
}

/// Returns the path of a regular file of this name beside another one.
fn beside(file: &Path, name: &str) -> Option<PathBuf> {
    let is_plain = Path::new(name).file_name().is_some_and(|it| it == name);
    let beside = file.with_file_name(name);
    (is_plain && beside.is_file()).then_some(beside)
}

fn hash_of(file: &Path) -> io::Result<Sha256> {
    let mut hash = sha2::Sha256::new();
    io::copy(&mut File::open(file)?, &mut HashWriter(&mut hash))?;
    Ok(Sha256(hash.finalize().into()))
}

struct HashWriter<'h>(&'h mut sha2::Sha256);

impl Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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

fn safe(file: &Path) -> String {
    Safe(&file.display().to_string()).to_string()
}
