//! The help of an argument. What clap adds to it in English (the default, the variable, the possible values) is written here instead.

use std::env;

use clap::Arg;
use clap::builder::PossibleValue;
use textwrap::core::display_width;

use super::columns;
use super::text_id::{Reading, TextId};

/// The column at which the help of an argument begins in `--help`.
const INDENT: usize = 10;

/// An argument of a verb, and how its texts are read.
pub struct Argument<'r> {
    pub verb: &'r str,
    pub reading: &'r Reading<'r>,
}

impl Argument<'_> {
    /// Returns the argument with its texts as they are read.
    pub fn read(&self, argument: Arg) -> Arg {
        let id = TextId::in_verb("option", self.verb, argument.get_id().as_str());
        let english = argument.get_help().map(ToString::to_string);
        let help = english.map_or_else(String::new, |it| (self.reading)(&id, &it));
        let long = argument.get_long_help().map(ToString::to_string);
        let long = long.map_or_else(|| help.clone(), |it| (self.reading)(&id.part("long"), &it));
        let short = joined(&help, " ", &self.facts(&argument));
        let long = joined(&long, "\n\n", &self.long_facts(&argument, &id));
        let argument = match argument.get_help_heading() {
            Some(heading) => {
                let heading = (self.reading)(&TextId::of("heading", heading), heading);
                argument.help_heading(heading)
            }
            None => argument,
        };
        let argument = match long == short {
            true => argument,
            false => argument.long_help(long),
        };
        argument
            .help(short)
            .hide_env(true)
            .hide_default_value(true)
            .hide_possible_values(true)
    }

    /// The variable, the default and the possible values, in one line each.
    fn facts(&self, argument: &Arg) -> Vec<String> {
        let names = visible(argument).map(|it| it.get_name().to_owned());
        let names: Vec<String> = names.collect();
        let names = (!names.is_empty()).then(|| names.join(", "));
        let values = names.map(|it| self.fact("possible-values", "possible values", &it));
        self.short_facts(argument)
            .into_iter()
            .chain(values)
            .collect()
    }

    fn short_facts(&self, argument: &Arg) -> Vec<String> {
        let mut facts = Vec::new();
        if let Some(variable) = argument.get_env() {
            let name = variable.to_string_lossy().into_owned();
            let value = env::var_os(variable).unwrap_or_default();
            let shown = match argument.is_hide_env_values_set() {
                true => name,
                false => format!("{name}={}", value.to_string_lossy()),
            };
            facts.push(self.fact("variable", "env", &shown));
        }
        let defaults = argument.get_default_values().iter();
        let defaults: Vec<_> = defaults.map(|it| it.to_string_lossy()).collect();
        if argument.get_action().takes_values() && !defaults.is_empty() {
            facts.push(self.fact("default", "default", &defaults.join(" ")));
        }
        facts
    }

    /// The same in paragraphs, with what each possible value means.
    fn long_facts(&self, argument: &Arg, id: &TextId) -> Vec<String> {
        let values: Vec<PossibleValue> = visible(argument).collect();
        if values.iter().all(|it| it.get_help().is_none()) {
            let facts = self.facts(argument);
            return Vec::from_iter((!facts.is_empty()).then(|| facts.join("\n")));
        }
        let widest = values.iter().map(|it| it.get_name().len()).max();
        let widest = widest.unwrap_or_default();
        let facts = self.short_facts(argument);
        let heading = TextId::of("heading", "possible-values");
        let mut list = format!("{}:", (self.reading)(&heading, "Possible values"));
        for value in values {
            let name = value.get_name();
            let means = self.value(&value, id).unwrap_or_default();
            let padding = widest - name.len();
            let line = format!("- {name}: {:padding$}{means}", "");
            list += &format!("\n{}", hanging(line.trim_end_matches([' ', ':'])));
        }
        let facts = (!facts.is_empty()).then(|| facts.join("\n"));
        [list].into_iter().chain(facts).collect()
    }

    fn value(&self, value: &PossibleValue, id: &TextId) -> Option<String> {
        let english = value.get_help()?.to_string();
        Some((self.reading)(&id.part(value.get_name()), &english))
    }

    fn fact(&self, id: &str, english: &str, value: &str) -> String {
        let name = (self.reading)(&TextId::of("fact", id), english);
        format!("[{name}: {value}]")
    }
}

fn visible(argument: &Arg) -> impl Iterator<Item = PossibleValue> {
    let takes_values = argument.get_action().takes_values();
    let values = argument.get_possible_values().into_iter();
    values.filter(move |it| takes_values && !it.is_hide_set())
}

fn joined(text: &str, between: &str, facts: &[String]) -> String {
    let texts = [text].into_iter().chain(facts.iter().map(String::as_str));
    let texts: Vec<&str> = texts.filter(|it| !it.is_empty()).collect();
    texts.join(between)
}

/// A line of a list, broken so that what follows is under its text.
fn hanging(line: &str) -> String {
    let indent = "  ";
    let width = columns()
        .saturating_sub(INDENT)
        .max(display_width(indent) + 1);
    let options = textwrap::Options::new(width).subsequent_indent(indent);
    textwrap::fill(line, options)
}
