//! The sections of a manual page that clap does not know of: exit statuses, files, the environment, examples.

use clap::Command;
use roff::{Roff, bold, roman};

use crate::command::args::manual::{FAILED, Manual};

/// A file or a variable, what it is for, and the arguments of which one makes a verb use it.
type Used = (&'static str, &'static str, &'static [&'static str]);

/// The argument that every verb has.
const ANY: &[&str] = &["help"];

const FILES: [Used; 3] = [
    (
        "credtrail.db",
        "The database, where neither --db nor CREDTRAIL_DB names one.",
        &["db"],
    ),
    (
        "credtrail.toml",
        "The policy, beside the database, where neither the command line nor CREDTRAIL_POLICY names one.",
        &["policy", "policy_key", "key"],
    ),
    (
        "credtrail.toml.dsse.json",
        "The signature of the policy, beside it. Asked for with --policy-key.",
        &["policy_key", "key"],
    ),
];

const ENVIRONMENT: [Used; 11] = [
    ("CREDTRAIL_DB", "The database (--db).", &["db"]),
    (
        "CREDTRAIL_POLICY",
        "The policy (--policy, or FILE of policy check and policy sign).",
        &["policy", "policy_key", "key"],
    ),
    (
        "CREDTRAIL_FORMAT",
        "The form of the report (--format) of scan, replay, trace and workload verify.",
        &["color"],
    ),
    ("CREDTRAIL_NOTIFY", "The webhook (--notify).", &["notify"]),
    (
        "CREDTRAIL_ACCESS_TOKEN",
        "An access token for Google Cloud, where --access-token-file names none.",
        &["access_token_file"],
    ),
    (
        "GOOGLE_APPLICATION_CREDENTIALS",
        "Application Default Credentials, where no token is given.",
        &["access_token_file"],
    ),
    (
        "GCE_METADATA_HOST",
        "The metadata server.",
        &["metadata_host", "access_token_file"],
    ),
    (
        "HTTPS_PROXY, HTTP_PROXY, NO_PROXY",
        "How other hosts are reached.",
        &["endpoint", "notify", "jwks", "access_token_file"],
    ),
    (
        "NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM",
        "Whether there are colours, unless --color says so.",
        &["color"],
    ),
    (
        "TMPDIR",
        "Where throwaway databases lie.",
        &["db", "record"],
    ),
    (
        "COLUMNS",
        "The width of --help, and of the text report on a terminal that does not tell its own.",
        ANY,
    ),
];

/// Returns EXIT STATUS, FILES, ENVIRONMENT and EXAMPLES of a verb.
pub fn of(command: &Command, manual: &Manual) -> Roff {
    let mut page = Roff::new();
    page.control("SH", ["EXIT STATUS"]);
    for (status, means) in manual.statuses.iter().chain([&FAILED]) {
        item(&mut page, &status.to_string(), means);
    }
    list(&mut page, "FILES", &FILES, command);
    list(&mut page, "ENVIRONMENT", &ENVIRONMENT, command);
    page.control("SH", ["EXAMPLES"]);
    for example in manual.examples {
        item(&mut page, &format!("{}:", example.task), "");
        page.control("EX", [])
            .text([roman(example.line)])
            .control("EE", []);
    }
    page
}

fn list(page: &mut Roff, heading: &str, all: &[Used], command: &Command) {
    let is_used = |it: &&Used| it.2 == ANY || has_any(command, it.2);
    let mut used = all.iter().filter(is_used).peekable();
    if used.peek().is_some() {
        page.control("SH", [heading]);
    }
    used.for_each(|(name, what, _)| item(page, name, what));
}

fn has_any(command: &Command, names: &[&str]) -> bool {
    let mut arguments = command.get_arguments();
    arguments.any(|it| names.contains(&it.get_id().as_str()))
}

fn item(page: &mut Roff, name: &str, what: &str) {
    page.control("TP", [])
        .text([bold(name)])
        .text([roman(what)]);
}
