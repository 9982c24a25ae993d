//! The arguments of `trace`.

use std::path::PathBuf;

use super::{Covers, Database, Judging, Output, Verbosity, manual};
use clap::Args;
use credtrail::receipts::locate::Files;
use credtrail::report::package::Lines;

/// `credtrail trace`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("trace"))]
pub struct Trace {
    #[command(flatten)]
    pub database: Database,
    /// X509SHA256=…, JTI=…, TBS=…, a hash in any notation, a unique prefix, a certificate file (PEM or DER), a token file or -, a
    /// key version, a serial number, a SPIFFE ID or a user name
    #[arg(help_heading = None)]
    pub what: String,
    /// Tell who asked for it, with which credential, and so on up to the first one known
    #[arg(long, help_heading = "Direction", conflicts_with = "reach")]
    pub ancestry: bool,
    /// Tell everything below it. Here WHAT is also a CA pool, a node (NAME or system:node:NAME) or a service account (NS/NAME or
    /// system:serviceaccount:NS:NAME)
    #[arg(long, help_heading = "Direction")]
    pub reach: bool,
    /// Write the lines of the chain into this directory, with a manifest, each secret replaced by its hash; it appears whole or not at
    /// all
    #[arg(long, value_name = "DIR", help_heading = "Bundle", conflicts_with_all = ["ancestry", "reach"])]
    pub bundle: Option<PathBuf>,
    /// Write the lines of the bundle as they are, with tokens, keys and passwords in them
    #[arg(long, help_heading = "Bundle", requires = "bundle")]
    pub raw: bool,
    /// Verify the signature of the given token with the cluster's key set: https://…/openid/v1/jwks, or a file
    #[arg(long, value_name = "URL-OR-FILE", help_heading = "Input", conflicts_with_all = ["ancestry", "reach"])]
    pub jwks: Option<String>,
    /// Where the log files lie now, if no longer where they were read from
    #[arg(long, value_name = "DIR", help_heading = "Input")]
    pub files: Option<PathBuf>,
    #[command(flatten)]
    pub judging: Judging,
    #[command(flatten)]
    pub covers: Covers,
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// The direction of a trace from the given subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The subject's own chain.
    Here,
    /// The ancestry: who requested the subject, and so on.
    Up,
    /// The reach: what depends on the subject.
    Down,
}

impl Trace {
    /// Returns the direction of the trace.
    pub fn direction(&self) -> Direction {
        match (self.ancestry, self.reach) {
            (true, _) => Direction::Up,
            (_, true) => Direction::Down,
            _ => Direction::Here,
        }
    }
}

impl Trace {
    /// Returns where the log files lie.
    pub fn files(&self) -> Files {
        self.files.clone().map_or(Files::Unmoved, Files::In)
    }

    /// Returns how a bundle has its lines.
    pub fn lines(&self) -> Lines {
        if self.raw {
            Lines::Raw
        } else {
            Lines::Redacted
        }
    }
}
