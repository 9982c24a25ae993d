//! The list of the lineages: the first of them for readers without script, and the index for the script.

use std::collections::BTreeMap;

use askama::Template;

use super::document::mark::Mark;
use super::escape::Markup;
use super::index::{Encoded, Index, Listed, short};
use crate::language::say::say;
use crate::report::text::{Style, grouped, words};

/// The greatest number of lineages that are listed without script.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "list.html")]
pub(super) struct Part<'l> {
    style: Style<'l>,
    total: String,
    rows: Vec<Row>,
    index: String,
    /// The number of lineages in the index.
    indexed: String,
    /// The number of lineages that are not in the index.
    left: Option<String>,
}

struct Row {
    verdict: Mark,
    kind: String,
    subject: String,
    codes: String,
    cluster: String,
    key: String,
    newest: String,
    detail: Option<usize>,
}

/// Returns the part. `total` is the number of all lineages.
pub(super) fn part<'l>(
    index: &Index,
    encoded: Encoded,
    details: &BTreeMap<&str, usize>,
    total: u64,
    style: Style<'l>,
) -> Part<'l> {
    let left = total.saturating_sub(encoded.rows as u64);
    Part {
        style,
        total: grouped(total),
        rows: index
            .first(MOST)
            .map(|it| row(&it, details, style))
            .collect(),
        index: encoded.base64,
        indexed: grouped(encoded.rows as u64),
        left: (left > 0).then(|| grouped(left)),
    }
}

fn row(listed: &Listed<'_>, details: &BTreeMap<&str, usize>, style: Style) -> Row {
    let newest = listed.rank.newest();
    Row {
        verdict: Mark::verdict(listed.row.verdict, style),
        kind: words::kind(listed.row.kind, style),
        subject: short(listed.rank.subject()),
        codes: listed.codes.to_owned(),
        cluster: listed.cluster.to_owned(),
        key: listed.key.to_owned(),
        newest: newest.map(|it| style.time(it)).unwrap_or_default(),
        detail: details.get(listed.rank.subject()).copied(),
    }
}
