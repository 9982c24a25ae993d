//! Which clusters are known to be under control plane authority: GKE records what these clusters issue, and nothing of other
//! clusters (<https://cloud.google.com/kubernetes-engine/docs/concepts/control-plane-authority>).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::absence::Absence;
use super::context::Judge;
use super::switched_off::{Caller, KnownBy};
use crate::correlate::lineage::Lineage;
use crate::coverage::intervals::generations::Outside;
use crate::coverage::issuance_times::Issue;
use crate::coverage::scope::Scope;
use crate::model::entry::Source;
use crate::model::identity::subject::Kind;

impl Judge {
    /// Returns the first cluster of a credential that only the API server's log names, where no cluster of the credential is
    /// known to be under control plane authority when the credential is used first.
    pub fn without_authority<'l>(&self, lineage: &Lineage<'l>) -> Option<&'l str> {
        let is_of_cluster = matches!(self.kind(lineage), Kind::Certificate | Kind::Token);
        if lineage.is_recorded() || !is_of_cluster {
            return None;
        }
        let used = self.time_of_issuance(lineage).map(|it| it.1);
        let clusters = lineage.clusters();
        let first = clusters.first().copied();
        first.filter(|_| !clusters.iter().any(|it| self.is_under_authority(it, used)))
    }

    /// Whether a cluster is known to be under control plane authority: an issuance of the cluster was read, or the cluster's
    /// configuration or the policy says so, and no change of the cluster says that it is not at this moment.
    fn is_under_authority(&self, cluster: &str, used: Option<Timestamp>) -> bool {
        let mut issuing = self.coverage.issuing_clusters();
        let is_known =
            issuing.any(|it| self.is_same_cluster(it, cluster)) || self.expectations.knows(cluster);
        is_known && used.is_none_or(|at| self.outside_of(cluster, (at, at)).is_none())
    }

    /// Returns the time in which no log would record a missing call, because the cluster was without user-managed keys then, or may have
    /// been. Where a record shows that a key or CA of the user worked, such a cluster is no excuse: it has none. A log of GKE must hold
    /// the record for each of its clusters; the other logs must where a single cluster had keys all the time.
    pub(super) fn outside(
        &self,
        source: Source,
        caller: &Caller<'_>,
        scopes: &[Scope],
        time: (Timestamp, Timestamp),
    ) -> Option<Absence> {
        if caller.known_by == KnownBy::Records || !self.coverage.has_changes() {
            return None;
        }
        let absence_of = |cluster: &str| {
            let outside = self.outside_of(cluster, time)?;
            let cluster = cluster.to_owned();
            Some(Absence::Outside { cluster, outside })
        };
        if source == Source::Gke {
            let mut clusters = scopes.iter().filter_map(|it| it.cluster.as_deref());
            return clusters.find_map(absence_of);
        }
        let all: Option<Vec<Absence>> = caller.claimers.iter().map(|it| absence_of(it)).collect();
        all?.into_iter().next()
    }

    /// Returns the first time within this one in which a cluster, or one of the clusters with this short name, was without user-managed
    /// keys.
    fn outside_of(&self, cluster: &str, (from, to): (Timestamp, Timestamp)) -> Option<Outside> {
        if !self.coverage.has_changes() {
            return None;
        }
        let scopes = self.scopes_of_cluster(cluster);
        let mut clusters = scopes.iter().filter_map(|it| it.cluster.as_deref());
        clusters.find_map(|it| self.coverage.outside(it, from, to))
    }

    /// Returns the moment before which no credential of this kind can have been issued that these clusters believe at `to`.
    pub fn created_anew(
        &self,
        clusters: &BTreeSet<String>,
        of: Issue,
        to: Timestamp,
    ) -> Option<Timestamp> {
        if !self.coverage.has_changes() {
            return None;
        }
        let of_cluster = |cluster: &String| {
            let scopes = self.scopes_of_cluster(cluster);
            let created = scopes.iter().map(|it| {
                let cluster = it.cluster.as_deref().unwrap_or_default();
                self.coverage.created_anew(cluster, of, to)
            });
            created.collect::<Option<Vec<_>>>()?.into_iter().min()
        };
        let created: Option<Vec<Timestamp>> = clusters.iter().map(of_cluster).collect();
        created?.into_iter().min()
    }
}
