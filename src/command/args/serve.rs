//! The arguments of `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::uri::Authority;
use clap::Args;

use super::judging::sources;
use super::{Covers, Database, Verbosity, manual};
use credtrail::model::entry::Source;

/// `credtrail serve`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("serve"))]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    /// The address and port to listen at; beyond this machine --token-file is wanted
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8484",
        help_heading = "Server"
    )]
    pub listen: SocketAddr,
    /// A file with the token that every reader must show: 24 characters or more
    #[arg(long, value_name = "FILE", help_heading = "Server")]
    pub token_file: Option<PathBuf>,
    /// A further name by which browsers reach the server, as through a proxy or a tunnel (repeatable)
    #[arg(long = "host", value_name = "NAME[:PORT]", help_heading = "Server")]
    pub hosts: Vec<Authority>,
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
    #[arg(long, value_name = "PUBLIC", help_heading = "Judging")]
    pub policy_key: Vec<PathBuf>,
    /// A log that is out of scope: its records are not asked for (repeatable)
    #[arg(long, value_name = "SOURCE", value_parser = sources(), ignore_case = true, help_heading = "Judging")]
    pub without: Vec<Source>,
    #[command(flatten)]
    pub covers: Covers,
    #[command(flatten)]
    pub verbosity: Verbosity,
}
