//! What is to be pulled: the settings of `pull`, and of `scan --pull`.

use std::collections::BTreeSet;

use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::language::locale::Locale;
use credtrail::model::entry::Source;
use credtrail::policy::Policy;
use jiff::Timestamp;

use super::args;

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
    /// The language and the time zone of messages.
    pub locale: &'a Locale,
}
