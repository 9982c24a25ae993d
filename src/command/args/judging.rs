//! The arguments of every verb that judges.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use credtrail::model::entry::Source;

/// How to judge.
#[derive(Debug, Args)]
#[command(next_help_heading = "Judging")]
pub struct Judging {
    #[command(flatten)]
    pub expected: Expected,
    /// The verdict from which on the exit status is 1
    #[arg(long, value_name = "VERDICT", value_enum, ignore_case = true, default_value_t = FailOn::Broken)]
    pub fail_on: FailOn,
}

/// What is expected of the logs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Judging")]
pub struct Expected {
    /// What is expected (TOML); else credtrail.toml beside the database, where there is one
    #[arg(
        long,
        value_name = "FILE",
        env = "CREDTRAIL_POLICY",
        hide_env_values = true
    )]
    pub policy: Option<PathBuf>,
    /// A public key in PEM that may sign policies (repeatable): the policy must be signed by one, with FILE.dsse.json beside it
    #[arg(long, value_name = "PUBLIC")]
    pub policy_key: Vec<PathBuf>,
    /// A log that is out of scope: its records are not asked for (repeatable)
    #[arg(long, value_name = "SOURCE", value_parser = sources(), ignore_case = true)]
    pub without: Vec<Source>,
}

impl Expected {
    /// Returns the logs that are out of scope.
    pub fn without(&self) -> BTreeSet<Source> {
        self.without.iter().copied().collect()
    }
}

/// Returns a parser of the names of logs, which the help lists.
fn sources() -> impl TypedValueParser<Value = Source> {
    PossibleValuesParser::new(Source::LOGS.map(Source::as_str))
        .try_map(|name| name.to_ascii_lowercase().parse::<Source>())
}

/// The verdict from which on a command fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Only where something is disproved
    Broken,
    /// Where something is not proved
    Unproven,
}
