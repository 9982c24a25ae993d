//! The recorded scans, the last ones first.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::history::recorded::{PastScan, ScanId};
use crate::model::finding::Verdict;
use crate::report::text::grouped;
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
struct Part {
    rows: Vec<Row>,
    next: Option<i64>,
}

/// A recorded scan.
pub(super) struct Row {
    pub(super) number: i64,
    pub(super) verdict: &'static str,
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
    let part = Part {
        rows: scans.iter().map(row).collect(),
        next: scans.last().filter(|_| is_full).map(|it| it.id.0),
    };
    Ok(Page::new("Scans", Here::Scans, &part))
}

/// Returns a scan as it is shown.
pub(super) fn row(scan: &PastScan) -> Row {
    let window = scan.basis.window;
    let verdict = match (scan.counts.broken, scan.counts.unproven) {
        (0, 0) => Verdict::Complete,
        (0, _) => Verdict::Unproven,
        _ => Verdict::Broken,
    };
    Row {
        number: scan.id.0,
        verdict: verdict.as_str(),
        began: format!("{:.0}", scan.basis.began),
        window: match (window.from, window.to) {
            (None, None) => "everything".to_owned(),
            (Some(from), None) => format!("from {from:.0}"),
            (None, Some(to)) => format!("until {to:.0}"),
            (Some(from), Some(to)) => format!("{from:.0} to {to:.0}"),
        },
        tool: scan.basis.tool.clone(),
        broken: grouped(scan.counts.broken),
        unproven: grouped(scan.counts.unproven),
        complete: grouped(scan.counts.complete),
    }
}
