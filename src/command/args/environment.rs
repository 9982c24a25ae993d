//! The command line and the variables of the environment that stand for its options.

use std::env;
use std::ffi::OsStr;

use clap::{Arg, Command, CommandFactory, Error, FromArgMatches};

use super::Cli;

/// Reads the command line. A variable that is empty counts as one that is not set.
///
/// # Errors
/// What clap refuses, and its help and version, which it treats as errors.
pub fn parse() -> Result<Cli, Error> {
    let mut command = without(Cli::command(), &is_empty);
    let matches = command.try_get_matches_from_mut(env::args_os())?;
    Cli::from_arg_matches(&matches).map_err(|it| it.format(&mut command))
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
    fn an_empty_variable_stands_for_no_option_of_any_verb() {
        let has_policy = |it: &Vec<String>| it.contains(&"CREDTRAIL_POLICY".to_owned());
        let all = variables(&Cli::command());
        assert!(has_policy(&all));
        let left = variables(&without(Cli::command(), &|it| it == "CREDTRAIL_POLICY"));
        assert!(!has_policy(&left));
        assert!(left.contains(&"CREDTRAIL_DB".to_owned()));
    }
}
