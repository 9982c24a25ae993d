//! The arguments of `workload`.

use std::path::PathBuf;

use super::{Covers, Judging, Output, Verbosity, manual, time, usual_database};
use clap::{Args, Subcommand};
use jiff::Timestamp;

/// `credtrail workload`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("workload"))]
pub struct Workload {
    /// What to do.
    #[command(subcommand)]
    pub command: WorkloadCommand,
}

/// What to do with the identities of VMs.
#[derive(Debug, Subcommand)]
pub enum WorkloadCommand {
    /// Look at what lies on a VM: chain, identity, life, rotation, files, configuration
    Verify(Verify),
}

impl WorkloadCommand {
    pub(super) fn verbose(&self) -> u8 {
        match self {
            WorkloadCommand::Verify(it) => it.verbosity.verbose,
        }
    }
}

/// `credtrail workload verify`
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
#[command(after_long_help = manual::help("workload verify"))]
pub struct Verify {
    /// The directory of the guest agent (/var/run/secrets/workload-spiffe-credentials), `metadata` for the metadata server, or its
    /// saved answers as files or in a directory
    #[arg(required = true, value_name = "SOURCE", help_heading = None)]
    pub sources: Vec<String>,
    /// What the VM is configured to have: CONFIGS.json, or a pool of identities as gcloud describes it
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Output of the VM's serial port, from which the version of the guest agent is read
    #[arg(long, value_name = "FILE")]
    pub serial_output: Option<PathBuf>,
    /// The VM's name in what is kept
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// When this is, for what was saved earlier: RFC 3339
    #[arg(long, value_name = "T", value_parser = time)]
    pub at: Option<Timestamp>,
    /// Keep what was seen in this database, and judge it by the logs there
    #[arg(long, value_name = "FILE", requires = "host", help_heading = "History")]
    pub db: Option<PathBuf>,
    /// The same with the database of the other verbs: CREDTRAIL_DB, or credtrail.db
    #[arg(long, requires = "host", help_heading = "History")]
    pub record: bool,
    /// Append what was seen to this file, a line that `credtrail ingest` reads
    #[arg(long, value_name = "FILE", requires = "host", help_heading = "History")]
    pub log: Option<PathBuf>,
    /// The metadata server
    #[arg(long, value_name = "HOST", env = "GCE_METADATA_HOST", hide = true)]
    pub metadata_host: Option<String>,
    #[command(flatten)]
    pub judging: Judging,
    #[command(flatten)]
    pub covers: Covers,
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

impl Verify {
    /// Returns the database that stores the observations, if any.
    pub fn database(&self) -> Option<PathBuf> {
        let usual = || self.record.then(usual_database);
        self.db.clone().or_else(usual)
    }
}
