//! The keys and pools that the clusters' own records name, and from when on they are to be used.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::value::resource::Projects;
use super::value::tolerance::Tolerance;
use crate::model::cluster_keys::{ClusterChange, TimedChange};
use crate::model::cluster_keys::{Configuration, ConfigurationEvent, Ending, ManagedKeys};
use crate::model::finding::Weight;
use crate::model::receipt::Receipt;
use crate::model::time::{earlier, later};

/// The configuration changes of one cluster in order of time, and the descriptions of the cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Timeline {
    statements: Vec<Statement>,
    changes: Vec<Change>,
    described: Vec<(ManagedKeys, Receipt)>,
}

/// The keys and pools that a cluster is to use from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    from: Timestamp,
    /// The time until which the cluster may still use the keys and pools of older statements.
    settled: Timestamp,
    keys: ManagedKeys,
    receipt: Receipt,
}

/// A change that decides whether a cluster is under control plane authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    called: Timestamp,
    change: ClusterChange,
    /// When the change took effect.
    at: Timestamp,
}

/// The configuration of all clusters, as their records show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    clusters: BTreeMap<String, Timeline>,
}

/// The resources that records of a cluster name for a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnedExpectation<'l> {
    /// Names of resources, any of which will do.
    pub names: BTreeSet<&'l str>,
    /// The records that name the resources.
    pub receipts: Vec<&'l Receipt>,
    /// The weight of a finding that another resource was used. A description does not show since when the configuration is in force, so
    /// it proves no break.
    pub weight: Weight,
}

impl Learned {
    /// Sorts records into timelines. An operation that failed has changed nothing.
    pub fn of(records: Vec<(Configuration, Receipt)>, tolerance: &Tolerance) -> Self {
        let ends: BTreeMap<(String, String), (Timestamp, Ending)> = records
            .iter()
            .filter_map(|(it, _)| match it.event {
                ConfigurationEvent::Ended(at, ending)
                | ConfigurationEvent::DeletionEnded(at, ending) => {
                    Some(((it.cluster.clone(), it.operation.clone()), (at, ending)))
                }
                _ => None,
            })
            .collect();
        let mut learned = Learned::default();
        for (configuration, receipt) in records {
            let key = (
                configuration.cluster.clone(),
                configuration.operation.clone(),
            );
            let end = ends
                .get(&key)
                .filter(|_| !configuration.operation.is_empty());
            learned.take(configuration, receipt, end, tolerance);
        }
        for timeline in learned.clusters.values_mut() {
            timeline.statements.sort_by(|one, other| {
                let key = |it: &Statement| (it.from, it.keys.clone(), it.receipt.clone());
                key(one).cmp(&key(other))
            });
            timeline.described.sort();
            timeline.changes.sort();
        }
        learned
    }

    fn take(
        &mut self,
        configuration: Configuration,
        receipt: Receipt,
        end: Option<&(Timestamp, Ending)>,
        tolerance: &Tolerance,
    ) {
        let Configuration {
            cluster,
            event,
            keys,
            ..
        } = configuration;
        let timeline = self.clusters.entry(cluster).or_default();
        if end.is_some_and(|(_, ending)| *ending == Ending::Failed) {
            return;
        }
        let settled = |at| match end {
            Some((end, _)) => later(*end, tolerance.clock),
            None => later(at, tolerance.rotation),
        };
        timeline
            .changes
            .extend(change(event, &keys).map(|(called, change)| {
                let at = match change {
                    // Where the end was not read, the cluster may have been gone, and created again, at any moment since.
                    ClusterChange::Deleted => end.map_or(called, |_| settled(called)),
                    ClusterChange::CreatedWithout => called,
                    ClusterChange::Updated => settled(called),
                    ClusterChange::Created => earlier(called, tolerance.clock),
                };
                Change { called, change, at }
            }));
        match event {
            ConfigurationEvent::Described => timeline.described.push((keys, receipt)),
            ConfigurationEvent::Created(at) | ConfigurationEvent::Updated(at)
                if keys != ManagedKeys::default() =>
            {
                timeline.statements.push(Statement {
                    from: earlier(at, tolerance.clock),
                    settled: settled(at),
                    keys,
                    receipt,
                })
            }
            _ => {}
        }
    }

    /// Returns the resources that a cluster was to use at a moment. None where no record names them.
    pub fn at<'l>(
        &'l self,
        cluster: &str,
        moment: Timestamp,
        field: fn(&ManagedKeys) -> &[String],
        projects: &Projects,
    ) -> Option<LearnedExpectation<'l>> {
        let timelines = self
            .clusters
            .iter()
            .filter(|(name, _)| super::cluster::is_named(name, cluster, projects));
        let mut expectation = None;
        for (_, timeline) in timelines {
            timeline.at(moment, field, &mut expectation);
        }
        expectation
    }

    /// Returns the configurations of a cluster that are in force at some moment in `from..=to`. Those of a
    /// description count at any time: a description does not show since when its keys are used.
    pub fn between<'l>(
        &'l self,
        cluster: &str,
        from: Timestamp,
        to: Timestamp,
        projects: &Projects,
    ) -> impl Iterator<Item = &'l ManagedKeys> {
        let timelines = self.clusters.iter();
        let of_cluster: Vec<&Timeline> = timelines
            .filter(|(name, _)| super::cluster::is_named(name, cluster, projects))
            .map(|(_, timeline)| timeline)
            .collect();
        let timelines = of_cluster.into_iter();
        timelines.flat_map(move |it| it.between(from, to))
    }

    /// Whether all changes that name a resource of a cluster come later than `to`: a description that names the resource too is a
    /// description from after the first of these changes.
    pub fn comes_later(
        &self,
        cluster: &str,
        name: &str,
        to: Timestamp,
        projects: &Projects,
    ) -> bool {
        let timelines = self.clusters.iter();
        let timelines =
            timelines.filter(|(known, _)| super::cluster::is_named(known, cluster, projects));
        let statements = timelines.flat_map(|(_, it)| &it.statements);
        let naming = statements.filter(|it| it.keys.names().any(|it| projects.same(it, name)));
        naming
            .map(|it| it.from)
            .min()
            .is_some_and(|first| to < first)
    }

    /// Returns the resources that a cluster is to use from each moment on: of each field the newest that was
    /// configured until then.
    pub fn turns<'l>(
        &'l self,
        cluster: &str,
        fields: &[fn(&ManagedKeys) -> &[String]],
        projects: &Projects,
    ) -> Vec<(Timestamp, BTreeSet<&'l str>)> {
        let timelines = self.clusters.iter();
        let timelines =
            timelines.filter(|(name, _)| super::cluster::is_named(name, cluster, projects));
        let mut statements: Vec<&Statement> =
            timelines.flat_map(|(_, it)| &it.statements).collect();
        statements.sort_by_key(|it| it.from);
        let mut newest: Vec<&[String]> = vec![&[]; fields.len()];
        let turns = statements.into_iter().map(|statement| {
            for (known, field) in newest.iter_mut().zip(fields) {
                let named = field(&statement.keys);
                *known = if named.is_empty() { known } else { named };
            }
            let names = newest.iter().flat_map(|it| it.iter());
            (statement.from, names.map(String::as_str).collect())
        });
        turns.collect()
    }

    /// Returns the changes of each cluster that decide whether it is under control plane authority, in order of time.
    pub fn changes(&self) -> impl Iterator<Item = (&str, Vec<TimedChange>)> {
        let clusters = self.clusters.iter();
        clusters.map(|(cluster, timeline)| (cluster.as_str(), timeline.changes()))
    }

    /// Returns every key that was ever configured to sign or verify tokens, after the cluster of the tokens.
    pub fn token_keys(&self) -> impl Iterator<Item = (&str, &str)> {
        self.clusters.iter().flat_map(|(cluster, timeline)| {
            let configured = timeline.statements.iter().map(|it| &it.keys);
            let all = configured.chain(timeline.described.iter().map(|(keys, _)| keys));
            let keys = all.flat_map(|it| it.signing_keys.iter().chain(&it.verification_keys));
            keys.map(|key| (cluster.as_str(), key.as_str()))
        })
    }

    /// Returns every pool that was ever configured to certify for a cluster, after that cluster.
    pub fn pools(&self) -> impl Iterator<Item = (&str, &str)> {
        self.clusters.iter().flat_map(|(cluster, timeline)| {
            let configured = timeline.statements.iter().map(|it| &it.keys);
            let all = configured.chain(timeline.described.iter().map(|(keys, _)| keys));
            let pools = all.flat_map(ManagedKeys::pools);
            pools.map(|pool| (cluster.as_str(), pool))
        })
    }

    /// Whether no record shows the configuration of a cluster.
    pub fn is_empty(&self) -> bool {
        self.clusters.is_empty()
    }
}

/// Returns what a call changes of control plane authority, and when it was called.
fn change(event: ConfigurationEvent, keys: &ManagedKeys) -> Option<(Timestamp, ClusterChange)> {
    match event {
        ConfigurationEvent::Created(at) if *keys == ManagedKeys::default() => {
            Some((at, ClusterChange::CreatedWithout))
        }
        ConfigurationEvent::Created(at) => Some((at, ClusterChange::Created)),
        ConfigurationEvent::Updated(at) => Some((at, ClusterChange::Updated)),
        ConfigurationEvent::Deleted(at) => Some((at, ClusterChange::Deleted)),
        ConfigurationEvent::Ended(..)
        | ConfigurationEvent::DeletionEnded(..)
        | ConfigurationEvent::Described => None,
    }
}

impl Timeline {
    /// Returns the changes in the order of the calls. A deletion takes effect at its end, but before the next change.
    fn changes(&self) -> Vec<TimedChange> {
        let mut next = Timestamp::MAX;
        let backwards = self.changes.iter().rev().map(|it| {
            next = next.min(it.at);
            (next, it.change)
        });
        let mut changes: Vec<TimedChange> = backwards.collect();
        changes.reverse();
        changes
    }

    /// Returns the configurations that are in force at some moment in `from..=to`. Each statement names only a part of the keys, so that
    /// an older statement is in force beside a newer one until the newer one has settled and names all parts that the older one names.
    /// To keep an older statement too long only makes a break uncertain.
    fn between(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = &ManagedKeys> {
        let statements = self.statements.iter().enumerate();
        let statements = statements.filter(move |(position, it)| {
            let newer = self.statements.get(position + 1..).unwrap_or_default();
            let replaces =
                |newer: &Statement| newer.settled < from && replaces(&newer.keys, &it.keys);
            it.from <= to && !newer.iter().any(replaces)
        });
        let described = self.described.iter().map(|(keys, _)| keys);
        statements.map(|(_, it)| &it.keys).chain(described)
    }

    fn at<'l>(
        &'l self,
        moment: Timestamp,
        field: fn(&ManagedKeys) -> &[String],
        expectation: &mut Option<LearnedExpectation<'l>>,
    ) {
        let mut statements = self
            .statements
            .iter()
            .rev()
            .filter(|it| !field(&it.keys).is_empty());
        let past = statements.by_ref().find(|it| it.from <= moment);
        if let Some(statement) = past {
            add(
                expectation,
                field(&statement.keys),
                &statement.receipt,
                Weight::Break,
            );
            let mut settled = statement.settled;
            for older in statements {
                // Statements of the same moment contradict each other: the cluster may use either.
                if settled < moment && older.from < statement.from {
                    break;
                }
                add(
                    expectation,
                    field(&older.keys),
                    &older.receipt,
                    Weight::Break,
                );
                settled = older.settled;
            }
        }
        for (keys, receipt) in &self.described {
            if !field(keys).is_empty() {
                let weight = if past.is_some() {
                    Weight::Break
                } else {
                    Weight::Gap
                };
                add(expectation, field(keys), receipt, weight);
            }
        }
    }
}

/// Whether newer keys replace all that older ones name.
fn replaces(newer: &ManagedKeys, older: &ManagedKeys) -> bool {
    let pool = |newer: &Option<String>, older: &Option<String>| older.is_none() || newer.is_some();
    let keys = |newer: &[String], older: &[String]| older.is_empty() || !newer.is_empty();
    pool(&newer.cluster_ca, &older.cluster_ca)
        && pool(&newer.etcd_api_ca, &older.etcd_api_ca)
        && pool(&newer.etcd_peer_ca, &older.etcd_peer_ca)
        && pool(&newer.aggregation_ca, &older.aggregation_ca)
        && keys(&newer.signing_keys, &older.signing_keys)
        && keys(&newer.verification_keys, &older.verification_keys)
}

fn add<'l>(
    expectation: &mut Option<LearnedExpectation<'l>>,
    names: &'l [String],
    receipt: &'l Receipt,
    weight: Weight,
) {
    let expectation = expectation.get_or_insert_with(|| LearnedExpectation {
        names: BTreeSet::new(),
        receipts: Vec::new(),
        weight,
    });
    expectation.names.extend(names.iter().map(String::as_str));
    expectation.receipts.push(receipt);
    expectation.weight = expectation.weight.max(weight);
}
