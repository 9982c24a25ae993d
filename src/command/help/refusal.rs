//! What clap refuses, in the language of the reader. In English it is as clap writes it.

use std::error::Error as _;
use std::io::Write;
use std::process::ExitCode;

use anstream::AutoStream;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use credtrail::language::Language;
use credtrail::language::locale::Locale;
use credtrail::message;
use credtrail::model::finding::message::Message;

use super::headings;
use crate::command::failure;

/// Writes a help or a version to standard output.
pub fn show(help: &Error, locale: &Locale) -> ExitCode {
    if locale.language() == Language::English {
        help.exit();
    }
    let text = headings::read_in(locale, &help.render().ansi().to_string());
    let _ = AutoStream::auto(std::io::stdout()).write_all(text.as_bytes()); // as clap does: that nobody reads it is no failure
    ExitCode::SUCCESS
}

/// Returns a refusal as lines of text.
pub fn text(error: &Error, locale: &Locale) -> String {
    let english = error.render().to_string();
    if locale.language() == Language::English {
        return english;
    }
    let Some(problem) = problem(error) else {
        return headings::read_in(locale, &english);
    };
    let problem = message!("usage-error", "error: {problem}"; problem);
    let mut lines = vec![locale.translate(&problem).into_owned()];
    lines.extend(listed(error).map(|it| format!("  {}", locale.translate(&it))));
    lines.extend(required(error).map(|it| format!("  {it}")));
    let tips: Vec<_> = tips(error)
        .iter()
        .map(|it| locale.translate(it).into_owned())
        .collect();
    if !tips.is_empty() {
        lines.push(String::new());
        lines.extend(tips.iter().map(|it| format!("  {it}")));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        lines.push(String::new());
        lines.push(headings::usage_in(locale, &usage.to_string()));
    }
    lines.push(String::new());
    let more = message!("usage-more", "For more information, try '--help'.");
    lines.push(locale.translate(&more).into_owned());
    lines.join("\n") + "\n"
}

/// What is wrong; None for helps, and for what clap gives no facts of.
fn problem(error: &Error) -> Option<Message> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    Some(match error.kind() {
        ErrorKind::UnknownArgument => {
            message!(
                "usage-unknown-argument",
                "unexpected argument '{argument}' found",
                argument = argument?
            )
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            message!(
                "usage-no-value",
                "a value is required for '{argument}' but none was supplied",
                argument = argument?
            )
        }
        ErrorKind::InvalidValue => {
            message!(
                "usage-invalid-value",
                "invalid value '{value}' for '{argument}'",
                value,
                argument = argument?
            )
        }
        ErrorKind::ValueValidation => {
            let why = error
                .source()
                .map_or_else(Message::default, failure::message);
            message!("usage-refused-value", "invalid value '{value}' for '{argument}': {why}", value, argument = argument?; why)
        }
        ErrorKind::TooManyValues => {
            message!(
                "usage-too-many-values",
                "unexpected value '{value}' for '{argument}' found; no more were expected",
                value,
                argument = argument?
            )
        }
        ErrorKind::NoEquals => {
            message!(
                "usage-no-equals",
                "equal sign is needed when assigning values to '{argument}'",
                argument = argument?
            )
        }
        ErrorKind::ArgumentConflict => conflict(error, argument?),
        ErrorKind::MissingRequiredArgument => {
            message!(
                "usage-required",
                "the following required arguments were not provided:"
            )
        }
        ErrorKind::InvalidSubcommand => {
            message!(
                "usage-unknown-command",
                "unrecognized subcommand '{command}'",
                command = text(ContextKind::InvalidSubcommand)?
            )
        }
        ErrorKind::MissingSubcommand => {
            message!(
                "usage-no-command",
                "'{command}' requires a subcommand but one was not provided",
                command = text(ContextKind::InvalidSubcommand)?
            )
        }
        ErrorKind::InvalidUtf8 => {
            message!(
                "usage-not-utf8",
                "invalid UTF-8 was detected in one or more arguments"
            )
        }
        _ => return None,
    })
}

fn conflict(error: &Error, argument: &str) -> Message {
    let others = match error.get(ContextKind::PriorArg) {
        Some(ContextValue::String(other)) => vec![other.clone()],
        Some(ContextValue::Strings(others)) => others.clone(),
        _ => Vec::new(),
    };
    if others.iter().all(|it| it == argument) {
        return message!(
            "usage-twice",
            "the argument '{argument}' cannot be used multiple times",
            argument
        );
    }
    let others = others.join(", ");
    message!(
        "usage-conflict",
        "the argument '{argument}' cannot be used with '{others}'",
        argument,
        others
    )
}

/// The values or verbs that there are.
fn listed(error: &Error) -> impl Iterator<Item = Message> {
    let of = |kind| match error.get(kind) {
        Some(ContextValue::Strings(names)) if !names.is_empty() => Some(names.join(", ")),
        _ => None,
    };
    let values = of(ContextKind::ValidValue)
        .map(|names| message!("usage-values", "[possible values: {names}]", names));
    let verbs = of(ContextKind::ValidSubcommand)
        .map(|names| message!("usage-commands", "[subcommands: {names}]", names));
    values.into_iter().chain(verbs)
}

fn required(error: &Error) -> impl Iterator<Item = &String> {
    let missing = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(names)) => names.as_slice(),
        _ => &[],
    };
    missing.iter()
}

/// What may have been meant.
fn tips(error: &Error) -> Vec<Message> {
    use ContextKind::{SuggestedArg, SuggestedSubcommand, SuggestedValue};
    let similar = [SuggestedSubcommand, SuggestedArg, SuggestedValue].into_iter();
    let similar = similar.filter_map(|kind| match error.get(kind)? {
        ContextValue::String(name) => Some(format!("'{name}'")),
        ContextValue::Strings(names) if !names.is_empty() => Some(
            names
                .iter()
                .map(|it| format!("'{it}'"))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        _ => None,
    });
    let similar =
        similar.map(|names| message!("usage-similar", "tip: similar names exist: {names}", names));
    let suggestions = match error.get(ContextKind::Suggested) {
        Some(ContextValue::StyledStrs(suggestions)) => suggestions.as_slice(),
        _ => &[],
    };
    similar
        .chain(suggestions.iter().map(|it| tip(&it.to_string())))
        .collect()
}

/// A tip of clap, which has no facts but the names that it quotes.
fn tip(english: &str) -> Message {
    let quoted: Vec<&str> = english.split('\'').skip(1).step_by(2).collect();
    match quoted[..] {
        [_, instead] if english.starts_with("to pass") => {
            message!(
                "usage-as-value",
                "tip: to pass it as a value, use '{instead}'",
                instead
            )
        }
        [command] => message!("usage-exists", "tip: '{command}' exists", command),
        _ => Message::from(format!("tip: {english}")),
    }
}
