//! How many credentials there are by cluster, by key version, by CA pool, by namespace and by caller, and with which verdicts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::finding::Verdict;
use crate::model::identity::subject::Subject;
use crate::scan::Judged;
use crate::scan::attribution::Attribution;
use crate::scan::summary::counts::add;

/// The greatest number of names of one dimension that are distinguished.
const MOST: usize = 10_000;

/// By what lineages are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// By cluster.
    Cluster,
    /// By key version.
    Key,
    /// By CA pool.
    Pool,
    /// By namespace of the holder, in its cluster: `CLUSTER/NAMESPACE`.
    Namespace,
    /// By caller of Cloud KMS and CA Service.
    Caller,
}

/// The counts of one name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Credentials by verdict.
    pub credentials: BTreeMap<Verdict, u64>,
    /// Unclaimed signatures by verdict.
    pub signatures: BTreeMap<Verdict, u64>,
    /// Distinct uses.
    pub uses: u64,
    /// The earliest time and the latest time of the records and uses.
    pub times: Option<(Timestamp, Timestamp)>,
}

/// The counts of one dimension. Of too many names the first in their order are distinguished, so that the sum of counts is the same in any
/// order of the parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tallies {
    /// The counts by name.
    pub by_name: BTreeMap<String, Tally>,
    /// The counts of the names that are not distinguished, since there are too many. None where there are none.
    pub others: Option<Tally>,
}

/// The counts by each dimension.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown(BTreeMap<Dimension, Tallies>);

impl Dimension {
    /// All dimensions.
    pub const ALL: [Dimension; 5] = [
        Dimension::Cluster,
        Dimension::Key,
        Dimension::Pool,
        Dimension::Namespace,
        Dimension::Caller,
    ];

    /// Returns the word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Dimension::Cluster => "cluster",
            Dimension::Key => "key",
            Dimension::Pool => "pool",
            Dimension::Namespace => "namespace",
            Dimension::Caller => "caller",
        }
    }
}

impl Breakdown {
    /// Counts one lineage.
    pub(super) fn count(&mut self, judged: &Judged<'_>) {
        let tally = Tally::of(judged);
        self.add(&judged.attribution, &tally);
    }

    /// Counts lineages of one place.
    pub(in crate::scan) fn add(&mut self, place: &Attribution<'_>, tally: &Tally) {
        let namespace = place.service_account.map(|it| match place.cluster {
            Some(cluster) => format!("{cluster}/{}", it.namespace),
            None => it.namespace.to_owned(),
        });
        let named: [(Dimension, Vec<&str>); Dimension::ALL.len()] = [
            (Dimension::Cluster, place.cluster.into_iter().collect()),
            (Dimension::Key, place.keys.iter().copied().collect()),
            (Dimension::Pool, place.pools.iter().copied().collect()),
            (
                Dimension::Namespace,
                namespace.as_deref().into_iter().collect(),
            ),
            (Dimension::Caller, place.callers.iter().copied().collect()),
        ];
        for (dimension, names) in named {
            for name in names {
                self.0.entry(dimension).or_default().add(name, tally);
            }
        }
    }

    /// Adds the counts of other lineages.
    pub(super) fn join(&mut self, other: &Breakdown) {
        for (dimension, tallies) in &other.0 {
            self.0.entry(*dimension).or_default().join(tallies);
        }
    }

    /// The counts of a dimension. None where no record names anything of the dimension.
    pub fn by(&self, dimension: Dimension) -> Option<&Tallies> {
        self.0.get(&dimension)
    }
}

impl Tallies {
    /// Counts one lineage under a name.
    pub(crate) fn count(&mut self, name: &str, judged: &Judged<'_>) {
        self.add(name, &Tally::of(judged));
    }

    fn add(&mut self, name: &str, tally: &Tally) {
        if let Some(known) = self.by_name.get_mut(name) {
            return known.take(tally);
        }
        self.by_name.insert(name.to_owned(), tally.clone());
        if self.by_name.len() > MOST
            && let Some((_, last)) = self.by_name.pop_last()
        {
            self.others.get_or_insert_default().take(&last);
        }
    }

    fn join(&mut self, other: &Tallies) {
        for (name, tally) in &other.by_name {
            self.add(name, tally);
        }
        if let Some(others) = &other.others {
            self.others.get_or_insert_default().take(others);
        }
    }
}

impl Tally {
    /// The number of credentials with this verdict.
    pub fn of_verdict(&self, verdict: Verdict) -> u64 {
        self.credentials.get(&verdict).copied().unwrap_or(0)
    }

    fn of(judged: &Judged<'_>) -> Self {
        let mut tally = Tally {
            uses: judged.lineage.uses().map_or(0, |it| it.count),
            times: judged.times,
            ..Tally::default()
        };
        let counts = match judged.lineage.subject {
            Subject::Signature(_) => &mut tally.signatures,
            Subject::Credential(_) => &mut tally.credentials,
        };
        counts.insert(judged.verdict(), 1);
        tally
    }

    /// Adds other counts.
    fn take(&mut self, other: &Tally) {
        add(&mut self.credentials, &other.credentials);
        add(&mut self.signatures, &other.signatures);
        self.uses += other.uses;
        self.times = match (self.times, other.times) {
            (Some(own), Some(other)) => Some((own.0.min(other.0), own.1.max(other.1))),
            (own, other) => own.or(other),
        };
    }

    /// The number of credentials.
    pub fn total(&self) -> u64 {
        self.credentials.values().sum()
    }

    /// The number of unclaimed signatures.
    pub fn unclaimed(&self) -> u64 {
        self.signatures.values().sum()
    }

    /// The number of lineages with this verdict: credentials and unclaimed signatures.
    pub fn lineages(&self, verdict: Verdict) -> u64 {
        self.of_verdict(verdict) + self.signatures.get(&verdict).copied().unwrap_or(0)
    }
}
