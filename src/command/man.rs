//! `credtrail man`: manual pages.

mod sections;

use std::io::Write;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use credtrail::files::output_file::Readers;
use credtrail::files::temporary_files::TemporaryFiles;

use super::Outcome;
use super::output::destination::{Destination, is_standard};
use crate::command::args;
use crate::command::args::{Cli, manual};

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
    let name = command
        .get_bin_name()
        .unwrap_or(command.get_name())
        .to_owned();
    let verb = name
        .strip_prefix("credtrail")
        .unwrap_or_default()
        .trim_start();
    let manual = manual::of(verb);
    let mut text = Vec::new();
    let own = sections::of(&command, manual);
    let page_of_clap = Man::new(command.after_help(None).after_long_help(None));
    page_of_clap.render(&mut text)?;
    text.extend(own.to_roff().into_bytes());
    page.write_all(&text)?;
    page.finish()
}
