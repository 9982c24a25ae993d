//! The arguments of `policy`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Database, SignPolicy, manual};

/// `credtrail policy`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("policy"))]
pub struct Policy {
    /// What to do.
    #[command(subcommand)]
    pub command: PolicyCommand,
}

/// What to do with a policy.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Say whether a policy is sound, and where not
    #[command(after_long_help = manual::help("policy check"))]
    Check {
        /// The policy; else credtrail.toml beside the database
        #[arg(value_name = "FILE", env = "CREDTRAIL_POLICY", hide_env_values = true)]
        file: Option<PathBuf>,
        /// A public key in PEM that may sign policies (repeatable): the policy must be signed by one
        #[arg(long, value_name = "PUBLIC", help_heading = "Judging")]
        policy_key: Vec<PathBuf>,
    },
    /// Sign a policy, for those who give --policy-key
    Sign(SignPolicy),
    /// Write a policy from what was observed, for a person to review
    Infer(Infer),
}

/// `credtrail policy infer`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("policy infer"))]
pub struct Infer {
    #[command(flatten)]
    pub database: Database,
    /// Write the policy to this file, which appears whole or not at all; - is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Option<PathBuf>,
}
