//! The first page: what was read, and what the last scan reported.

use askama::Template;
use axum::extract::State;

use super::scans;
use crate::history::recorded::ScanId;
use crate::report::ReportContext;
use crate::report::html::escape::{Markup, value};
use crate::report::html::timeline;
use crate::report::text::ENGLISH;
use crate::scan::Summary;
use crate::serve::Server;
use crate::serve::failure::Failure;
use crate::serve::lookups::Reading;
use crate::serve::page::{Here, Page};

#[derive(Template)]
#[template(path = "home.html")]
struct Part {
    database: String,
    last: Option<scans::Row>,
    /// Whether no scan was recorded before the last one.
    is_first: bool,
    timeline: Markup,
}

/// Answers with the first page.
pub(in crate::serve) async fn show(State(shared): Server) -> Result<Page, Failure> {
    let database = value(&shared.lookups.database().display().to_string());
    let part = shared
        .lookups
        .run(async |reading| part(reading).await)
        .await?;
    let part = Part { database, ..part };
    Ok(Page::new("Overview", Here::Home, &part))
}

async fn part(Reading { store, judge }: &mut Reading) -> Result<Part, Failure> {
    let last = store.scans_before(ScanId(i64::MAX), 2).await?;
    let context = ReportContext::on_coverage(judge, Summary::default());
    Ok(Part {
        database: String::new(),
        is_first: last.len() < 2,
        last: last.first().map(scans::row),
        timeline: Markup::of(&timeline::part(&context, ENGLISH)),
    })
}
