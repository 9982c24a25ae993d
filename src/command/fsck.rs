//! `credtrail fsck`: whether a database is sound, and whether the files still hold what the receipts name.

use anyhow::{Context, bail};
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::receipts::locate::Files;
use credtrail::receipts::verification;
use credtrail::report::fsck::{Report, json, text};
use credtrail::store::Error;
use credtrail::store::verify::Verifier;

use super::Outcome;
use super::ingest::db;
use super::output::destination::Destination;
use crate::command::args;
use crate::command::args::DiffFormat;

/// Examines a database, to which other processes may write meanwhile.
pub fn run(arguments: &args::Fsck, files: &TemporaryFiles) -> anyhow::Result<Outcome> {
    if let Some(directory) = arguments.files.as_ref().filter(|it| !it.is_dir()) {
        bail!("{} is no directory", directory.display());
    }
    let report = examine(arguments).with_context(|| db(&arguments.database.db))?;
    let mut destination = Destination::to(arguments.output.as_deref(), files)?;
    match arguments.format {
        DiffFormat::Text => text(&report, &mut destination)?,
        DiffFormat::Json => json(&report, &mut destination)?,
    }
    destination.finish()?;
    Ok(if !report.is_sound() {
        Outcome::Broken
    } else if report.unchecked.receipts > 0 || report.unchecked.files > 0 {
        Outcome::Unverified
    } else {
        Outcome::Fine
    })
}

fn examine(arguments: &args::Fsck) -> Result<Report, Error> {
    let mut verifier = Verifier::open(&arguments.database.db)?;
    let mut verified = verifier.facts()?;
    let (history, chain) = verifier.history(arguments.head.as_deref())?;
    verified.push(history);
    let mut unchecked = verification::Unchecked::default();
    if let Some(directory) = &arguments.files {
        let files = Files::In(directory.clone());
        let looked_up;
        (looked_up, unchecked) = verification::verify(&verifier, &files)?;
        verified.push(looked_up);
    }
    verifier.close()?;
    Ok(Report {
        database: arguments.database.db.display().to_string(),
        verified,
        chain,
        unchecked,
    })
}
