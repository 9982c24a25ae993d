//! One credential: where it came from, who asked for it, and what was asked for with it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::correlate::graph;
use crate::correlate::graph::Component;
use crate::evidence::jose::token::Presented;
use crate::language::say::say;
use crate::model::finding::Code;
use crate::model::finding::message::message;
use crate::receipts::locate::Files;
use crate::receipts::use_receipts::Cited;
use crate::report::Relatives;
use crate::report::html::detail::{self, Title};
use crate::report::html::document::mark::Mark;
use crate::report::html::escape::{Markup, value};
use crate::report::html::groups::explained;
use crate::report::html::picture::{self, Links, page_of, unseen};
use crate::report::text::{ENGLISH, Style, grouped, words};
use crate::scan::Judged;
use crate::scan::use_location::locate_uses;
use crate::serve::Server;
use crate::serve::failure::Failure;
use crate::serve::lookups::Reading;
use crate::serve::page::{Here, Page};
use crate::trace::ancestry::KnownCredentials;
use crate::trace::judging::judge_all;
use crate::trace::nearest::Search;
use crate::trace::presented;
use crate::trace::resolve::{StartingPoints, by_id};

/// The greatest number of lineages that are shown in detail.
const MOST: usize = 20;

/// The greatest number of credentials of which the pictures are drawn.
const MOST_DRAWN: usize = 3;

#[derive(Deserialize)]
pub(in crate::serve) struct Asked {
    id: String,
}

#[derive(Template)]
#[template(path = "credential.html")]
struct Part<'l> {
    style: Style<'l>,
    /// What the page is about.
    kind: String,
    name: String,
    verdict: Mark,
    /// The verdict by the findings that no suppression covers, where that is another one.
    effective: Option<Mark>,
    lineages: Vec<Markup>,
    left: Option<String>,
    is_one: bool,
    explanations: Vec<(Code, [Cow<'static, str>; 3])>,
    /// What could not be read of what was given.
    unread: Vec<String>,
}

/// Answers with the page on an identifier.
pub(in crate::serve) async fn show(
    State(shared): Server,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Page, Failure> {
    let Query(Asked { id }) = asked.map_err(|_| Failure::NoPage)?;
    if presented::is_written_out(&id) || presented::may_be_token(&id) {
        return Err(Failure::Unusable(message!(
            "page-credential-in-address",
            "This address holds a certificate or a token. Paste it into the search box, so that it stands in no address."
        )));
    }
    let lookup = async move |reading: &mut Reading| {
        let points = by_id(&id, &mut reading.store)?;
        if points.are_none() {
            let sought = Vec::new();
            return Err(Failure::Unknown {
                what: id.into(),
                sought,
            });
        }
        traced(&points, &[], &[], reading)
    };
    shared.lookups.run(lookup).await
}

/// Returns the page on what was found, with what the given tokens show.
pub(super) fn traced(
    points: &StartingPoints,
    tokens: &[Presented],
    unread: &[String],
    Reading {
        store,
        judge,
        locale,
    }: &mut Reading,
) -> Result<Page, Failure> {
    let style = ENGLISH.read_in(locale);
    let facts = store.facts(&points.credentials, &points.digests)?;
    let components = graph::components(facts);
    let mut judged = judge_all(&components, tokens, &|_| Vec::new(), store, judge)?;
    locate_uses(judged.iter_mut(), store, &Files::Unmoved, Cited::Places)?;
    let (mut known, mut lineages) = (KnownCredentials::default(), Vec::new());
    let title = match judged.len() {
        1 => Title::Above,
        _ => Title::Shown,
    };
    for one in judged.iter().take(MOST) {
        let relatives = match lineages.len() < MOST_DRAWN {
            true => Relatives::of(
                &one.lineage.subject,
                Search::Quick,
                &mut known,
                store,
                judge,
            )?,
            false => None,
        };
        let pictures = relatives.map(|it| picture::of(&it, Links::Served, style));
        let pictures = pictures.unwrap_or_default();
        lineages.push(detail::with_pictures(one, title, pictures, style));
    }
    let part = part(&judged, &components, lineages, unread, style);
    let title = format!("{}: {} {}", part.verdict.word, part.kind, part.name);
    Ok(Page::new(&title, Here::Elsewhere, &part, style))
}

fn part<'l>(
    judged: &[Judged<'_>],
    components: &[Component],
    lineages: Vec<Markup>,
    unread: &[String],
    style: Style<'l>,
) -> Part<'l> {
    let worst = judged.iter().map(Judged::verdict).max();
    let effective = judged.iter().map(Judged::effective_verdict).max();
    let (kind, name) = match judged {
        [one] => (
            words::kind(one.kind, style),
            value(&one.lineage.subject.text()),
        ),
        [] => (
            String::new(),
            say!(
                style,
                "page-files-name-it",
                "{count} files name it, and no log",
                count = grouped(evidence(components))
            ),
        ),
        many => (String::new(), words::lineages(many.len() as u64, style)),
    };
    let findings = judged.iter().flat_map(|it| &it.findings);
    let codes: BTreeSet<Code> = findings.map(|it| it.code).collect();
    let left = judged.len().saturating_sub(MOST) as u64;
    Part {
        style,
        kind,
        name,
        verdict: worst.map_or_else(|| unseen(style), |it| Mark::verdict(it, style)),
        effective: effective
            .filter(|_| effective != worst)
            .map(|it| Mark::verdict(it, style)),
        is_one: judged.len() == 1,
        lineages,
        left: (left > 0).then(|| grouped(left)),
        explanations: codes
            .into_iter()
            .map(|it| (it, explained(it, style)))
            .collect(),
        unread: unread.iter().map(|it| value(it)).collect(),
    }
}

fn evidence(components: &[Component]) -> u64 {
    components.iter().map(|it| it.evidence.len() as u64).sum()
}

/// Returns the address of the page on a credential or signature.
pub(super) fn address(identifier: &str) -> String {
    page_of(identifier)
}
