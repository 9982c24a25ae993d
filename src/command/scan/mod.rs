//! `credtrail scan`: judges the lineages that touch a window.

pub mod history;
mod notify;
mod outputs;
mod reporting;
pub mod signing;
#[cfg(feature = "pull")]
mod webhook;

use std::collections::{BTreeSet, VecDeque};
use std::time::Instant;

use anyhow::bail;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::judge::context::{Judge, Moment};
use credtrail::judge::request::{DeclaredStretch, JudgeRequest};
use credtrail::language::locale::Locale;
use credtrail::model::entry::Source;
use credtrail::model::finding::Verdict;
use credtrail::model::time::earlier;
use credtrail::model::window::Window;
use credtrail::policy::Policy;
use credtrail::report::{ReportContext, ScanEnd};
use credtrail::scan::comparison::Comparison;
use credtrail::scan::{Selection, Summary};
use credtrail::store::Store;
use jiff::{SignedDuration, Timestamp};

use super::Outcome;
use super::ingest::db;
use super::output::destination::Destination;
use super::output::format;
use super::scan::history::{HistoryMode, Recording};
use super::scan::notify::Hook;
use super::scan::outputs::Outputs;
use super::scan::reporting::{Reporting, resolve};
use super::scan::signing::Signing;
use crate::command::args;
use crate::command::args::{Declaration, FailOn, Format};
use crate::command::failure::WithMessage;
use crate::command::output::notice::{self, notify_error};
use credtrail::message;
use credtrail::model::finding::message::Message;

/// The context of an error after the report was written.
fn unsigned() -> Message {
    message!("error-unsigned", "the report is written, and not signed")
}

fn cannot_write() -> Message {
    message!("error-cannot-write", "cannot write")
}

/// The settings of a scan.
pub struct ScanRequest<'a> {
    /// The window of the scan.
    pub window: Window,
    /// When the judgement is made.
    pub moment: Moment,
    /// How to judge: logs out of scope, and the verdict that fails.
    pub judging: &'a args::Judging,
    /// The policy.
    pub policy: Policy,
    /// The policy to compare with.
    pub compared_with: Option<Policy>,
    /// Stretches of logs that are declared as read for this scan.
    pub covers: &'a [Declaration],
    /// The form and the destination of the report.
    pub output: &'a args::Output,
    /// How the findings are grouped.
    pub groups: args::Groups,
    /// The language and the time zone of the report.
    pub locale: &'a Locale,
    /// How the report is signed. None: it is not.
    pub signing: Option<Signing>,
    /// The verbosity of messages.
    pub verbosity: args::Verbosity,
}

impl ScanRequest<'_> {
    /// Returns what the judgement by this policy is asked for.
    fn by(&self, policy: Policy) -> JudgeRequest {
        judge_request(
            policy,
            self.moment,
            self.judging.expected.without(),
            self.covers,
        )
    }
}

/// Returns what a judgement is asked for by the arguments of a command.
pub(super) fn judge_request(
    policy: Policy,
    moment: Moment,
    without: BTreeSet<Source>,
    covers: &[Declaration],
) -> JudgeRequest {
    JudgeRequest {
        without,
        declared: declared(covers),
        ..JudgeRequest::new(policy, moment, Timestamp::now())
    }
}

/// Judges a window of the database, to which other processes may write meanwhile.
pub async fn run(
    arguments: args::Scan,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    let (begin, end) = (
        args::in_zone(arguments.from, locale)?,
        args::in_zone(arguments.to, locale)?,
    );
    let destination = Destination::to(arguments.output.output.as_deref(), files)?;
    let signing = Signing::of(&arguments, files).await?;
    let hook = Hook::of(&arguments.notice)?;
    let policy = super::policy::of(
        arguments.judging.expected.policy.as_ref(),
        &arguments.judging.expected.policy_key,
        Some(&arguments.database.db),
        locale,
    )?;
    Window::between(begin, end)?; // before anything is pulled
    pull_first(&arguments, &policy, (files, locale)).await?;
    let mut store = Store::read(&arguments.database.db)
        .await
        .with_message(|| db(&arguments.database.db))?;
    let compared_with = arguments
        .compare_policy
        .as_deref()
        .map(super::policy::read_earlier);
    let compared_with = compared_with.transpose()?;
    let now = Timestamp::now();
    let from = since(&arguments, &policy)
        .map(|length| earlier(end.unwrap_or(now), length))
        .or(begin);
    let window = Window::between(from, end)?;
    let asked = ScanRequest {
        window,
        moment: Moment::Now(now),
        judging: &arguments.judging,
        policy,
        compared_with,
        covers: &arguments.covers.covers,
        output: &arguments.output,
        groups: arguments.groups,
        locale,
        signing,
        verbosity: arguments.verbosity,
    };
    let mode = HistoryMode::of(arguments.history, arguments.database.db.clone());
    let is_signed = asked.signing.is_some();
    let outcome = report(&mut store, asked, mode, destination).await;
    let outcome = outcome.map_err(|error| match is_signed && crate::is_reader_gone(&error) {
        true => message!(
            "error-unsigned-unread",
            "nobody reads the report any more, so that it is not signed"
        )
        .into(),
        false => error,
    })?;
    match hook {
        Some(hook) => notify(&hook, &arguments, (now, locale), outcome).await,
        None => Ok(outcome),
    }
}

/// Notifies a webhook. Where that fails, the command fails too, unless its outcome is already graver.
async fn notify(
    hook: &Hook,
    arguments: &args::Scan,
    (began, locale): (Timestamp, &Locale),
    outcome: Outcome,
) -> anyhow::Result<Outcome> {
    match (
        super::scan::notify::run(hook, &arguments.database.db, began).await,
        outcome,
    ) {
        (Ok(()), outcome) => Ok(outcome),
        (Err(error), Outcome::Fine) => Err(error),
        (Err(error), outcome) => {
            notify_error(&error, locale);
            Ok(outcome)
        }
    }
}

/// Pulls new entries with `--pull`. Where the pull fails, the scan fails: without the new entries it would claim
/// more than is known.
async fn pull_first(
    arguments: &args::Scan,
    policy: &Policy,
    (files, locale): (&TemporaryFiles, &Locale),
) -> anyhow::Result<()> {
    if !arguments.pull {
        let of_kms = |flag: &&str| *flag == args::TOKEN_FILE && arguments.signature.asks_kms();
        return match arguments.origin.given().filter(|it| !of_kms(it)) {
            Some(flag) => bail!(message!(
                "error-no-pull",
                "{flag} says where to pull from; say --pull as well",
                flag
            )),
            None => Ok(()),
        };
    }
    let asked = super::pull_request::PullRequest {
        origin: &arguments.origin,
        from: None,
        to: None,
        policy,
        without: arguments.judging.expected.without(),
        verbosity: arguments.verbosity,
        files,
        locale,
    };
    super::pull::into(&arguments.database.db, &asked).await
}

/// Returns how far back the window reaches: as given, or as the policy says where no beginning is given.
fn since(arguments: &args::Scan, policy: &Policy) -> Option<SignedDuration> {
    let by_policy = policy.look_back.scan.map(|it| it.0);
    arguments
        .since
        .or(by_policy.filter(|_| arguments.from.is_none()))
}

/// Returns the stretches of logs that are declared as read.
fn declared(covers: &[Declaration]) -> Vec<DeclaredStretch> {
    let each = covers.iter().flat_map(|it| {
        let stretch = |&source| DeclaredStretch {
            source,
            from: it.from,
            to: it.to,
        };
        it.sources.iter().map(stretch)
    });
    each.collect()
}

/// Judges a window and prints the report.
pub async fn report(
    store: &mut Store,
    mut asked: ScanRequest<'_>,
    mode: HistoryMode,
    destination: Destination,
) -> anyhow::Result<Outcome> {
    let began = Instant::now();
    let mut signing = asked.signing.take();
    store.begin_snapshot().await?;
    let mut recording = Recording::begin(mode, asked.window, store).await?;
    let judge = Judge::load(store, asked.by(asked.policy.clone())).await?;
    let detail = match asked.output.format {
        Format::Html | Format::Json | Format::Ndjson => asked.verbosity.detail(), // they list all lineages anyway, and HTML names the hash of the JSON report
        _ => recording.detail(asked.verbosity.detail()),
    };
    let form = format::of(
        asked.output,
        asked.groups,
        asked.judging.fail_on,
        detail,
        asked.locale,
    );
    let mut outputs = Outputs::of(
        form,
        destination,
        signing.as_mut(),
        asked.verbosity.detail(),
    );
    let mut other = match &asked.compared_with {
        Some(policy) => Some(Judge::load(store, asked.by(policy.clone())).await?),
        None => None,
    };
    let mut comparison = other.is_some().then(Comparison::default);
    let wanted = match (&other, outputs.wanted()) {
        (None, Selection::Exceptions(_)) => recording.wanted(store)?,
        _ => Selection::All,
    };
    let cited = outputs.cited();
    let mut reporting = Reporting {
        recording: &mut recording,
        outputs: &mut outputs,
        judge: &judge,
        comparison: comparison.as_mut().zip(other.as_ref()),
        inclusions: VecDeque::new(),
    };
    let mut summary =
        credtrail::scan::scan(store, &judge, asked.window, wanted, cited, &mut reporting)?;
    drop(other.take());
    recording.rest_on(&judge, &summary, &mut |superseded, before| {
        resolve(superseded, before, &mut outputs)
    })?;
    let findings = credtrail::check::findings_on_logs(&judge, asked.window);
    summary.count_logs(&findings, &judge);
    let mut context = context(store, judge, asked.window, summary).await?;
    store.end_snapshot().await?;
    context.findings = findings;
    context.comparison = comparison;
    context.reported_before = recording.reported_before();
    let outcome = outcome(&context, recording.news(), asked.judging.fail_on);
    context.ended = Some(ScanEnd {
        exit_status: outcome.status(),
        duration: match asked.moment {
            Moment::Now(_) => Some(began.elapsed()),
            Moment::Afterwards => None,
        },
    });
    let signed = outputs.end(&context)?;
    let verbosity = asked.verbosity;
    let result = recording.result();
    let head = recording.end(asked.locale).await?;
    if let (Some(signing), Some(sha256)) = (signing, signed) {
        let recorded = head.zip(result).with_message(unsigned)?;
        signing
            .publish(sha256, recorded)
            .await
            .with_message(unsigned)?;
    }
    if let Some(head) = head.filter(|_| !verbosity.quiet) {
        let (scan, hash) = (head.scan.to_string(), head.hash.to_string());
        let recorded = message!(
            "notice-recorded",
            "recorded as scan {scan}, {hash}",
            scan,
            hash
        );
        notice::notify(&recorded, asked.locale);
    }
    Ok(outcome)
}

async fn context(
    store: &mut Store,
    judge: Judge,
    window: Window,
    summary: Summary,
) -> anyhow::Result<ReportContext> {
    let unread = |source: &Source| {
        judge.is_in_scope(*source) && !judge.coverage.touches(*source, window.from, window.to)
    };
    let unread = Source::LOGS.into_iter().filter(unread).collect();
    let hull = judge.coverage.hull();
    Ok(ReportContext {
        window: ends(window, hull),
        unread,
        ..ReportContext::of(&judge, summary, store).await?
    })
}

/// Returns the window of the report; an open end is that of the coverage.
fn ends(window: Window, hull: Option<(Timestamp, Timestamp)>) -> Option<(Timestamp, Timestamp)> {
    let from = window.from.or(hull.map(|it| it.0)).or(window.to)?;
    let to = window.to.or(hull.map(|it| it.1)).unwrap_or(from);
    Some((from, to.max(from)))
}

/// Returns the outcome. A break weighs more than an unread log or input: the alarm must not be lost in an incomplete examination. With
/// `--new`, findings that were reported before do not count.
fn outcome(context: &ReportContext, news: Option<Verdict>, fail_on: FailOn) -> Outcome {
    let met = |verdict: &Verdict| {
        context
            .summary
            .by_effective_verdict
            .get(verdict)
            .is_some_and(|it| *it > 0)
    };
    let worst = [Verdict::Broken, Verdict::Unproven].into_iter().find(met);
    let worst = news.or(worst).unwrap_or(Verdict::Complete);
    let unproven = fail_on == FailOn::Unproven && worst == Verdict::Unproven;
    if worst == Verdict::Broken || unproven {
        return Outcome::Broken;
    }
    let examined = context.unread.is_empty() && context.unread_inputs().next().is_none();
    match examined && context.summary.stale == 0 {
        true => Outcome::Fine,
        false => Outcome::Unknown,
    }
}
