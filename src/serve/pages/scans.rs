//! The recorded scans, the last ones first.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::history::recorded::{PastScan, ScanId};
use crate::language::say::say;
use crate::model::finding::Verdict;
use crate::report::diff::window;
use crate::report::html::document::mark::Mark;
use crate::report::html::escape::Markup;
use crate::report::text::{Style, grouped};
use crate::serve::Server;
use crate::serve::failure::Failure;
use crate::serve::lookups::Reading;
use crate::serve::page::{Here, Page};

/// The number of scans of a page.
const MOST: usize = 50;

#[derive(Deserialize)]
pub(in crate::serve) struct Asked {
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "scans.html")]
struct Part<'l> {
    style: Style<'l>,
    rows: Vec<Row>,
    next: Option<i64>,
}

/// A recorded scan.
pub(super) struct Row {
    pub(super) number: i64,
    pub(super) verdict: Mark,
    pub(super) began: String,
    pub(super) window: String,
    pub(super) tool: String,
    pub(super) broken: String,
    pub(super) unproven: String,
    pub(super) complete: String,
}

/// Answers with a page of scans.
pub(in crate::serve) async fn show(
    State(shared): Server,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Page, Failure> {
    let Query(Asked { before }) = asked.map_err(|_| Failure::NoPage)?;
    let before = ScanId(before.unwrap_or(i64::MAX));
    let lookup =
        async move |reading: &mut Reading| Ok(reading.store.scans_before(before, MOST).await?);
    let scans = shared.lookups.run(lookup).await?;
    let is_full = scans.len() == MOST;
    let style = shared.style();
    let part = Part {
        style,
        rows: scans.iter().map(|it| row(it, style)).collect(),
        next: scans.last().filter(|_| is_full).map(|it| it.id.0),
    };
    Ok(Page::new(
        &say!(style, "part-scans", "Scans"),
        Here::Scans,
        &part,
        style,
    ))
}

/// Returns a scan as it is shown.
pub(super) fn row(scan: &PastScan, style: Style) -> Row {
    let verdict = match (scan.counts.broken, scan.counts.unproven) {
        (0, 0) => Verdict::Complete,
        (0, _) => Verdict::Unproven,
        _ => Verdict::Broken,
    };
    Row {
        number: scan.id.0,
        verdict: Mark::verdict(verdict, style),
        began: style.time(scan.basis.began),
        window: window(scan, style),
        tool: scan.basis.tool.clone(),
        broken: grouped(scan.counts.broken),
        unproven: grouped(scan.counts.unproven),
        complete: grouped(scan.counts.complete),
    }
}
