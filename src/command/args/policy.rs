//! The arguments of `policy`.

use super::SignPolicy;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Database;

/// `credtrail policy`
#[derive(Debug, Args)]
pub struct Policy {
    /// What to do.
    #[command(subcommand)]
    pub command: PolicyCommand,
}

/// What to do with a policy.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Say whether a policy is sound, and where not
    Check {
        /// The policy
        #[arg(value_name = "FILE", default_value = "credtrail.toml")]
        file: PathBuf,
        /// A public key in PEM that may sign policies (repeatable): the policy must be signed by one
        #[arg(long, value_name = "PUBLIC")]
        policy_key: Vec<PathBuf>,
    },
    /// Sign a policy, for those who give --policy-key
    Sign(SignPolicy),
    /// Write a policy from what was observed, for a person to review
    Infer(Infer),
}

/// `credtrail policy infer`
#[derive(Debug, Args)]
pub struct Infer {
    #[command(flatten)]
    pub database: Database,
    /// Write the policy to this file, which appears whole or not at all; - is standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
