//! The arguments of `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::uri::Authority;
use clap::Args;

use super::judging::Expected;
use super::{Covers, Database, Verbosity, manual};

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
    #[command(flatten)]
    pub expected: Expected,
    #[command(flatten)]
    pub covers: Covers,
    #[command(flatten)]
    pub verbosity: Verbosity,
}
