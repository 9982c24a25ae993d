//! What `--help` and the manual page of a verb say beside its arguments: exit statuses and examples.

mod table;

pub use self::table::{ALL, ROOT};
use crate::command::help::text_id::{Reading, TextId};

/// An exit status, and what it means.
pub type Status = (u8, &'static str);

/// A command line that a user may want, and what it does.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What the command does.
    pub task: &'static str,
    /// The command line.
    pub line: &'static str,
}

/// The manual of one verb.
#[derive(Debug, Clone, Copy)]
pub struct Manual {
    /// The verb, with that above it: `policy check`.
    pub verb: &'static str,
    /// The exit statuses other than 2, which is the same for all verbs.
    pub statuses: &'static [Status],
    /// What a user may want of the verb.
    pub examples: [Example; 2],
}

/// The status of a command that failed.
pub const FAILED: Status = (2, "the command failed, and says why on standard error");

/// Returns the manual of a verb, or of the command without one.
pub fn of(verb: &str) -> &'static Manual {
    ALL.iter().find(|it| it.verb == verb).unwrap_or(&ROOT)
}

/// Returns the text of `--help` of a verb after its arguments.
pub fn help(verb: &str) -> String {
    read(verb, &|_, english| english.to_owned())
}

/// Returns the same with each text replaced by this reading.
pub fn read(verb: &str, reading: &Reading<'_>) -> String {
    let manual = of(verb);
    let text = |kind, name: &str, text| reading(&TextId::in_verb(kind, verb, name), text);
    let heading = |name, text| reading(&TextId::of("heading", name), text);
    let statuses = manual.statuses.iter().chain([&FAILED]);
    let statuses = statuses.map(|(status, means)| {
        let means = text("status", &status.to_string(), means);
        format!("\n  {status}  {means}")
    });
    let examples = manual.examples.iter().zip(["1", "2"]);
    let examples = examples.map(|(it, number)| {
        let task = reading(
            &TextId::of("task", format!("{verb} {number}").trim_start()),
            it.task,
        );
        format!("\n  {task}:\n    $ {}", it.line)
    });
    let (statuses, examples) = (statuses.collect::<String>(), examples.collect::<String>());
    let of_statuses = heading("exit-status", "Exit status");
    let of_examples = heading("examples", "Examples");
    format!("{of_statuses}:{statuses}\n\n{of_examples}:{examples}")
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory, Parser};

    use super::super::Cli;
    use super::*;

    fn verbs(command: &Command, above: &str, all: &mut Vec<String>) {
        for verb in command.get_subcommands() {
            let name = format!("{above} {}", verb.get_name());
            all.push(name.trim_start().to_owned());
            verbs(verb, &name, all);
        }
    }

    #[test]
    fn every_verb_has_a_manual_in_its_help_and_no_other_has() {
        let (command, mut all) = (Cli::command(), Vec::new());
        verbs(&command, "", &mut all);
        let mut described = ALL.map(|it| it.verb);
        described.sort_unstable();
        all.sort_unstable();
        assert_eq!(all, described);
        for verb in all {
            let mut at = &command;
            for word in verb.split(' ') {
                at = at.find_subcommand(word).unwrap();
            }
            let shown = at.get_after_long_help().map(ToString::to_string);
            assert_eq!(shown, Some(help(&verb)), "{verb}");
        }
    }

    #[test]
    fn every_example_is_a_command_line_of_its_verb() {
        for Manual { verb, examples, .. } in ALL {
            for Example { line, .. } in examples {
                assert!(line.starts_with(&format!("credtrail {verb}")), "{line}");
                let read = Cli::try_parse_from(line.split(' '));
                assert!(read.is_ok(), "{line}: {}", read.unwrap_err());
            }
        }
    }

    #[test]
    fn every_option_stands_under_a_heading() {
        fn look(command: &Command) {
            for it in command.get_arguments().filter(|it| !it.is_positional()) {
                let (verb, name) = (command.get_name(), it.get_id());
                assert!(it.get_help_heading().is_some(), "{verb}: {name}");
            }
            command.get_subcommands().for_each(look);
        }
        look(&Cli::command());
    }
}
