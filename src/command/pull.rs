//! `credtrail pull`: pulls the four logs from the Logging API.

mod notices;

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::time::Duration;

use anyhow::bail;
use credtrail::coverage::api_windows::is_off_by_default;
use credtrail::fetch::logging_api;
use credtrail::fetch::logging_api::access::Access;
use credtrail::fetch::logging_api::access::secret::Secret;
use credtrail::fetch::logging_api::api_error::ApiError;
use credtrail::fetch::logging_api::archive::Archive;
use credtrail::fetch::logging_api::client::{HOST, Logging, Notice};
use credtrail::fetch::logging_api::plan::Plan;
use credtrail::fetch::logging_api::rate_limit::Rate;
use credtrail::fetch::logging_api::tally::Tally;
use credtrail::fetch::logging_api::target::Target;
use credtrail::fetch::logging_api::{EntryStorage, Error, FIRST};
use credtrail::fetch::retry_policy::RetryPolicy;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::http::base_url::BaseUrl;
use credtrail::language::locale::Locale;
use credtrail::model::entry::Source;
use credtrail::model::time::earlier;
use credtrail::model::window::Window;
use credtrail::policy::Policy;
use credtrail::policy::value::length;
use credtrail::report::text::grouped;
use credtrail::store::{Durability, Store};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp};

use self::notices::{name, never_observed, of_log, pulled, switched_off, unseen};
use super::Outcome;
use super::ingest::db;
use crate::command::args;
use crate::command::failure::{self, WithMessage};
use crate::command::output::notice::notify_paragraph;
use crate::command::pull_request::PullRequest;
use credtrail::message;
use credtrail::model::finding::message::Joint;
use credtrail::model::finding::message::Message;

/// The environment variable with an access token.
const TOKEN: &str = "CREDTRAIL_ACCESS_TOKEN";

/// Pulls new entries.
pub async fn run(
    arguments: args::Pull,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    let path = &arguments.database.db;
    let policy = super::policy::of(
        arguments.policy.as_ref(),
        &arguments.policy_key,
        Some(path),
        locale,
    )?;
    let asked = PullRequest {
        origin: &arguments.origin,
        from: args::in_zone(arguments.from, locale)?,
        to: args::in_zone(arguments.to, locale)?,
        policy: &policy,
        without: BTreeSet::new(),
        verbosity: arguments.verbosity,
        files,
        locale,
    };
    Window::between(asked.from, asked.to)?;
    into(path, &asked).await?;
    Ok(Outcome::Fine)
}

/// Pulls into a database, which is created where it does not exist.
pub async fn into(path: &std::path::Path, asked: &PullRequest<'_>) -> anyhow::Result<()> {
    let targets = targets(asked)?;
    let mut logging = logging(asked)?;
    let storage = match &asked.origin.save {
        Some(directory) => {
            EntryStorage::Files(Archive::at(directory.clone(), asked.files.clone())?)
        }
        None => EntryStorage::Nothing,
    };
    let mut store = Store::open(path, Durability::Durable)
        .await
        .with_message(|| db(path))?;
    let pulled = each(&targets, asked, (&mut logging, &storage), &mut store).await;
    let failed = match pulled {
        Ok(failed) => failed,
        Err(error) => {
            store.abandon().await?;
            return Err(error);
        }
    };
    if failed.len() == targets.len() {
        store.abandon().await?;
    } else {
        store.close().await?;
    }
    if failed.is_empty() {
        return Ok(());
    }
    let (count, all) = (failed.len() as u64, targets.len() as u64);
    let names = failed
        .into_iter()
        .map(|log| message!("error-pull-log", "the {log}"; log));
    let names = Message::list(names, Joint::Comma);
    bail!(message!(
        "error-pull-failed",
        "{count} of {all} logs could not be pulled, as said above: {names}",
        count, all;
        names
    ))
}

/// Pulls each log. Returns the names of those that could not be pulled, while the others were.
async fn each(
    targets: &[Target],
    asked: &PullRequest<'_>,
    (logging, storage): (&mut Logging, &EntryStorage),
    store: &mut Store,
) -> anyhow::Result<Vec<Message>> {
    let mut failed = Vec::new();
    let now = Timestamp::now();
    announce(targets, asked, now, store).await?;
    for target in targets {
        // The log before may have taken hours, in which entries of this one grew too old to be kept.
        let now = Timestamp::now();
        let Some(plan) = plan(target, asked, now, store).await? else {
            continue;
        };
        let bar = Bar::of(target, asked.verbosity, asked.locale);
        let watch = &mut |tally: &Tally| bar.show(tally);
        let pulled = logging_api::pull(&plan, logging, storage, store, watch).await;
        bar.0.finish_and_clear();
        match pulled {
            Ok(outcome) => report(&plan, &outcome, asked, store).await?,
            Err(Error::ApiError(fault)) if is_of_one_log(&fault) => {
                let (log, fault) = (name(target), failure::message(&fault));
                let failed_for = message!("pull-failed", "{log}: {fault}"; log, fault);
                notify_paragraph(&failed_for, asked.locale);
                failed.push(name(target));
            }
            Err(error) => return Err(error).with_message(|| name(target)),
        }
    }
    Ok(failed)
}

/// Returns the logs to pull.
fn targets(asked: &PullRequest<'_>) -> anyhow::Result<Vec<Target>> {
    let by_policy = &asked.policy.pull;
    let project = asked.origin.project.as_ref().or(by_policy.project.as_ref());
    let Some(project) = project else {
        bail!(message!(
            "error-pull-project",
            "which project? Name the cluster's with --project, or as project = \"…\" under [pull] in the policy"
        ));
    };
    let keys = match asked.origin.key_project.as_slice() {
        [] => &by_policy.key_projects,
        named => named,
    };
    let mut targets = Target::all(project, keys);
    targets.retain(|it| !asked.without.contains(&it.source));
    if targets.is_empty() {
        bail!(message!(
            "error-pull-nothing",
            "nothing to pull: all logs are out of scope"
        ));
    }
    Ok(targets)
}

/// Returns the client of the API, with the caller's credentials.
fn logging(asked: &PullRequest<'_>) -> anyhow::Result<Logging> {
    let rate = Rate::a_minute(asked.policy.pull.calls_per_minute);
    let notice: Notice = if asked.verbosity.quiet {
        Box::new(|_, _| {})
    } else {
        let locale = Locale::new(asked.locale.language(), Some(asked.locale.zone()));
        Box::new(move |fault, wait| {
            let seconds = wait.as_secs_f64().ceil().to_string();
            let fault = fault.in_short();
            let again = message!(
                "pull-again",
                "{fault}; trying again in {seconds} s",
                seconds;
                fault
            );
            notify_paragraph(&again, &locale);
        })
    };
    let endpoint = asked.origin.endpoint.clone();
    let endpoint = endpoint.unwrap_or_else(|| BaseUrl::of_google(HOST));
    let access = access(asked.origin.access_token_file.as_deref())?;
    Ok(Logging::new(
        endpoint,
        access,
        rate,
        RetryPolicy::default(),
        notice,
    )?)
}

/// Returns the caller's credentials: the given token file, else the token of the environment, else Application Default
/// Credentials.
pub fn access(token_file: Option<&std::path::Path>) -> anyhow::Result<Access> {
    if let Some(path) = token_file {
        return Ok(Access::File(path.to_owned()));
    }
    match std::env::var(TOKEN) {
        Ok(text) => match Secret::new(&text) {
            Some(secret) => Ok(Access::Token(secret)),
            None => bail!(message!(
                "error-pull-token",
                "{variable} holds no access token; `gcloud auth print-access-token` prints one",
                variable = TOKEN
            )),
        },
        Err(std::env::VarError::NotUnicode(_)) => bail!(message!(
            "error-pull-token-text",
            "{variable} holds no access token",
            variable = TOKEN
        )),
        Err(std::env::VarError::NotPresent) => Ok(Access::default_credentials()?),
    }
}

/// Reports how far back logs are pulled that were never pulled before: a first pull may take long.
async fn announce(
    targets: &[Target],
    asked: &PullRequest<'_>,
    now: Timestamp,
    store: &mut Store,
) -> anyhow::Result<()> {
    if asked.verbosity.quiet || asked.from.is_some() {
        return Ok(());
    }
    let mut new = 0;
    for target in targets {
        let scope = target.scope();
        let position = store.pull_position(target.source, &scope).await?;
        new += usize::from(position.is_none());
    }
    if new > 0 {
        let first_pull = message!(
            "pull-first",
            "{new} of {all} logs were never pulled before: from {days} back, {from:.0}; --from begins elsewhere",
            new = new as u64,
            all = targets.len() as u64,
            days = length::show(FIRST),
            from = first(asked, now)
        );
        notify_paragraph(&first_pull, asked.locale);
    }
    Ok(())
}

/// Returns the first moment of a first pull without `--from`.
fn first(asked: &PullRequest<'_>, now: Timestamp) -> Timestamp {
    earlier(asked.to.map_or(now, |it| it.min(now)), FIRST)
}

/// Returns the window to pull of a log; None where no time is left.
async fn plan(
    target: &Target,
    asked: &PullRequest<'_>,
    now: Timestamp,
    store: &mut Store,
) -> anyhow::Result<Option<Plan>> {
    let position = store.pull_position(target.source, &target.scope()).await?;
    let to = asked.to.map_or(now, |it| it.min(now));
    let from = asked
        .from
        .or(position)
        .unwrap_or_else(|| earlier(to, FIRST));
    let kept = kept(target.source, asked.policy);
    if !asked.verbosity.quiet && from < earlier(now, kept) && asked.from.is_some() {
        let log = name(target);
        let kept = message!(
            "pull-kept",
            "{log}: kept for {kept}, as far as is known, so that nothing before {oldest:.0} is proved to be absent; [retention] in the policy tells better",
            oldest = earlier(now, kept),
            kept = length::show(kept);
            log
        );
        notify_paragraph(&kept, asked.locale);
    }
    if to <= from {
        if asked.from.is_some() {
            bail!(message!(
                "error-pull-window",
                "nothing to pull: --from {from} is not before {to}",
                from,
                to
            ));
        }
        let log = name(target);
        let before = message!("pull-before", "{log}: pulled up to {from:.0} before", from; log);
        notify_paragraph(&before, asked.locale);
        return Ok(None);
    }
    Ok(Some(Plan {
        target: target.clone(),
        from,
        to,
        asked: now,
        overlap: asked.policy.pull.overlap.0,
        kept,
    }))
}

/// Returns the retention of a log: as the policy says, or Google's default
/// (<https://cloud.google.com/logging/quotas#logs_retention_periods>).
fn kept(source: Source, policy: &Policy) -> SignedDuration {
    let usual = if is_off_by_default(source) { 30 } else { 400 };
    let usual = SignedDuration::from_hours(usual * 24);
    policy.retention.of(source).unwrap_or(usual)
}

/// Whether an error concerns one log, so that other logs may still be pulled.
fn is_of_one_log(fault: &ApiError) -> bool {
    matches!(
        fault,
        ApiError::Forbidden { .. }
            | ApiError::Hidden { .. }
            | ApiError::NotUsable { .. }
            | ApiError::NotFound { .. }
            | ApiError::Refused { .. }
            | ApiError::PageToken { .. }
    )
}

async fn report(
    plan: &Plan,
    outcome: &logging_api::Outcome,
    asked: &PullRequest<'_>,
    store: &mut Store,
) -> anyhow::Result<()> {
    if asked.verbosity.quiet {
        return Ok(());
    }
    let target = &plan.target;
    notify_paragraph(&pulled(plan, &outcome.tally), asked.locale);
    for (off, on) in outcome.off.iter() {
        notify_paragraph(&switched_off(target, off, on), asked.locale);
    }
    if let Some(text) = outcome
        .visibility
        .as_ref()
        .and_then(|it| unseen(target, it))
    {
        notify_paragraph(&of_log(target, text), asked.locale);
        return Ok(());
    }
    let coverage = store.coverage().await?;
    let newest = coverage.newest(target.source);
    if newest.iter().any(|(scope, _)| *scope == target.scope()) {
        return Ok(());
    }
    if let Some(text) = never_observed(target) {
        notify_paragraph(&of_log(target, text), asked.locale);
    }
    Ok(())
}

/// A progress bar of pages and entries, which is shown on terminals only.
struct Bar(ProgressBar);

impl Bar {
    fn of(target: &Target, verbosity: args::Verbosity, locale: &Locale) -> Self {
        if verbosity.quiet || !std::io::stderr().is_terminal() {
            return Bar(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{spinner} {prefix}: {msg}");
        let bar = ProgressBar::new_spinner()
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
            .with_prefix(locale.translate(&name(target)).into_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        Bar(bar)
    }

    fn show(&self, tally: &Tally) {
        let at = tally.newest.map(|it| format!(", at {it:.0}"));
        let at = at.unwrap_or_default();
        self.0
            .set_message(format!("{} entries{at}", grouped(tally.entries)));
    }
}
