//! `credtrail policy`: checks a policy, or writes a first one from observed lineages; reads the policy for other verbs.

mod infer;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use credtrail::evidence::input::bounded_file;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::policy::{self, Policy};
use credtrail::report::text::escape::Safe;
use jiff::Timestamp;

use super::Outcome;
use super::output::destination::Destination;
use crate::command::args;

/// Checks or infers a policy.
pub async fn run(arguments: args::Policy, files: &TemporaryFiles) -> anyhow::Result<Outcome> {
    match arguments.command {
        args::PolicyCommand::Check { file } => check(&file),
        args::PolicyCommand::Infer(arguments) => super::policy::infer::run(arguments, files).await,
    }
}

fn check(file: &Path) -> anyhow::Result<Outcome> {
    let policy = read(file)?;
    let mut printed = Destination::standard();
    let count =
        |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    writeln!(
        printed,
        "{}: sound; {}, {}, sha256 {}",
        Safe(&file.display().to_string()),
        count(policy.cluster.len(), "cluster"),
        count(policy.suppression.len(), "suppression"),
        hex::encode(policy.hash())
    )?;
    printed.finish()?;
    Ok(Outcome::Fine)
}

/// Reads a policy; an error in the file is reported as `file:line:column`.
pub fn read(file: &Path) -> anyhow::Result<Policy> {
    let text = bounded_file::read_text(file, bounded_file::SETTINGS)
        .with_context(|| format!("policy {}", file.display()))?;
    match Policy::read(&text, Timestamp::now()) {
        Ok(policy) => Ok(policy),
        Err(policy::Malformed {
            line,
            column,
            problem,
        }) => bail!("{}:{line}:{column}: {}", file.display(), Safe(&problem)),
    }
}

/// Returns the policy of the given file, else the one beside the database, else an empty policy.
pub fn of(named: Option<&PathBuf>, database: Option<&Path>) -> anyhow::Result<Policy> {
    let beside = database.map(policy::beside).filter(|it| it.exists());
    match named.or(beside.as_ref()) {
        Some(file) => read(file),
        None => Ok(Policy::default()),
    }
}
