//! The findings of a scan in groups: one group for each code, weight and place, the gravest first. The groups answer what to look at first where
//! there are too many lineages to look at each.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::Timestamp;

use crate::model::finding::severity::Severity;
use crate::model::finding::{Code, Finding, Weight};
use crate::scan::Judged;
use crate::scan::attribution::Attribution;

/// The greatest number of groups that are distinguished. Findings of further places are counted in one group for each code and weight.
const MOST: usize = 10_000;

/// What distinguishes the groups of one code and weight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Grouping {
    /// The cluster, and the key version or CA pool.
    #[default]
    ClusterAndKey,
    /// The cluster.
    Cluster,
    /// The namespace of the holder, in its cluster.
    Namespace,
    /// The key version.
    Key,
    /// The CA pool.
    Pool,
    /// The caller of Cloud KMS or CA Service.
    Caller,
}

/// Whether a suppression covers a finding. Open findings come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// No suppression covers the finding.
    Open,
    /// A suppression covers the finding.
    Suppressed,
}

impl Attention {
    /// Returns whether a suppression covers the finding of a lineage at this position.
    pub fn of(judged: &Judged<'_>, position: usize) -> Self {
        match judged.suppressed_by.contains_key(&position) {
            true => Attention::Suppressed,
            false => Attention::Open,
        }
    }
}

/// Where the findings of a group are: the parts by which the group is distinguished.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// These clusters, keys, pools, namespaces or callers. Empty where no record names one.
    Named(Vec<String>),
    /// Any other place: there are too many to distinguish them.
    Others,
}

/// How soon a lineage is to be looked at. The least is the gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// The severity of the gravest finding, and whether a suppression covers the finding.
    Found(Attention, Reverse<Severity>),
    /// The lineage has no findings.
    Nothing,
}

impl Gravity {
    /// Returns the gravity of a lineage whose gravest finding is in this group.
    pub fn of(gravest: Option<&GroupKey>) -> Self {
        gravest.map_or(Gravity::Nothing, |it| {
            Gravity::Found(it.attention, it.severity)
        })
    }
}

/// What the findings of one group have in common. The least is the gravest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupKey {
    /// Whether suppressions cover the findings.
    pub attention: Attention,
    severity: Reverse<Severity>,
    /// The weight.
    pub weight: Weight,
    /// The code.
    pub code: Code,
    /// The place.
    pub place: Place,
}

/// One group of findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The number of lineages with such a finding.
    pub lineages: u64,
    /// The earliest time and the latest time of any of these lineages.
    pub times: Option<(Timestamp, Timestamp)>,
    /// The subject of the newest of these lineages.
    pub example: String,
}

/// The groups of the findings of a scan.
#[derive(Debug, Default)]
pub struct Groups {
    grouping: Grouping,
    groups: BTreeMap<GroupKey, Group>,
}

impl Groups {
    /// Returns no groups yet.
    pub fn new(grouping: Grouping) -> Self {
        Groups {
            grouping,
            groups: BTreeMap::new(),
        }
    }

    /// Counts the findings of one lineage. Returns the gravest of its groups; None for a lineage without findings.
    pub fn add(&mut self, judged: &Judged<'_>) -> Option<GroupKey> {
        let place = self.grouping.place(&judged.attribution);
        let all = judged.findings.iter().enumerate();
        let keys = all
            .map(|(position, it)| GroupKey::of(it, Attention::of(judged, position), place.clone()));
        let mut keys: Vec<GroupKey> = keys.collect();
        keys.sort();
        keys.dedup(); // a lineage may have several findings of one code
        keys.iter().for_each(|it| self.count(it, judged));
        keys.into_iter().next()
    }

    fn count(&mut self, key: &GroupKey, judged: &Judged<'_>) {
        let is_full = self.groups.len() >= MOST && !self.groups.contains_key(key);
        let key = if is_full {
            key.elsewhere()
        } else {
            key.clone()
        };
        let times = judged.times;
        match self.groups.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(Group {
                    lineages: 1,
                    times,
                    example: judged.lineage.subject.text(),
                });
            }
            Entry::Occupied(mut entry) => entry.get_mut().take(judged, times),
        }
    }

    /// The groups, the gravest first, and among groups of one code and weight the newest first.
    pub fn gravest_first(&self) -> Vec<(&GroupKey, &Group)> {
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by_key(|(key, group)| {
            let newest = Reverse(group.times.map(|it| it.1));
            (Gravity::of(Some(key)), newest)
        });
        groups
    }

    /// The number of groups.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there are no findings.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

impl Group {
    fn take(&mut self, judged: &Judged<'_>, times: Option<(Timestamp, Timestamp)>) {
        self.lineages += 1;
        let (Some(known), Some(new)) = (self.times, times) else {
            self.times = self.times.or(times);
            return;
        };
        if new.1 > known.1 {
            self.example = judged.lineage.subject.text();
        }
        self.times = Some((known.0.min(new.0), known.1.max(new.1)));
    }
}

impl GroupKey {
    fn of(finding: &Finding, attention: Attention, place: Place) -> Self {
        GroupKey {
            attention,
            severity: Reverse(finding.severity()),
            weight: finding.weight,
            code: finding.code,
            place,
        }
    }

    /// The group of the same findings in places that are not distinguished.
    fn elsewhere(&self) -> Self {
        GroupKey {
            place: Place::Others,
            ..self.clone()
        }
    }
}

impl Grouping {
    fn place(self, attribution: &Attribution<'_>) -> Place {
        let namespace = attribution.service_account.map(|it| it.namespace);
        let parts = match self {
            Grouping::ClusterAndKey => [attribution.cluster, attribution.key_or_pool()],
            Grouping::Cluster => [attribution.cluster, None],
            Grouping::Namespace => [attribution.cluster, namespace],
            Grouping::Key => [attribution.keys.first().copied(), None],
            Grouping::Pool => [attribution.pools.first().copied(), None],
            Grouping::Caller => [attribution.callers.first().copied(), None],
        };
        let parts = parts.into_iter().flatten();
        Place::Named(parts.map(str::to_owned).collect())
    }
}
