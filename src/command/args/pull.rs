//! The arguments of `pull`, and of every verb that pulls.

use std::path::PathBuf;

use super::{Database, Time, Verbosity, manual};
use clap::Args;
use credtrail::http::base_url::BaseUrl;
use credtrail::model::identity::project::Project;

/// `credtrail pull`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("pull"))]
pub struct Pull {
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub origin: PullSource,
    /// Beginning of the window: RFC 3339, or a date; else where the last pull ended, or 30 days back
    #[arg(long, value_name = "T", help_heading = "Window")]
    pub from: Option<Time>,
    /// End of the window, not part of it; else now
    #[arg(long, value_name = "T", help_heading = "Window")]
    pub to: Option<Time>,
    /// Where [pull] says what is not said here; else credtrail.toml beside the database, where there is one
    #[arg(
        long,
        value_name = "FILE",
        env = "CREDTRAIL_POLICY",
        hide_env_values = true,
        help_heading = "Judging"
    )]
    pub policy: Option<PathBuf>,
    /// A public key in PEM that may sign policies (repeatable): the policy must be signed by one, with FILE.dsse.json beside it
    #[arg(long, value_name = "PUBLIC", help_heading = "Judging")]
    pub policy_key: Vec<PathBuf>,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// The flag of an access token, which Cloud KMS may need too.
pub const TOKEN_FILE: &str = "--access-token-file";

/// Where logs are pulled from, as whom, and where they are kept
#[derive(Debug, Args)]
#[command(next_help_heading = "Pulling")]
pub struct PullSource {
    /// The project of the clusters, by its id
    #[arg(long, value_name = "P")]
    pub project: Option<Project>,
    /// A project that holds their keys and CA pools (repeatable); the clusters' own where none is named
    #[arg(long, value_name = "K")]
    pub key_project: Vec<Project>,
    /// The base of the Logging API
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<BaseUrl>,
    /// A file with an access token, read again for each call; else CREDTRAIL_ACCESS_TOKEN, else Application Default Credentials
    #[arg(long, value_name = "FILE")]
    pub access_token_file: Option<PathBuf>,
    /// Keep the entries as zstd-compressed NDJSON in this directory, a file an hour, which `credtrail ingest` reads
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
}

impl PullSource {
    /// Returns the first flag of the pull source that was given.
    pub fn given(&self) -> Option<&'static str> {
        let flags = [
            ("--project", self.project.is_some()),
            ("--key-project", !self.key_project.is_empty()),
            ("--endpoint", self.endpoint.is_some()),
            ("--save", self.save.is_some()),
            (TOKEN_FILE, self.access_token_file.is_some()),
        ];
        flags.into_iter().find(|it| it.1).map(|it| it.0)
    }
}
