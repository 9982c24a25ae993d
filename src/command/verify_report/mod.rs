//! `credtrail verify-report`: whether signed reports are what was signed, and in which order.

mod json;
mod reports;
mod text;

use std::path::PathBuf;

use credtrail::attestation::chain::Chain;
use credtrail::attestation::public_key::PublicKey;
use credtrail::evidence::input::bounded_file;

use self::reports::{Links, Problem, Reports};
use super::Outcome;
use super::keys::trusted_keys;
use super::output::destination::Destination;
use crate::command::args;
use crate::command::args::DiffFormat;
use crate::command::failure::{self, WithMessage};
use credtrail::language::locale::Locale;

/// Verifies without a database and without a network.
pub fn run(arguments: &args::VerifyReport, locale: &Locale) -> anyhow::Result<Outcome> {
    let trusted = trusted_keys::read(&arguments.keys)?;
    let mut reports = Reports::read(&arguments.reports)?;
    let (links, mut broken) = links(&arguments.files, &trusted)?;
    let mut sound = Vec::new();
    for (position, (file, link)) in links.iter().enumerate() {
        let later = links.get(position + 1..).unwrap_or_default();
        match reports.of(file, link, later)? {
            Ok(found) => sound.push((*file, link, found)),
            Err(problem) => {
                broken = Some((file.to_path_buf(), problem));
                break;
            }
        }
    }
    let broken = broken.or_else(|| reports.unsigned());
    let mut destination = Destination::standard();
    match arguments.format {
        DiffFormat::Text => text::write(&sound, broken.as_ref(), (&mut destination, locale))?,
        DiffFormat::Json => json::write(&sound, broken.as_ref(), &mut destination)?,
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
        let bytes = bytes.with_message(|| file.display().to_string().into())?;
        match chain.take(&bytes) {
            Ok(link) => links.push((file.as_path(), link)),
            Err(problem) => return Ok((links, Some((file.clone(), failure::message(&problem))))),
        }
    }
    Ok((links, None))
}
