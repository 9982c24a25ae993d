//! The page of the commands: what `--help` prints of each.

use std::fmt::Write;
use std::path::Path;

use super::current;
use super::page::root;
use crate::harness::cli::{credtrail, ended};

/// What tells readers of the source where it comes from.
const HEAD: &str = "# Commands

<!-- made of `credtrail COMMAND --help`: CREDTRAIL_WRITE_DOCS=1 cargo test --test integration docs:: -->

This page has what `--help` prints of each command. [Options and environment](options.md) explains the options that many commands share.
";

#[test]
fn the_page_of_commands_is_what_help_prints() {
    let mut page = HEAD.to_owned();
    for verb in verbs(&[]) {
        let inner = verbs(&[&verb]);
        for inner in &inner {
            add(&mut page, &[&verb, inner]);
        }
        if inner.is_empty() {
            add(&mut page, &[&verb]);
        }
    }
    current(Path::new("docs/src/commands.md"), &page);
}

fn add(page: &mut String, verb: &[&str]) {
    let (name, help) = (verb.join(" "), help(verb, "--help"));
    let lines = help.lines().map(|it| it.trim_end().to_owned() + "\n");
    let help: String = lines.collect();
    write!(page, "\n## credtrail {name}\n\n```text\n{help}```\n").expect("memory");
}

/// The commands below one.
fn verbs(verb: &[&str]) -> Vec<String> {
    let help = help(verb, "-h");
    let Some((_, list)) = help.split_once("\nCommands:\n") else {
        return Vec::new();
    };
    let list = list.split("\n\n").next().unwrap_or_default();
    let names = list.lines().filter_map(|it| it.split_whitespace().next());
    names
        .filter(|it| *it != "help")
        .map(str::to_owned)
        .collect()
}

fn help(verb: &[&str], flag: &str) -> String {
    let mut command = credtrail(&root());
    ended(command.env("COLUMNS", "100").args(verb).arg(flag)).out
}
