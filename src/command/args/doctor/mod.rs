//! The arguments of `doctor`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use credtrail::http::base_url::BaseUrl;
use credtrail::model::identity::project::Project;

use crate::command::args::{Colour, DiffFormat, manual};

/// `credtrail doctor`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 nothing is missing, 1 something is missing, 2 the command failed, or something could not be asked.",
    group(ArgGroup::new("asked").args(["project", "db"]).required(true).multiple(true))
)]
#[command(after_long_help = manual::help("doctor"))]
pub struct Doctor {
    /// The project of the clusters, by its id
    #[arg(long, value_name = "P", help_heading = "Pulling")]
    pub project: Option<Project>,
    /// A project that holds their keys and CA pools (repeatable); the clusters' own where none is named
    #[arg(
        long = "key-project",
        value_name = "K",
        help_heading = "Pulling",
        requires = "project"
    )]
    pub key_projects: Vec<Project>,
    /// A cluster of the project (repeatable); all of them where none is named
    #[arg(
        long = "cluster",
        value_name = "NAME",
        help_heading = "Pulling",
        requires = "project"
    )]
    pub clusters: Vec<String>,
    /// The base of all APIs that are asked, in place of their own hosts
    #[arg(
        long,
        value_name = "URL",
        help_heading = "Pulling",
        requires = "project"
    )]
    pub endpoint: Option<BaseUrl>,
    /// A file with an access token, read again for each call; else CREDTRAIL_ACCESS_TOKEN, else Application Default Credentials
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Pulling",
        requires = "project"
    )]
    pub access_token_file: Option<PathBuf>,
    /// A database: why are lineages in it unproven?
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub db: Option<PathBuf>,
    /// What is expected (TOML); else credtrail.toml beside the database, where there is one
    #[arg(
        long,
        value_name = "FILE",
        env = "CREDTRAIL_POLICY",
        hide_env_values = true,
        help_heading = "Judging"
    )]
    pub policy: Option<PathBuf>,
    /// A public key in PEM that may sign policies (repeatable): the policy must be signed by one, with FILE.dsse.json beside it
    #[arg(long, value_name = "PUBLIC", help_heading = "Judging", requires = "db")]
    pub policy_key: Vec<PathBuf>,
    /// The form of the report
    #[arg(short, long, value_enum, ignore_case = true, default_value_t = DiffFormat::Text, help_heading = "Report")]
    pub format: DiffFormat,
    /// Write the report to this file, which appears whole or not at all; - is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Option<PathBuf>,
    /// Colours in the text report
    #[arg(long, value_name = "WHEN", value_enum, ignore_case = true, default_value_t = Colour::Auto, help_heading = "Report")]
    pub color: Colour,
    /// Say nothing on standard error but errors
    #[arg(short, long, help_heading = "Report")]
    pub quiet: bool,
}
