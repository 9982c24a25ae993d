//! The first page: what was read, and what the last scan reported.

use askama::Template;
use axum::extract::State;

use super::scans;
use crate::history::recorded::ScanId;
use crate::language::say::say;
use crate::report::ReportContext;
use crate::report::html::escape::{Markup, value};
use crate::report::html::timeline;
use crate::report::text::{ENGLISH, Style};
use crate::scan::Summary;
use crate::serve::Server;
use crate::serve::failure::Failure;
use crate::serve::lookups::Reading;
use crate::serve::page::{Here, Page};

#[derive(Template)]
#[template(path = "home.html")]
struct Part<'l> {
    style: Style<'l>,
    database: String,
    last: Option<scans::Row>,
    /// Whether no scan was recorded before the last one.
    is_first: bool,
    timeline: Markup,
}

/// Answers with the first page.
pub(in crate::serve) async fn show(State(shared): Server) -> Result<Page, Failure> {
    let database = value(&shared.lookups.database().display().to_string());
    let lookup = async move |reading: &mut Reading| page(database, reading).await;
    shared.lookups.run(lookup).await
}

async fn page(
    database: String,
    Reading {
        store,
        judge,
        locale,
    }: &mut Reading,
) -> Result<Page, Failure> {
    let style = ENGLISH.read_in(locale);
    let last = store.scans_before(ScanId(i64::MAX), 2).await?;
    let context = ReportContext::on_coverage(judge, Summary::default());
    let part = Part {
        style,
        database,
        is_first: last.len() < 2,
        last: last.first().map(|it| scans::row(it, style)),
        timeline: Markup::of(&timeline::part(&context, style)),
    };
    let title = say!(style, "part-overview", "Overview");
    Ok(Page::new(&title, Here::Home, &part, style))
}
