//! `credtrail man`: manual pages.

use std::io::{self, Write};

use anyhow::Context;
use clap::CommandFactory;
use clap_mangen::Man;

use super::Outcome;
use crate::command::args;
use crate::command::args::Cli;

/// Prints the manual page of the command, or writes a page for each verb into a directory.
pub fn run(arguments: &args::Man) -> anyhow::Result<Outcome> {
    match &arguments.directory {
        Some(directory) => clap_mangen::generate_to(Cli::command(), directory)
            .with_context(|| format!("cannot write to {}", directory.display()))?,
        None => {
            let mut page = Vec::new();
            Man::new(Cli::command()).render(&mut page)?;
            io::stdout().write_all(&page)?;
        }
    }
    Ok(Outcome::Fine)
}
