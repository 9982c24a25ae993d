//! `credtrail replay`: reads exported logs and judges all lineages in them.

use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::judge::context::Moment;
use credtrail::language::locale::Locale;
use credtrail::model::window::Window;
use credtrail::store::{Durability, Store};

use super::ingest::{db, read, throwaway};
use super::output::destination::Destination;
use super::scan::history::HistoryMode;
use super::{Outcome, scan};
use crate::command::args;
use crate::command::failure::WithMessage;

/// Ingests and scans, with a throwaway database unless one is given.
pub async fn run(
    arguments: args::Replay,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    let destination = Destination::to(arguments.output.output.as_deref(), files)?;
    let policy = super::policy::of(
        arguments.judging.expected.policy.as_ref(),
        &arguments.judging.expected.policy_key,
        arguments.db.as_deref(),
        locale,
    )?;
    let (directory, path, lifetime) = match arguments.db {
        Some(path) => (None, path, Durability::Durable),
        None => {
            let (directory, path) = throwaway(files)?;
            (Some(directory), path, Durability::Throwaway)
        }
    };
    let mut store = Store::open(&path, lifetime)
        .await
        .with_message(|| db(&path))?;
    read(&arguments.input, &mut store, (arguments.verbosity, locale)).await?;
    let asked = scan::ScanRequest {
        window: Window::default(),
        moment: Moment::Afterwards,
        judging: &arguments.judging,
        policy,
        compared_with: None,
        covers: &[],
        output: &arguments.output,
        groups: arguments.groups,
        locale,
        signing: None,
        verbosity: arguments.verbosity,
    };
    let outcome = scan::report(&mut store, asked, HistoryMode::Nothing, destination).await?;
    store.close().await?;
    drop(directory);
    Ok(outcome)
}
