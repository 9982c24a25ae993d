//! `credtrail completions`: scripts by which shells complete the command line.

use std::io::Write;

use clap::CommandFactory;

use super::Outcome;
use super::output::destination::Destination;
use crate::command::args;
use crate::command::args::Cli;

/// Prints the completion script of a shell.
pub fn run(arguments: &args::Completions) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Cli::command(),
        "credtrail",
        &mut script,
    );
    let mut destination = Destination::standard();
    destination.write_all(&script)?;
    destination.finish()?;
    Ok(Outcome::Fine)
}
