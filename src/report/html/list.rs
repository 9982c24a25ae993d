//! The list of the lineages: the first of them for readers without script, and the index for the script.

use std::collections::BTreeMap;

use askama::Template;

use super::index::{Encoded, Index, Listed, short};
use crate::report::text::grouped;

/// The greatest number of lineages that are listed without script.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "list.html")]
pub(super) struct Part {
    total: String,
    rows: Vec<Row>,
    index: String,
    /// The number of lineages in the index.
    indexed: String,
    /// The number of lineages that are not in the index.
    left: Option<String>,
}

struct Row {
    verdict: &'static str,
    kind: &'static str,
    subject: String,
    codes: String,
    cluster: String,
    key: String,
    newest: String,
    detail: Option<usize>,
}

/// Returns the part. `total` is the number of all lineages.
pub(super) fn part(
    index: &Index,
    encoded: Encoded,
    details: &BTreeMap<&str, usize>,
    total: u64,
) -> Part {
    let left = total.saturating_sub(encoded.rows as u64);
    Part {
        total: grouped(total),
        rows: index.first(MOST).map(|it| row(&it, details)).collect(),
        index: encoded.base64,
        indexed: grouped(encoded.rows as u64),
        left: (left > 0).then(|| grouped(left)),
    }
}

fn row(listed: &Listed<'_>, details: &BTreeMap<&str, usize>) -> Row {
    let newest = listed.rank.newest();
    Row {
        verdict: listed.row.verdict.as_str(),
        kind: listed.row.kind.as_str(),
        subject: short(listed.rank.subject()),
        codes: listed.codes.to_owned(),
        cluster: listed.cluster.to_owned(),
        key: listed.key.to_owned(),
        newest: newest.map(|it| format!("{it:.0}")).unwrap_or_default(),
        detail: details.get(listed.rank.subject()).copied(),
    }
}
