//! Tables of the places: clusters, namespaces, service accounts, key versions, CA pools, callers.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;

use super::escape::value;
use crate::model::finding::Verdict;
use crate::report::text::grouped;
use crate::scan::Judged;
use crate::scan::attribution::Attribution;

/// The greatest number of places of one kind that are told apart.
const MOST: usize = 10_000;

/// The greatest number of places of one kind that are shown.
const MOST_SHOWN: usize = 50;

/// The kinds of places: what a table is of, and the head of its first column.
const KINDS: [(&str, &str); 6] = [
    ("Clusters", "Cluster"),
    ("Namespaces", "Namespace"),
    ("Service accounts", "Service account"),
    ("Key versions", "Key version"),
    ("CA pools", "CA pool"),
    ("Callers of Cloud KMS and CA Service", "Caller"),
];

/// What was counted of each place.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    kinds: [BTreeMap<String, Tally>; KINDS.len()],
}

#[derive(Debug, Default, Clone)]
struct Tally {
    verdicts: BTreeMap<Verdict, u64>,
    uses: u64,
    times: Option<(Timestamp, Timestamp)>,
}

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
    lineages: String,
    broken: String,
    unproven: String,
    complete: String,
    uses: String,
    first: String,
    last: String,
}

impl Tallies {
    /// Counts one lineage in each of its places.
    pub(super) fn add(&mut self, judged: &Judged<'_>) {
        let Attribution {
            cluster,
            keys,
            pools,
            callers,
            service_account,
            node: _,
        } = &judged.attribution;
        let namespace = service_account.map(|it| it.namespace.to_owned());
        let account = service_account.map(|it| format!("{}/{}", it.namespace, it.name));
        let owned = |it: &&str| (*it).to_owned();
        let places: [Vec<String>; KINDS.len()] = [
            cluster.iter().map(owned).collect(),
            namespace.into_iter().collect(),
            account.into_iter().collect(),
            keys.iter().map(owned).collect(),
            pools.iter().map(owned).collect(),
            callers.iter().map(owned).collect(),
        ];
        for (tallies, places) in self.kinds.iter_mut().zip(places) {
            for place in places {
                if tallies.len() < MOST || tallies.contains_key(&place) {
                    tallies.entry(place).or_default().count(judged);
                }
            }
        }
    }

    /// Returns the part: the places with the most breaks first.
    pub(super) fn part(self) -> Part {
        let kinds = KINDS.into_iter().zip(self.kinds);
        let tables = kinds.filter(|(_, tallies)| !tallies.is_empty());
        Part {
            tables: tables.map(|(kind, tallies)| table(kind, tallies)).collect(),
        }
    }
}

impl Tally {
    fn count(&mut self, judged: &Judged<'_>) {
        *self.verdicts.entry(judged.verdict()).or_default() += 1;
        self.uses += judged.lineage.uses().map_or(0, |it| it.count);
        let both = self.times.into_iter().chain(judged.times());
        self.times = both.reduce(|one, it| (one.0.min(it.0), one.1.max(it.1)));
    }

    fn of(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }
}

fn table((name, head): (&'static str, &'static str), tallies: BTreeMap<String, Tally>) -> Table {
    let left = tallies.len().saturating_sub(MOST_SHOWN) as u64;
    let mut all: Vec<(String, Tally)> = tallies.into_iter().collect();
    all.sort_by_cached_key(|(place, it)| {
        let total: u64 = it.verdicts.values().sum();
        let counts = (it.of(Verdict::Broken), it.of(Verdict::Unproven), total);
        (Reverse(counts), place.clone())
    });
    Table {
        name,
        head,
        count: grouped(all.len() as u64),
        rows: all.iter().take(MOST_SHOWN).map(row).collect(),
        left: (left > 0).then(|| grouped(left)),
    }
}

fn row((place, tally): &(String, Tally)) -> Row {
    let time = |at| format!("{at:.0}");
    let (first, last) = tally.times.unzip();
    Row {
        place: value(place),
        lineages: grouped(tally.verdicts.values().sum()),
        broken: grouped(tally.of(Verdict::Broken)),
        unproven: grouped(tally.of(Verdict::Unproven)),
        complete: grouped(tally.of(Verdict::Complete)),
        uses: grouped(tally.uses),
        first: first.map(time).unwrap_or_default(),
        last: last.map(time).unwrap_or_default(),
    }
}
