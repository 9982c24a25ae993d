//! A page of a list: credentials by cluster, key version, CA pool, user, or time, with their verdicts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use jiff::Timestamp;
use serde::Deserialize;

use super::credential::address;
use crate::correlate::graph;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::language::say::say;
use crate::model::finding::message::message;
use crate::model::identifier::Identifier;
use crate::model::identity::subject::Subject;
use crate::model::row_id::IdentifierId;
use crate::report::html::document::mark::Mark;
use crate::report::html::escape::{Markup, value};
use crate::report::html::picture::{Links, encoded, reach_from};
use crate::report::text::tree::short;
use crate::report::text::{ENGLISH, Style, words};
use crate::scan::Judged;
use crate::serve::Server;
use crate::serve::failure::Failure;
use crate::serve::lookups::Reading;
use crate::serve::page::{Here, Page};
use crate::store::Store;
use crate::store::questions::browse::{Cursor, List, Listed};
use crate::store::rows::ids::id_set::IdSet;
use crate::trace::nearest::{Nearest, Search};

/// The number of entries of a page.
const MOST: usize = 40;

#[derive(Deserialize)]
pub(in crate::serve) struct Asked {
    of: Of,
    name: Option<String>,
    /// The place after which the page begins.
    first: Option<i64>,
    second: Option<i64>,
    /// The time before which the page begins, as a browser's field for times gives it: without a zone, which is UTC here.
    until: Option<String>,
}

/// What the list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Of {
    Resource,
    User,
    Called,
    Time,
}

#[derive(Template)]
#[template(path = "list_page.html")]
struct Part<'l> {
    style: Style<'l>,
    head: String,
    name: Option<String>,
    /// What the reader chose to begin with, for the field of the time.
    until: Option<String>,
    rows: Vec<Row>,
    next: Option<String>,
    picture: Option<Markup>,
}

struct Row {
    verdict: Mark,
    kind: String,
    subject: String,
    link: String,
    codes: String,
    cluster: String,
    key: String,
    at: String,
}

/// Answers with a page of a list.
pub(in crate::serve) async fn show(
    State(shared): Server,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Page, Failure> {
    let Query(asked) = asked.map_err(|_| Failure::NoPage)?;
    let list = asked.list().ok_or(Failure::NoPage)?;
    let begin = asked.begin()?;
    let lookup = async move |reading: &mut Reading| {
        let locale = Arc::clone(&reading.locale);
        let style = ENGLISH.read_in(&locale);
        let part = part(&asked, &list, begin, reading, style).await?;
        let here = match asked.of {
            Of::Time => Here::Time,
            _ => Here::Elsewhere,
        };
        let title = part.name.as_deref().unwrap_or(&part.head);
        Ok(Page::new(title, here, &part, style))
    };
    shared.lookups.run(lookup).await
}

impl Asked {
    fn list(&self) -> Option<List> {
        let name = self.name.clone();
        match self.of {
            Of::Resource => name.map(List::OfResource),
            Of::User => name.map(List::OfUser),
            Of::Called => name.map(List::Called),
            Of::Time => Some(List::All),
        }
    }

    fn begin(&self) -> Result<Cursor, Failure> {
        if let Some(first) = self.first {
            return Ok(Cursor(first, self.second.unwrap_or(i64::MAX)));
        }
        match self.until.as_deref().filter(|it| !it.is_empty()) {
            Some(text) => Ok(Cursor::until(moment(text)?)),
            None => Ok(Cursor::BEGINNING),
        }
    }

    fn next(&self, Cursor(first, second): Cursor) -> String {
        let of = match self.of {
            Of::Resource => "resource",
            Of::User => "user",
            Of::Called => "called",
            Of::Time => "time",
        };
        let name = self
            .name
            .as_deref()
            .map(|it| format!("&name={}", encoded(it)));
        let name = name.unwrap_or_default();
        format!("/list?of={of}{name}&first={first}&second={second}")
    }
}

fn moment(text: &str) -> Result<Timestamp, Failure> {
    let zoned = [
        text.to_owned(),
        format!("{text}Z"),
        format!("{text}:00Z"),
        format!("{text}T00:00Z"),
    ];
    let found = zoned.iter().find_map(|it| it.parse().ok());
    found.ok_or_else(|| {
        Failure::Unusable(message!(
            "page-no-time",
            "This is no time. Write it as {example}.",
            example = "2026-11-21T12:00:00Z"
        ))
    })
}

async fn part<'l>(
    asked: &Asked,
    list: &List,
    begin: Cursor,
    reading: &mut Reading,
    style: Style<'l>,
) -> Result<Part<'l>, Failure> {
    let listed = reading.store.listed(list, begin, MOST).await?;
    let last = listed.last().filter(|_| listed.len() == MOST);
    let picture = match asked.name.as_deref() {
        Some(name) if !listed.is_empty() => Some(picture(name, &listed, reading)?),
        _ => None,
    };
    Ok(Part {
        style,
        head: match list {
            List::OfResource(_) => say!(style, "page-list-of", "Credentials and signatures of"),
            List::OfUser(_) => say!(style, "page-list-used", "Credentials used by"),
            List::Called(_) => say!(style, "page-list-called", "Certificates of"),
            List::All => say!(style, "page-list-time", "Records by time"),
        },
        name: asked.name.as_deref().map(value),
        until: (*list == List::All).then(|| asked.until.clone().unwrap_or_default()),
        rows: rows(&listed, &mut reading.store, &reading.judge, style)?,
        next: last.map(|it| asked.next(it.cursor)),
        picture,
    })
}

/// Returns the picture of what was asked for with the credentials of this page.
fn picture(
    name: &str,
    listed: &[Listed],
    Reading {
        store,
        judge,
        locale,
    }: &mut Reading,
) -> Result<Markup, Failure> {
    let start: IdSet = listed.iter().filter_map(Listed::number).collect();
    let start = store.identified(&start)?;
    let nearest = Nearest::of(start, Search::Quick, store, judge)?;
    Ok(Markup::of(&reach_from(
        name,
        &nearest,
        Links::Served,
        ENGLISH.read_in(locale),
    )))
}

/// Judges the lineages of the listed entries, and returns each once.
fn rows(
    listed: &[Listed],
    store: &mut Store,
    judge: &Judge,
    style: Style,
) -> Result<Vec<Row>, Failure> {
    let all = |of: fn(&Listed) -> Option<IdentifierId>| -> Vec<IdentifierId> {
        let numbers: BTreeSet<IdentifierId> = listed.iter().filter_map(of).collect();
        numbers.into_iter().collect()
    };
    let credentials = all(|it| it.credential);
    let digests = all(|it| it.digest.filter(|_| it.credential.is_none()));
    let components = graph::components(store.facts(&credentials, &digests)?);
    let lineages = components.iter().flat_map(Lineage::all);
    let judged: Vec<Judged<'_>> = lineages.map(|it| Judged::of(it, judge)).collect();
    let named: IdSet = listed.iter().filter_map(Listed::number).collect();
    let named = store.identified(&named)?.into_iter();
    let named: BTreeMap<IdentifierId, Identifier> =
        named.map(|(it, number)| (number, it)).collect();
    let mut shown = BTreeSet::new();
    let mut rows = Vec::new();
    for it in listed {
        let identifier = it.number().and_then(|it| named.get(&it));
        let is_it = |it: &Judged<'_>| identifier.is_some_and(|of| is_of(it, of));
        let position = judged.iter().position(is_it);
        if let Some(position) = position.filter(|it| shown.insert(*it)) {
            rows.extend(judged.get(position).map(|judged| row(judged, it.at, style)));
        }
    }
    Ok(rows)
}

/// Whether a lineage is that of an identifier: it is its subject, or the digest that was signed for it.
fn is_of(judged: &Judged<'_>, identifier: &Identifier) -> bool {
    match (identifier, &judged.lineage.subject) {
        (Identifier::Credential(one), Subject::Credential(other)) => one == other,
        (Identifier::Digest(one), Subject::Signature(other)) => one == other,
        (Identifier::Digest(one), _) => judged.lineage.digests().contains(one),
        (Identifier::Credential(_), Subject::Signature(_)) => false,
    }
}

fn row(judged: &Judged<'_>, at: Option<Timestamp>, style: Style) -> Row {
    let subject = judged.lineage.subject.text();
    let mut codes: Vec<&str> = judged.findings.iter().map(|it| it.code.as_str()).collect();
    codes.dedup();
    let place = &judged.attribution;
    let at = at.or_else(|| judged.times.map(|it| it.1));
    let key = place.keys.iter().chain(place.pools.iter()).next();
    Row {
        verdict: Mark::verdict(judged.verdict(), style),
        kind: words::kind(judged.kind, style),
        link: address(&subject),
        subject: short(&subject),
        codes: codes.join(", "),
        cluster: place.cluster.map(value).unwrap_or_default(),
        key: key.map(|it| value(it)).unwrap_or_default(),
        at: at.map(|it| style.time(it)).unwrap_or_default(),
    }
}
