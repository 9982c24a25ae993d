//! `credtrail completions`: what a shell needs to complete the command line.

use std::io::{self, Write};

use clap::CommandFactory;

use super::Outcome;
use crate::cli::{self, Cli};

/// Prints them.
pub fn run(arguments: &cli::Completions) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Cli::command(),
        "credtrail",
        &mut script,
    );
    io::stdout().write_all(&script)?;
    Ok(Outcome::Fine)
}
