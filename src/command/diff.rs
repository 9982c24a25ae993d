//! `credtrail diff`: what changed between two recorded scans, and why.

use anyhow::bail;
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::history::diff::{ChangeKind, ChangeSearch, Changes, Pair};
use credtrail::history::recorded::{PastScan, ScanId};
use credtrail::language::locale::Locale;
use credtrail::report::diff::{Json, Report, SHOWN, html, list, list_json, text};
use credtrail::store::Store;

use super::Outcome;
use super::ingest::db;
use super::output::destination::Destination;
use super::output::style::plain;
use crate::command::args;
use crate::command::args::ChangesFormat;
use crate::command::failure::WithMessage;
use credtrail::message;

/// Lists the scans, or compares two of them.
pub async fn run(
    arguments: args::Diff,
    files: &TemporaryFiles,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    let mut destination = Destination::to(arguments.output.as_deref(), files)?;
    let mut store = Store::read(&arguments.database.db)
        .await
        .with_message(|| db(&arguments.database.db))?;
    store.begin_snapshot().await?;
    let scans = store.past_scans().await?;
    if arguments.list {
        return print_list(&scans, &arguments, destination, locale);
    }
    let pair = pair(&scans, arguments.before, arguments.after)?;
    let (before, after) = (pair.before.id, pair.after.id);
    let mut changes = Changes::at_most(SHOWN);
    store.each_change(ChangeSearch::of(pair), &mut |it| changes.add(it))?;
    let report = Report {
        pair,
        changes,
        elsewhere: store
            .reported_elsewhere(before, after, pair.after.basis.window)
            .await?,
    };
    let style = plain(arguments.output.as_deref(), locale);
    match arguments.format {
        ChangesFormat::Html => html(&report, style, &mut destination)?,
        ChangesFormat::Text => text(&report, style, &mut destination)?,
        ChangesFormat::Json => json(&report, &mut store, &mut destination)?,
    }
    destination.finish()?;
    let is_worse = report.changes.count(ChangeKind::Broken) > 0;
    Ok(if is_worse {
        Outcome::Broken
    } else {
        Outcome::Fine
    })
}

/// Writes the changes as JSON, the worst first: the history is read once for each kind, so that no list of all changes is in memory.
fn json(
    report: &Report<'_>,
    store: &mut Store,
    destination: &mut Destination,
) -> anyhow::Result<()> {
    let mut json = Json::begin(report, destination)?;
    let kinds = ChangeKind::ALL.into_iter();
    for kind in kinds.filter(|it| report.changes.count(*it) > 0) {
        let mut written = Ok(());
        store.each_change(ChangeSearch::of(report.pair), &mut |change| {
            if written.is_ok() && change.kind() == kind {
                written = json.add(&change);
            }
        })?;
        written?;
    }
    Ok(json.end()?)
}

fn print_list(
    scans: &[PastScan],
    arguments: &args::Diff,
    mut destination: Destination,
    locale: &Locale,
) -> anyhow::Result<Outcome> {
    match arguments.format {
        ChangesFormat::Html => bail!(message!(
            "error-list-form",
            "the list of scans is text or JSON; a page shows two of them"
        )),
        ChangesFormat::Text => list(
            scans,
            plain(arguments.output.as_deref(), locale),
            &mut destination,
        )?,
        ChangesFormat::Json => list_json(scans, &mut destination)?,
    }
    destination.finish()?;
    Ok(Outcome::Fine)
}

/// Returns the scans with these numbers; the last scan and the one before it where no numbers are given.
fn pair(scans: &[PastScan], before: Option<i64>, after: Option<i64>) -> anyhow::Result<Pair<'_>> {
    let [.., last_but_one, last] = scans else {
        bail!(match scans {
            [] => message!(
                "error-no-scan",
                "no scan was recorded so far, and two are needed; `credtrail scan` records itself"
            ),
            _ => message!(
                "error-one-scan",
                "one scan was recorded so far, and two are needed; `credtrail scan` records itself"
            ),
        });
    };
    let find = |id: i64| {
        let found = scans.iter().find(|it| it.id == ScanId(id));
        found.with_message(|| {
            message!(
                "error-scan-unknown",
                "no scan {id} was recorded; `credtrail diff --list` lists those that were",
                id = id.to_string()
            )
        })
    };
    let after = after.map_or(Ok(last), find)?;
    let before = before.map_or(Ok(last_but_one), find)?;
    if before.id >= after.id {
        bail!(message!(
            "error-scan-order",
            "scan {before} does not come before scan {after}; name the earlier one first",
            before = before.id.to_string(),
            after = after.id.to_string()
        ));
    }
    Ok(Pair { before, after })
}
