//! The help and the refusals of the command line in the language of the reader. English is what clap makes of the command line; another
//! language takes the texts of `locale/` in place of it, by what they describe.

mod argument;
pub mod headings;
pub mod refusal;
pub mod text_id;

use clap::Command;
use credtrail::language::Language;
use credtrail::language::locale::Locale;

use self::argument::Argument;
use self::text_id::{Reading, TextId};
use super::args::manual;

/// The widest help, as in the declaration of the command line.
const WIDEST: usize = 100;

/// Returns the command with its help as this locale reads it.
pub fn read_in(locale: &Locale, command: Command) -> Command {
    match locale.language() {
        Language::English => command,
        _ => read(command, &|id, english| {
            id.look_up(|it| locale.help(it))
                .unwrap_or_else(|| english.to_owned())
        }),
    }
}

/// Returns the command with each text of its help replaced by this reading.
fn read(mut command: Command, reading: &Reading<'_>) -> Command {
    command.build(); // what clap adds to every command is there only then
    of_command(command, "", &reading)
}

fn of_command(mut command: Command, verb: &str, reading: &Reading<'_>) -> Command {
    if let Some(text) = command.get_about().map(ToString::to_string) {
        let id = TextId::verb(verb, command.get_name());
        command = command.about(reading(&id, &text));
    }
    command = command.term_width(columns());
    if let Some(text) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(reading(&TextId::of("after", verb), &text));
    }
    if command.get_after_long_help().is_some() {
        command = command.after_long_help(manual::read(verb, reading));
    }
    let usage = headings::usage(&command, reading);
    let commands = reading(&TextId::of("heading", "commands"), "Commands");
    command = command
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
        .subcommand_help_heading(commands)
        .mut_args(|it| Argument { verb, reading }.read(it));
    command.mut_subcommands(|it| {
        let name = it.get_name().to_owned();
        let above = verb.strip_suffix("help").unwrap_or(verb); // which has the verbs beside it once more
        let below = format!("{} {name}", above.trim_end());
        of_command(it, below.trim_start(), reading)
    })
}

/// The columns of the help: those of the terminal, as clap finds them.
fn columns() -> usize {
    let width = terminal_size::terminal_size().map(|it| usize::from(it.0.0));
    let from_environment = || std::env::var("COLUMNS").ok()?.parse().ok();
    width
        .or_else(from_environment)
        .unwrap_or(WIDEST)
        .min(WIDEST)
}

#[cfg(test)]
mod tests;
