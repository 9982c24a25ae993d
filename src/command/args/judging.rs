//! The arguments of every verb that judges.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use credtrail::model::entry::Source;

/// How to judge.
#[derive(Debug, Args)]
pub struct Judging {
    /// What is expected (TOML); credtrail.toml beside the database, where there is one
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// A public key in PEM that may sign policies (repeatable): the policy must be signed by one, with FILE.dsse.json beside it
    #[arg(long, value_name = "PUBLIC")]
    pub policy_key: Vec<PathBuf>,
    /// A log that is out of scope: its records are not asked for (repeatable)
    #[arg(long, value_name = "SOURCE", value_parser = Source::from_str)]
    pub without: Vec<Source>,
    /// The verdict from which on the exit status is 1
    #[arg(long, value_name = "VERDICT", value_enum, default_value_t = FailOn::Broken)]
    pub fail_on: FailOn,
}

impl Judging {
    /// Returns the logs that are out of scope.
    pub fn without(&self) -> BTreeSet<Source> {
        self.without.iter().copied().collect()
    }
}

/// The verdict from which on a command fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Only where something is disproved
    Broken,
    /// Where something is not proved
    Unproven,
}
