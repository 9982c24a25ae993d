//! Without the feature `pull`, the APIs of Google are not asked.

use anyhow::Result;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::language::locale::Locale;

use crate::command::process::feature::Feature;
use crate::command::{Outcome, args};

/// Fails.
pub async fn run(_: args::Doctor, _: &TemporaryFiles, _: &Locale) -> Result<Outcome> {
    Err(Feature::Pull.absence("`doctor`"))
}
