//! The changes between two recorded scans.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::history::diff::{ChangeSearch, Changes, Pair};
use crate::history::recorded::{PastScan, ScanId};
use crate::model::finding::message::{Message, message};
use crate::report::diff::{Report, SHOWN, body};
use crate::report::html::escape::Markup;
use crate::report::html::picture::Links;
use crate::report::text::ENGLISH;
use crate::serve::Server;
use crate::serve::failure::Failure;
use crate::serve::lookups::Reading;
use crate::serve::page::{Here, Page};
use crate::store::Store;

#[derive(Deserialize)]
pub(in crate::serve) struct Asked {
    after: i64,
    before: Option<i64>,
}

/// Answers with the changes up to a scan, from another one or the one before it.
pub(in crate::serve) async fn show(
    State(shared): Server,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Page, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::NoPage)?;
    let lookup = async move |reading: &mut Reading| of(&asked, reading).await;
    let (title, body) = shared.lookups.run(lookup).await?;
    Ok(Page::of(&title, Here::Scans, body, shared.style()))
}

async fn of(
    asked: &Asked,
    Reading { store, locale, .. }: &mut Reading,
) -> Result<(String, Markup), Failure> {
    let after = scan(asked.after, store).await?;
    let before = match asked.before {
        Some(number) => scan(number, store).await?,
        None => the_one_before(&after, store).await?,
    };
    if before.id >= after.id {
        let text = message!(
            "page-scans-order",
            "Scan {before} does not come before scan {after}.",
            before = before.id.to_string(),
            after = after.id.to_string()
        );
        return Err(Failure::Unusable(text));
    }
    let pair = Pair {
        before: &before,
        after: &after,
    };
    let window = after.basis.window;
    let mut changes = Changes::at_most(SHOWN);
    store.each_change(ChangeSearch::of(pair), &mut |it| changes.add(it))?;
    let report = Report {
        pair,
        changes,
        elsewhere: store
            .reported_elsewhere(before.id, after.id, window)
            .await?,
    };
    Ok(body(&report, Links::Served, ENGLISH.read_in(locale)))
}

async fn scan(number: i64, store: &mut Store) -> Result<PastScan, Failure> {
    let found = store
        .scans_before(ScanId(number.saturating_add(1)), 1)
        .await?;
    let found = found.into_iter().find(|it| it.id == ScanId(number));
    found.ok_or_else(|| {
        unknown(message!(
            "page-a-scan",
            "a scan {number}",
            number = number.to_string()
        ))
    })
}

async fn the_one_before(scan: &PastScan, store: &mut Store) -> Result<PastScan, Failure> {
    let found = store.scans_before(scan.id, 1).await?.pop();
    found.ok_or_else(|| {
        unknown(message!(
            "page-a-scan-before",
            "a scan before scan {number}",
            number = scan.id.to_string()
        ))
    })
}

fn unknown(what: Message) -> Failure {
    Failure::Unknown {
        what,
        sought: Vec::new(),
    }
}
