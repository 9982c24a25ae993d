//! The command line and the variables of the environment that give its options.

use std::env;
use std::ffi::OsStr;

use clap::{Arg, Command, CommandFactory, Error, FromArgMatches};
use credtrail::language::Language;
use credtrail::language::locale::Locale;

use super::Cli;
use crate::command::help;

/// Reads the command line, whose help and refusals are as this locale reads them. A variable that is empty counts as one that is not set.
///
/// # Errors
/// What clap refuses, and its help and version, which it treats as errors.
pub fn parse(locale: &Locale) -> Result<Cli, Error> {
    let mut command = help::read_in(locale, without(Cli::command(), &is_empty));
    let matches = command.try_get_matches_from_mut(env::args_os())?;
    Cli::from_arg_matches(&matches).map_err(|it| it.format(&mut command))
}

/// Returns the language of the help and of refusals, which is wanted before the command line is read: that of `--lang`, wherever that is,
/// of CREDTRAIL_LANG, else of the locale. What names no language is passed over here and refused when the command line is read.
pub fn language() -> Language {
    let arguments = env::args_os().map(|it| it.to_string_lossy().into_owned());
    let arguments: Vec<String> = arguments.take_while(|it| it != "--").collect();
    asked(&arguments)
        .or_else(|| env::var("CREDTRAIL_LANG").ok()?.parse().ok())
        .unwrap_or_else(|| Language::of_environment(|name| env::var(name).ok()))
}

/// The language that the last `--lang` names.
fn asked(arguments: &[String]) -> Option<Language> {
    let next = arguments.iter().skip(1).map(Some).chain([None]);
    let named =
        arguments
            .iter()
            .zip(next)
            .filter_map(|(it, next)| match it.strip_prefix("--lang=") {
                Some(code) => Some(code),
                None => next.filter(|_| it == "--lang").map(String::as_str),
            });
    named.filter_map(|it| it.parse().ok()).last()
}

fn is_empty(variable: &OsStr) -> bool {
    env::var_os(variable).is_some_and(|it| it.is_empty())
}

/// Returns the command and its subcommands, of which no option asks for a variable of the given ones.
fn without(command: Command, left_out: &impl Fn(&OsStr) -> bool) -> Command {
    let unset = |it: Arg| match it.get_env().is_some_and(left_out) {
        true => it.env(None::<&str>),
        false => it,
    };
    command
        .mut_args(unset)
        .mut_subcommands(|it| without(it, left_out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(command: &Command) -> Vec<String> {
        let own = command.get_arguments().filter_map(Arg::get_env);
        let own = own.map(|it| it.to_string_lossy().into_owned());
        own.chain(command.get_subcommands().flat_map(variables))
            .collect()
    }

    #[test]
    fn the_language_is_known_before_the_command_line_is_read() {
        let asked = |line: &str| asked(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(asked("credtrail --lang ko scan"), Some(Language::Korean));
        assert_eq!(
            asked("credtrail scan --lang=ko --fom x"),
            Some(Language::Korean)
        );
        assert_eq!(
            asked("credtrail --lang=en --lang ko"),
            Some(Language::Korean)
        );
        assert_eq!(asked("credtrail --lang xx -h"), None);
        assert_eq!(asked("credtrail scan --lang"), None);
    }

    #[test]
    fn an_empty_variable_stands_for_no_option_of_any_verb() {
        let has_policy = |it: &Vec<String>| it.contains(&"CREDTRAIL_POLICY".to_owned());
        let all = variables(&Cli::command());
        assert!(has_policy(&all));
        let left = variables(&without(Cli::command(), &|it| it == "CREDTRAIL_POLICY"));
        assert!(!has_policy(&left));
        assert!(left.contains(&"CREDTRAIL_DB".to_owned()));
    }
}
