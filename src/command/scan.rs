//! `credtrail scan`: judges the lineages that touch a window.

use std::collections::BTreeSet;

use anyhow::Context;
use credtrail::entry::Source;
use credtrail::finding::Verdict;
use credtrail::judge::{Judge, Moment, earlier};
use credtrail::policy::Policy;
use credtrail::policy::expectations::Expectations;
use credtrail::policy::learned::Learned;
use credtrail::report::{Frame, json, text};
use credtrail::scan::{Judged, Summary};
use credtrail::store::Store;
use credtrail::store::window::Window;
use jiff::{SignedDuration, Timestamp};

use super::Outcome;
use super::ingest::db;
use super::printed::Printed;
use crate::cli::{self, Declaration, FailOn, Format};

/// What is asked of a scan.
pub struct Asked<'a> {
    /// From when to when.
    pub window: Window,
    /// When this is.
    pub moment: Moment,
    /// Logs out of scope.
    pub judging: &'a cli::Judging,
    /// What is expected.
    pub policy: Policy,
    /// Declared for this scan alone.
    pub covers: &'a [Declaration],
    /// Where the report goes.
    pub output: &'a cli::Output,
    /// How much is said.
    pub talk: cli::Talk,
}

/// Judges a window of the database, which others may write to meanwhile.
pub async fn run(arguments: cli::Scan) -> anyhow::Result<Outcome> {
    let mut store = Store::read(&arguments.database.db)
        .await
        .with_context(|| db(&arguments.database.db))?;
    let policy = super::policy::of(
        arguments.judging.policy.as_ref(),
        Some(&arguments.database.db),
    )?;
    let now = Timestamp::now();
    let from = since(&arguments, &policy)
        .map(|length| earlier(arguments.to.unwrap_or(now), length))
        .or(arguments.from);
    let asked = Asked {
        window: Window {
            from,
            to: arguments.to,
        },
        moment: Moment::Now(now),
        judging: &arguments.judging,
        policy,
        covers: &arguments.covers.covers,
        output: &arguments.output,
        talk: arguments.talk,
    };
    report(&mut store, asked).await
}

/// How far back the window reaches: as asked for, or as the policy says where nothing is asked for.
fn since(arguments: &cli::Scan, policy: &Policy) -> Option<SignedDuration> {
    let by_policy = policy.look_back.scan.map(|it| it.0);
    arguments
        .since
        .or(by_policy.filter(|_| arguments.from.is_none()))
}

/// Everything that a judgement rests on.
pub async fn judge(
    store: &mut Store,
    moment: Moment,
    without: BTreeSet<Source>,
    covers: &[Declaration],
    policy: Policy,
) -> anyhow::Result<Judge> {
    let mut coverage = store.coverage().await?;
    for declaration in covers {
        declaration
            .sources
            .iter()
            .for_each(|&source| coverage.add_declared(source, declaration.from, declaration.to));
    }
    let learned = Learned::of(store.configurations().await?, &policy.tolerance);
    let expectations = Expectations { policy, learned };
    Ok(Judge {
        coverage,
        rejected: store.rejected().await?,
        services: store.services().await?,
        without,
        expectations,
        moment,
    })
}

/// Judges a window and prints the report.
pub async fn report(store: &mut Store, asked: Asked<'_>) -> anyhow::Result<Outcome> {
    let policy = asked.policy.clone();
    let judge = judge(
        store,
        asked.moment,
        asked.judging.without(),
        asked.covers,
        policy,
    )
    .await?;
    let mut printer = Printer::new(&asked);
    let summary = credtrail::scan::scan(store, &judge, asked.window, &mut |judged| {
        printer.add(judged)
    })
    .await?;
    let frame = frame(store, judge, asked.window, summary).await?;
    let mut printed = Printed::to(asked.output.output.as_deref())?;
    printer.write(&frame, &mut printed)?;
    printed.finish()?;
    Ok(outcome(&frame, asked.judging.fail_on))
}

async fn frame(
    store: &mut Store,
    judge: Judge,
    window: Window,
    summary: Summary,
) -> anyhow::Result<Frame> {
    let unread = |source: &Source| {
        judge.is_in_scope(*source) && !judge.coverage.touches(*source, window.from, window.to)
    };
    let unread = Source::ALL.into_iter().filter(unread).collect();
    let hull = judge.coverage.hull();
    Ok(Frame {
        window: ends(window, hull),
        summary,
        counts: store.counts().await?,
        files: store.files_read().await?,
        unread,
        coverage: judge.coverage,
        rejected: judge.rejected,
    })
}

/// The window that was asked for; an end that was left open is that of what was read.
fn ends(window: Window, hull: Option<(Timestamp, Timestamp)>) -> Option<(Timestamp, Timestamp)> {
    let from = window.from.or(hull.map(|it| it.0)).or(window.to)?;
    let to = window.to.or(hull.map(|it| it.1)).unwrap_or(from);
    Some((from, to.max(from)))
}

/// A break weighs more than an unread log: the alarm must not be lost in "could not look everywhere".
fn outcome(frame: &Frame, fail_on: FailOn) -> Outcome {
    let unproven = fail_on == FailOn::Unproven && frame.summary.of_verdict(Verdict::Unproven) > 0;
    if frame.summary.of_verdict(Verdict::Broken) > 0 || unproven {
        Outcome::Broken
    } else if frame.unread.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Unknown
    }
}

/// One of the forms.
enum Printer {
    Text(text::Report),
    Json(json::Report),
}

impl Printer {
    fn new(asked: &Asked<'_>) -> Self {
        match asked.output.format {
            Format::Json => Printer::Json(json::Report::default()),
            Format::Text => {
                let detail = if asked.talk.verbose > 0 {
                    text::Detail::All
                } else {
                    text::Detail::Usual
                };
                Printer::Text(text::Report::new(
                    super::printed::palette(asked.output),
                    detail,
                ))
            }
        }
    }

    fn add(&mut self, judged: &Judged<'_>) -> anyhow::Result<()> {
        match self {
            Printer::Text(report) => report.add(judged),
            Printer::Json(report) => report.add(judged).context("cannot keep the report")?,
        }
        Ok(())
    }

    fn write(self, frame: &Frame, printed: &mut Printed) -> std::io::Result<()> {
        match self {
            Printer::Text(report) => report.write(frame, printed),
            Printer::Json(report) => report.write(frame, printed),
        }
    }
}
