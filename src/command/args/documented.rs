//! The documentation and the command line: each command line in it parses, and the options of both are the same.

#[path = "../../../tests/integration/docs/page.rs"]
#[allow(dead_code, reason = "the integration tests use the rest")]
mod page;
mod shell;

use std::collections::BTreeSet;

use clap::error::ErrorKind;
use clap::{Command, CommandFactory, Parser};

use super::Cli;
use page::{Page, pages};

/// The pages that people wrote: that of the commands has all options by its making.
fn written() -> impl Iterator<Item = Page> {
    let all = pages().into_iter();
    all.filter(|it| !it.path.ends_with("commands.md"))
}

#[test]
fn every_command_line_of_the_documentation_parses() {
    let mut read = 0;
    for page in written() {
        let blocks = page.blocks().into_iter();
        let blocks = blocks.filter(|it| ["sh", "console"].contains(&it.language.as_str()));
        for words in blocks.flat_map(|it| shell::commands(&script(&it.text))) {
            parses(&page, &words, &[]);
            read += 1;
        }
        let codes = page.codes().into_iter();
        let codes = codes.filter(|it| it.starts_with("credtrail ") && is_literal(it));
        for words in codes.flat_map(|it| shell::commands(&it)) {
            parses(&page, &words, &UNFINISHED);
            read += 1;
        }
    }
    assert!(read > 150, "{read} command lines");
}

/// Prose may name a command without its arguments.
const UNFINISHED: [ErrorKind; 2] = [
    ErrorKind::MissingRequiredArgument,
    ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
];

/// Whether a piece of code has no word that is a command, as in `credtrail VERB --help`.
fn is_literal(code: &str) -> bool {
    let verb = code.split(' ').nth(1).unwrap_or_default();
    verb.chars().all(|it| it.is_ascii_lowercase() || it == '-')
}

/// The commands of a block; of a transcript without what they print.
fn script(block: &str) -> String {
    if !block.starts_with("$ ") {
        return block.to_owned();
    }
    let commands = block.lines().filter_map(|it| it.strip_prefix("$ "));
    commands.map(|it| it.to_owned() + "\n").collect()
}

fn parses(page: &Page, words: &[String], allowed: &[ErrorKind]) {
    let Err(error) = Cli::try_parse_from(words) else {
        return;
    };
    let helps = [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion];
    let is_fine = helps.iter().chain(allowed).any(|it| *it == error.kind());
    assert!(is_fine, "{}: {words:?}: {error}", page.path.display());
}

/// Options of other programs that prose names alone.
const OF_OTHERS: [&str; 5] = [
    "--collector",
    "--freshness",
    "--large",
    "--limit",
    "--no-default-features",
];

#[test]
fn every_option_is_documented_and_no_other() {
    let program = options(&Cli::command());
    let codes = written().flat_map(|it| it.codes());
    let documented: BTreeSet<String> = codes.flat_map(|it| named(&it)).collect();
    let forgotten: Vec<_> = program.difference(&documented).collect();
    assert!(forgotten.is_empty(), "not documented: {forgotten:?}");
    let unknown = documented.difference(&program);
    let unknown: Vec<_> = unknown
        .filter(|it| !OF_OTHERS.contains(&it.as_str()))
        .collect();
    assert!(unknown.is_empty(), "documented, and no option: {unknown:?}");
}

/// The long options that a piece of code names: `--top N`, `scan --new`; not those of other programs.
fn named(code: &str) -> Vec<String> {
    let verbs = Cli::command();
    let mut verbs = verbs.get_subcommands().map(|it| it.get_name().to_owned());
    let first = code.split(' ').next().unwrap_or_default();
    let is_ours = first.starts_with('-') || first == "credtrail" || verbs.any(|it| it == first);
    let words = code
        .split([' ', '='])
        .filter(|it| is_ours && it.starts_with("--"));
    let names = words.map(|it| {
        it.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .next()
    });
    names.flatten().map(str::to_owned).collect()
}

/// The long options of a command and of those below it, without hidden ones.
fn options(command: &Command) -> BTreeSet<String> {
    let mut command = command.clone();
    command.build();
    let own = command.get_arguments().filter(|it| !it.is_hide_set());
    let own = own.filter_map(|it| Some(format!("--{}", it.get_long()?)));
    let below = command.get_subcommands().flat_map(options);
    own.chain(below).collect()
}

#[test]
fn the_names_of_options_are_read() {
    assert_eq!(named("--covers kms=a..b"), ["--covers"]);
    assert_eq!(named("scan --format=json"), ["--format"]);
    assert_eq!(named("gcloud logging read --freshness"), [""; 0]);
}
