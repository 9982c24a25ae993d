//! `credtrail fsck`: whether a database is sound, and whether the files still hold what the receipts name.

mod second_reading;

use anyhow::bail;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::language::locale::Locale;
use credtrail::receipts::locate::Files;
use credtrail::receipts::verification;
use credtrail::report::fsck::{Report, json, text};
use credtrail::store::verify::Verifier;
use credtrail::store::verify::problems::{Area, Verified};

use self::second_reading::SecondReading;
use super::Outcome;
use super::ingest::db;
use super::output::destination::Destination;
use super::output::style::plain;

use crate::command::args;
use crate::command::args::DiffFormat;
use crate::command::failure::WithMessage;
use credtrail::message;

/// Examines a database, to which other processes may write meanwhile.
pub async fn run(
    arguments: &args::Fsck,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    if let Some(directory) = arguments.files.as_ref().filter(|it| !it.is_dir()) {
        bail!(message!(
            "error-no-directory",
            "{path} is no directory",
            path = directory.display().to_string()
        ));
    }
    let report = examine(arguments, files)
        .await
        .with_message(|| db(&arguments.database.db))?;
    let mut destination = Destination::to(arguments.output.as_deref(), files)?;
    match arguments.format {
        DiffFormat::Text => text(
            &report,
            plain(arguments.output.as_deref(), locale),
            &mut destination,
        )?,
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

async fn examine(arguments: &args::Fsck, temporary: &TemporaryFiles) -> anyhow::Result<Report> {
    let mut verifier = Verifier::open(&arguments.database.db)?;
    let mut verified = verifier.facts()?;
    let (history, chain) = verifier.history(arguments.head.as_deref())?;
    verified.push(history);
    let mut unchecked = verification::Unchecked::default();
    let mut not_compared = Vec::new();
    if let Some(directory) = &arguments.files {
        let files = Files::In(directory.clone());
        let looked_up = verification::verify(&verifier, &files)?;
        verified.push(looked_up.verified);
        unchecked = looked_up.unchecked;
        if verified.iter().all(can_be_read) {
            let again =
                SecondReading::of(&looked_up.unchanged, &mut verifier, &files, temporary).await?;
            verified.push(verifier.compare(&again.open()?, again.extent)?);
            not_compared = verifier.not_compared(again.extent)?;
        }
    }
    verifier.close()?;
    Ok(Report {
        database: arguments.database.db.display().to_string(),
        verified,
        chain,
        unchecked,
        not_compared,
    })
}

/// Whether tables can be compared: SQLite reads them, and they are those of this version.
fn can_be_read(verified: &Verified) -> bool {
    !matches!(verified.area, Area::Sqlite | Area::Schema) || verified.is_sound()
}
