//! Without the feature `pull`, no log is pulled.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::Path;

use anyhow::Result;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::language::locale::Locale;
use credtrail::model::entry::Source;
use credtrail::policy::Policy;
use jiff::Timestamp;

use crate::command::process::feature::Feature;
use crate::command::{Outcome, args};

/// The settings of a pull.
pub struct PullRequest<'a> {
    /// The projects, the endpoint and the credentials.
    pub origin: &'a args::PullSource,
    /// The first moment of the window. None: where the last pull ended.
    pub from: Option<Timestamp>,
    /// The first moment after the window. None: now.
    pub to: Option<Timestamp>,
    /// The policy, for settings that the command line does not give.
    pub policy: &'a Policy,
    /// Logs that are not pulled.
    pub without: BTreeSet<Source>,
    /// The verbosity of messages.
    pub verbosity: args::Verbosity,
    /// The temporary files of the command.
    pub files: &'a TemporaryFiles,
    /// The language of messages.
    pub locale: &'a Locale,
}

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
