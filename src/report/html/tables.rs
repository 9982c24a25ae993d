//! Tables of the places: clusters, namespaces, service accounts, key versions, CA pools, callers.

use std::cmp::Reverse;

use askama::Template;

use super::escape::value;
use crate::model::finding::Verdict;
use crate::report::text::grouped;
use crate::scan::Judged;
use crate::scan::breakdown::{Breakdown, Dimension, Tallies, Tally};

/// The greatest number of places of one kind that are shown.
const MOST_SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "tables.html")]
pub(super) struct Part {
    tables: Vec<Table>,
}

struct Table {
    name: &'static str,
    head: &'static str,
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
pub(super) fn part(breakdown: &Breakdown, accounts: &Tallies) -> Part {
    let all = Dimension::ALL.into_iter();
    let all = all.filter_map(|it| Some(table(heads(it), breakdown.by(it)?)));
    let accounts = Some(accounts).filter(|it| !it.by_name.is_empty());
    let accounts = accounts.map(|it| table(("Service accounts", "Service account"), it));
    Part {
        tables: all.chain(accounts).collect(),
    }
}

/// The name of a dimension, and the head of the first column of its table.
fn heads(dimension: Dimension) -> (&'static str, &'static str) {
    match dimension {
        Dimension::Cluster => ("Clusters", "Cluster"),
        Dimension::Key => ("Key versions", "Key version"),
        Dimension::Pool => ("CA pools", "CA pool"),
        Dimension::Namespace => ("Namespaces", "Namespace"),
        Dimension::Caller => ("Callers of Cloud KMS and CA Service", "Caller"),
    }
}

fn table((name, head): (&'static str, &'static str), tallies: &Tallies) -> Table {
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
            .map(|(place, it)| row(value(place), it))
            .chain(others.map(|it| row("all others".to_owned(), it)))
            .collect(),
        left: (left > 0).then(|| grouped(left)),
    }
}

fn row(place: String, tally: &Tally) -> Row {
    let of = |verdict| grouped(tally.of_verdict(verdict));
    let time = |at| format!("{at:.0}");
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
