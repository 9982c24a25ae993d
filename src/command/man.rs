//! `credtrail man`: manual pages.

use std::io::Write;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use credtrail::files::output_file::Readers;
use credtrail::files::temporary_files::TemporaryFiles;

use super::Outcome;
use super::output::destination::{Destination, is_standard};
use crate::command::args;
use crate::command::args::Cli;

/// Prints the manual page of the command, or writes a page for each verb into a directory.
pub fn run(arguments: &args::Man, files: &TemporaryFiles) -> anyhow::Result<Outcome> {
    match arguments.directory.as_deref() {
        Some(directory) if !is_standard(directory) => {
            let mut command = Cli::command().disable_help_subcommand(true);
            command.build();
            write_all(command, directory, files)?;
        }
        _ => render(Cli::command(), Destination::standard())?,
    }
    Ok(Outcome::Fine)
}

/// The page of a command and those of its verbs.
fn write_all(command: Command, directory: &Path, files: &TemporaryFiles) -> anyhow::Result<()> {
    for verb in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        write_all(verb.clone(), directory, files)?;
    }
    let path = directory.join(Man::new(command.clone()).get_filename());
    let page = Destination::readable(Some(&path), Readers::ByUmask, files)?;
    render(command, page)
}

fn render(command: Command, mut page: Destination) -> anyhow::Result<()> {
    let mut text = Vec::new();
    Man::new(command).render(&mut text)?;
    page.write_all(&text)?;
    page.finish()
}
