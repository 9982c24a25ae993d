//! Tables of the places: clusters, namespaces, service accounts, key versions, CA pools, callers.

use std::cmp::Reverse;

use askama::Template;

use super::escape::{Markup, value};
use crate::language::say::say;
use crate::model::finding::Verdict;
use crate::report::text::{Style, grouped};
use crate::scan::Judged;
use crate::scan::summary::breakdown::{Breakdown, Dimension, Tallies, Tally};

/// The greatest number of places of one kind that are shown.
const MOST_SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "tables.html")]
pub(super) struct Part<'l> {
    style: Style<'l>,
    tables: Vec<Table>,
}

struct Table {
    name: String,
    head: String,
    count: String,
    rows: Vec<Row>,
    left: Option<String>,
}

struct Row {
    place: String,
    credentials: String,
    broken: String,
    unproven: String,
    complete: String,
    signatures: String,
    uses: String,
    first: String,
    last: String,
}

/// Counts a lineage under the service account of its holder.
pub(super) fn count_account(accounts: &mut Tallies, judged: &Judged<'_>) {
    let place = &judged.attribution;
    if let Some(account) = place.service_account {
        let cluster = place.cluster.map(|it| format!("{it}/"));
        let (namespace, name) = (account.namespace, account.name);
        let cluster = cluster.unwrap_or_default();
        accounts.count(&format!("{cluster}{namespace}/{name}"), judged);
    }
}

/// Returns the part: a table for each dimension that has names, then one for service accounts, the places with the most breaks first.
pub(super) fn part<'l>(breakdown: &Breakdown, accounts: &Tallies, style: Style<'l>) -> Part<'l> {
    let all = Dimension::ALL.into_iter();
    let all = all.filter_map(|it| Some(table(heads(it, style), breakdown.by(it)?, style)));
    let accounts = Some(accounts).filter(|it| !it.by_name.is_empty());
    let accounts = accounts.map(|it| table(account_heads(style), it, style));
    Part {
        style,
        tables: all.chain(accounts).collect(),
    }
}

/// The name of a dimension, and the head of the first column of its table.
fn heads(dimension: Dimension, style: Style) -> (String, String) {
    match dimension {
        Dimension::Cluster => (
            say!(style, "page-clusters", "Clusters"),
            say!(style, "page-cluster", "Cluster"),
        ),
        Dimension::Key => (
            say!(style, "page-keys", "Key versions"),
            say!(style, "page-key", "Key version"),
        ),
        Dimension::Pool => (
            say!(style, "page-pools", "CA pools"),
            say!(style, "page-pool", "CA pool"),
        ),
        Dimension::Namespace => (
            say!(style, "page-namespaces", "Namespaces"),
            say!(style, "page-namespace", "Namespace"),
        ),
        Dimension::Caller => (
            say!(style, "page-callers", "Callers of Cloud KMS and CA Service"),
            say!(style, "page-caller", "Caller"),
        ),
    }
}

/// The same of service accounts.
fn account_heads(style: Style) -> (String, String) {
    (
        say!(style, "page-accounts", "Service accounts"),
        say!(style, "page-account", "Service account"),
    )
}

fn table((name, head): (String, String), tallies: &Tallies, style: Style) -> Table {
    let left = tallies.by_name.len().saturating_sub(MOST_SHOWN) as u64;
    let mut all: Vec<(&String, &Tally)> = tallies.by_name.iter().collect();
    all.sort_by_key(|(_, it)| {
        let broken = it.lineages(Verdict::Broken);
        Reverse((broken, it.of_verdict(Verdict::Unproven), it.total()))
    });
    let others = tallies.others.as_ref();
    Table {
        name,
        head,
        count: grouped(tallies.by_name.len() as u64),
        rows: all
            .into_iter()
            .take(MOST_SHOWN)
            .map(|(place, it)| row(value(place), it, style))
            .chain(others.map(|it| row(say!(style, "page-all-others", "all others"), it, style)))
            .collect(),
        left: (left > 0).then(|| grouped(left)),
    }
}

fn row(place: String, tally: &Tally, style: Style) -> Row {
    let of = |verdict| grouped(tally.of_verdict(verdict));
    let time = |at| style.time(at);
    let (first, last) = tally.times.unzip();
    Row {
        place,
        credentials: grouped(tally.total()),
        broken: of(Verdict::Broken),
        unproven: of(Verdict::Unproven),
        complete: of(Verdict::Complete),
        signatures: grouped(tally.unclaimed()),
        uses: grouped(tally.uses),
        first: first.map(time).unwrap_or_default(),
        last: last.map(time).unwrap_or_default(),
    }
}
