//! Without the feature `pull`, no log is pulled.

use std::convert::Infallible;
use std::path::Path;

use anyhow::Result;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::language::locale::Locale;

use crate::command::process::feature::Feature;
use crate::command::pull_request::PullRequest;
use crate::command::{Outcome, args};

/// Fails.
pub async fn run(_: args::Pull, _: &TemporaryFiles, _: &Locale) -> Result<Outcome> {
    Err(Feature::Pull.absence("`pull`"))
}

/// Fails.
pub async fn into(_: &Path, _: &PullRequest<'_>) -> Result<()> {
    Err(Feature::Pull.absence("--pull"))
}

/// Fails: only requests to Google Cloud need credentials.
pub fn access(_: Option<&Path>) -> Result<Infallible> {
    Err(Feature::Pull.absence("--sign projects/…"))
}
