//! `credtrail policy`: checks a policy, or writes a first one from observed lineages; reads the policy for other verbs.

mod infer;
mod place;
mod sign;
mod signature;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;
use credtrail::evidence::input::bounded_file;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::policy::{self, Policy, problems};
use credtrail::report::text::escape::Safe;
use jiff::Timestamp;

use super::Outcome;
use super::output::destination::Destination;
use crate::command::args;
use crate::command::failure::WithMessage;
use crate::command::output::notice::notify;
use credtrail::language::locale::Locale;
use credtrail::language::policy_problem;
use credtrail::message;
use credtrail::model::finding::message::Message;

/// Checks or infers a policy.
pub async fn run(
    arguments: args::Policy,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    match arguments.command {
        args::PolicyCommand::Check { file, policy_key } => {
            check(&place::named_or_usual(file), &policy_key, locale)
        }
        args::PolicyCommand::Sign(arguments) => self::sign::run(arguments, files).await,
        args::PolicyCommand::Infer(arguments) => infer::run(arguments, files, locale).await,
    }
}

fn check(file: &Path, keys: &[PathBuf], locale: &Locale) -> anyhow::Result<Outcome> {
    list_problems(file, locale)?;
    let policy = read(file, keys)?;
    let mut destination = Destination::standard();
    let clusters = match policy.cluster.len() as u64 {
        1 => message!("policy-one-cluster", "1 cluster"),
        count => message!("policy-clusters", "{count} clusters", count),
    };
    let suppressions = match policy.suppression.len() as u64 {
        1 => message!("policy-one-suppression", "1 suppression"),
        count => message!("policy-suppressions", "{count} suppressions", count),
    };
    let sound = message!(
        "policy-sound",
        "{path}: sound; {clusters}, {suppressions}, sha256 {hash}",
        path = Safe(&file.display().to_string()).to_string(),
        hash = hex::encode(policy.hash());
        clusters, suppressions
    );
    writeln!(destination, "{}", locale.translate(&sound))?;
    destination.finish()?;
    Ok(Outcome::Fine)
}

/// Fails where there are several errors, after each of them was listed.
fn list_problems(file: &Path, locale: &Locale) -> anyhow::Result<()> {
    let problems = problems::all(&text(file)?, Timestamp::now());
    if problems.len() < 2 {
        return Ok(());
    }
    for problem in &problems {
        notify(&in_file(file, problem), locale);
    }
    let (path, count) = (file.display().to_string(), problems.len() as u64);
    bail!(match problems.len() {
        problems::MOST => message!(
            "error-policy-many",
            "{path}: {count} errors, and possibly more",
            path,
            count
        ),
        _ => message!(
            "error-policy-several",
            "{path}: {count} errors",
            path,
            count
        ),
    })
}

/// Reads a policy, which one of the keys must have signed where there are any.
pub fn read(file: &Path, keys: &[PathBuf]) -> anyhow::Result<Policy> {
    let text = text(file)?;
    signature::verify(file, &text, keys)?;
    placed(file, Policy::read(&text, Timestamp::now()))
}

/// Reads a policy to compare with, which may have expired.
pub fn read_earlier(file: &Path) -> anyhow::Result<Policy> {
    placed(file, Policy::read_expired(&text(file)?, Timestamp::now()))
}

fn text(file: &Path) -> anyhow::Result<String> {
    let text = bounded_file::read_text(file, bounded_file::SETTINGS);
    text.with_message(|| {
        message!(
            "error-policy-file",
            "policy {path}",
            path = file.display().to_string()
        )
    })
}

fn placed(file: &Path, read: Result<Policy, policy::Malformed>) -> anyhow::Result<Policy> {
    read.map_err(|error| in_file(file, &error).into())
}

/// An error in the file is reported as `file:line:column`.
fn in_file(file: &Path, error: &policy::Malformed) -> Message {
    let problem = policy_problem::message(&Safe(&error.problem).to_string());
    message!(
        "error-in-policy",
        "{path}:{line}:{column}: {problem}",
        path = file.display().to_string(),
        line = error.line as u64,
        column = error.column as u64;
        problem
    )
}

/// Names a policy that nobody named, beside a database that the command does not use.
fn notify_of_policy(file: &Path, locale: &Locale) {
    let path = file.display().to_string();
    let judged = message!("notice-policy", "judged by the policy {path}", path);
    notify(&judged, locale);
}

/// Returns the policy of the given file, else the one in the usual place, else an empty policy, which nobody signed.
pub fn of(
    named: Option<&PathBuf>,
    keys: &[PathBuf],
    database: Option<&Path>,
    locale: &Locale,
) -> anyhow::Result<Policy> {
    let usual = place::usual(database);
    match named.or(usual.exists().then_some(&usual)) {
        Some(file) => {
            if named.is_none() && database.is_none() {
                notify_of_policy(file, locale);
            }
            read(file, keys)
        }
        None if !keys.is_empty() => bail!(message!(
            "error-policy-none",
            "--policy-key wants a signed policy, and there is none"
        )),
        None => Ok(Policy::default()),
    }
}
