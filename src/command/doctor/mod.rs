//! `credtrail doctor`: what is missing for the logs to prove anything, and the command that mends it.

mod database;

use credtrail::doctor::clusters::Asked;
use credtrail::doctor::examination::Examination;
use credtrail::doctor::examine;
use credtrail::doctor::observation::State;
use credtrail::doctor::report::{json, text};
use credtrail::fetch::google_api::client::{GoogleApis, Notice, PATIENCE};
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::language::locale::Locale;
use credtrail::message;
use credtrail::model::identity::project::Project;
use jiff::Timestamp;

use super::Outcome;
use super::ingest::db;
use super::output::destination::Destination;
use super::output::notice::notify_paragraph;
use super::output::style::coloured;
use super::pull::access;
use crate::command::args;
use crate::command::args::DiffFormat;
use crate::command::failure::{WithMessage, message};

/// Asks the APIs about projects, and a database about its lineages.
pub async fn run(
    arguments: args::Doctor,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    let output = arguments.output.as_deref();
    let mut destination = Destination::to(output, files)?;
    let mut found = match &arguments.project {
        Some(project) => projects(project, &arguments, locale).await?,
        None => Examination::default(),
    };
    if let Some(path) = &arguments.db {
        let (named, keys) = (arguments.policy.as_ref(), &arguments.policy_key);
        let policy = super::policy::of(named, keys, Some(path), locale)?;
        found.add(
            database::ask(path, policy)
                .await
                .with_message(|| db(path))?,
        );
    }
    match arguments.format {
        DiffFormat::Text => text(
            &found,
            coloured(output, arguments.color, locale),
            &mut destination,
        )?,
        DiffFormat::Json => json(&found, &mut destination)?,
    }
    destination.finish()?;
    Ok(match found.gravest() {
        State::Missing => Outcome::Broken,
        State::NotKnown => Outcome::Unverified,
        State::Fine | State::Note => Outcome::Fine,
    })
}

async fn projects(
    project: &Project,
    arguments: &args::Doctor,
    locale: &Locale,
) -> anyhow::Result<Examination> {
    let keys = match arguments.key_projects.as_slice() {
        [] => std::slice::from_ref(project),
        named => named,
    };
    let asked = Asked {
        project,
        clusters: &arguments.clusters,
        keys,
    };
    let notice: Notice = match arguments.quiet {
        true => Box::new(|_, _| {}),
        false => {
            let locale = Locale::new(locale.language(), Some(locale.zone()));
            Box::new(move |error, wait| {
                let seconds = wait.as_secs_f64().ceil().to_string();
                let fault = message(error);
                let again =
                    message!("pull-again", "{fault}; trying again in {seconds} s", seconds; fault);
                notify_paragraph(&again, &locale);
            })
        }
    };
    let access = access(arguments.access_token_file.as_deref())?;
    let mut apis = GoogleApis::new(arguments.endpoint.clone(), access, PATIENCE, notice)?;
    Ok(examine(asked, Timestamp::now(), &mut apis).await?)
}
