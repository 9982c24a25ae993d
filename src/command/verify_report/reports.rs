//! The reports of signed statements: those that the user named, and those that lie beside.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::command::failure::WithMessage;
use credtrail::attestation::chain::Link;
use credtrail::attestation::sha256::Sha256;
use credtrail::attestation::statement::Previous;
use credtrail::message;
use credtrail::model::finding::message::Message;
use credtrail::report::text::escape::Safe;
use sha2::Digest as _;

/// A file, and what is wrong with it.
pub type Problem = (PathBuf, Message);

/// Signed reports that are sound, with their files.
pub type Links<'f> = Vec<(&'f Path, Link)>;

/// A signed report that is sound, and what was found of its report.
pub type Sound<'l> = (&'l Path, &'l Link, Found);

/// Returns the signed report on which the first one follows.
pub fn follows(sound: &[Sound<'_>]) -> Option<Previous> {
    let (_, link, _) = sound.first()?;
    link.statement.scan().previous
}

/// What was found of a report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The report is the one that was signed.
    Same,
    /// The report is not there.
    Missing,
    /// The file of that name is the report of a later scan.
    Replaced,
}

/// The reports that the user named, by their hashes, and whether one was looked for.
pub struct Reports(BTreeMap<Sha256, (PathBuf, Found)>);

impl Reports {
    /// Reads the reports that the user named.
    pub fn read(files: &[PathBuf]) -> anyhow::Result<Self> {
        let report = |file: &PathBuf| {
            let hash = hash_of(file).with_message(|| file.display().to_string().into())?;
            Ok((hash, (file.clone(), Found::Missing)))
        };
        let reports = files.iter().map(report);
        Ok(Reports(reports.collect::<anyhow::Result<_>>()?))
    }

    /// Looks for the report of a link: among those that the user named, then beside the file. The last report of a name is the one that a
    /// file of that name can be.
    pub fn of(
        &mut self,
        file: &Path,
        link: &Link,
        later: &[(&Path, Link)],
    ) -> anyhow::Result<Result<Found, Message>> {
        let report = link.statement.report();
        if let Some((_, found)) = self.0.get_mut(&report.digest.sha256) {
            *found = Found::Same;
            return Ok(Ok(Found::Same));
        }
        let Some(beside) = beside(file, &report.name) else {
            return Ok(Ok(Found::Missing));
        };
        let found = hash_of(&beside).with_message(|| beside.display().to_string().into())?;
        let is_later = |(file, link): &(&Path, Link)| {
            self::beside(file, &link.statement.report().name).as_ref() == Some(&beside)
        };
        Ok(match found == report.digest.sha256 {
            true => Ok(Found::Same),
            false if later.iter().any(is_later) => Ok(Found::Replaced),
            false => Err(message!(
                "signed-other",
                "{report} beside it is not the report that was signed",
                report = safe(&beside).to_string()
            )),
        })
    }

    /// Returns a report that the user named, and that none of the files signs.
    pub fn unsigned(&self) -> Option<Problem> {
        let mut reports = self.0.values();
        let (file, _) = reports.find(|(_, found)| *found != Found::Same)?;
        Some((
            file.clone(),
            message!(
                "signed-none",
                "none of these signatures is over this report"
            ),
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

/// Returns the name of a file as it can be shown.
pub fn safe(file: &Path) -> String {
    Safe(&file.display().to_string()).to_string()
}
