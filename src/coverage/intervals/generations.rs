//! The generations of a cluster: a cluster that was deleted and created again under the same name may be under control plane authority
//! once and without it another time. GKE records nothing of what a cluster without it issues
//! (<https://cloud.google.com/kubernetes-engine/docs/concepts/control-plane-authority>).
//!
//! A cluster is without control plane authority from a creation without user-managed keys on, until a change that names keys or until
//! GKE records an issuance of the cluster. Nothing is known of it from its deletion on, where its next creation was not read.

use std::ops::Bound::{Excluded, Included};

use jiff::Timestamp;

use super::Coverage;
use crate::coverage::issuance_times::Issue;
use crate::model::cluster_keys::{ClusterChange, TimedChange};

/// A time in which a cluster is not known to be under control plane authority, because of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outside {
    /// When the cluster was deleted, or created without user-managed keys.
    pub from: Timestamp,
    /// The first moment at which the cluster is known to be under control plane authority again, or the next such change.
    pub to: Timestamp,
    /// The change.
    pub change: ClusterChange,
}

/// The generations of one cluster.
#[derive(Debug, Clone, Default)]
pub(in crate::coverage) struct Generations {
    /// When the configuration first says that the cluster is under control plane authority.
    configured_from: Option<Timestamp>,
    /// The times outside of control plane authority, in order and without overlaps.
    outside: Vec<Outside>,
    /// Each change with the state of the cluster from it on.
    begun: Vec<(Timestamp, Begun)>,
}

/// The creation of a cluster, where what another cluster issued before is nothing to it.
#[derive(Debug, Clone, Copy, Default)]
struct Begun {
    /// As for certificates: the cluster was created with keys, and the cluster of the same name before it had none and trusted other CAs.
    /// Clusters that share a CA believe each other's certificates.
    certificates: Option<Timestamp>,
    /// As for tokens: the cluster was created with keys. A token names the uid of its service account, and each cluster gives its service
    /// accounts uids of its own (kubernetes/kubernetes pkg/serviceaccount/claims.go, `Validate`).
    tokens: Option<Timestamp>,
}

impl Generations {
    /// `issued` returns the first known issuance of the cluster at or after a time.
    fn of(changes: &[TimedChange], issued: impl Fn(Timestamp) -> Option<Timestamp>) -> Self {
        let first = changes.iter().find(|it| it.1.begins_authority());
        let all = changes.iter().enumerate();
        let outside = all
            .filter_map(|(position, &change)| outside(change, changes.get(position + 1), &issued));
        Generations {
            configured_from: first.map(|it| it.0),
            outside: outside.collect(),
            begun: begun(changes, &issued),
        }
    }
}

/// Returns the time outside of control plane authority that a change begins.
fn outside(
    (from, change): TimedChange,
    next: Option<&TimedChange>,
    issued: impl Fn(Timestamp) -> Option<Timestamp>,
) -> Option<Outside> {
    // Nothing is issued for a cluster that does not exist: where the next creation is known, the deletion changes nothing more.
    let is_over = change == ClusterChange::Deleted && next.is_some_and(|it| it.1.is_creation());
    if change.begins_authority() || is_over {
        return None;
    }
    let ends = [next.map(|it| it.0), issued(from)];
    let to = ends.into_iter().flatten().min().unwrap_or(Timestamp::MAX);
    (from < to).then_some(Outside { from, to, change })
}

/// Returns each change with the creations that count from it on.
fn begun(
    changes: &[TimedChange],
    issued: impl Fn(Timestamp) -> Option<Timestamp>,
) -> Vec<(Timestamp, Begun)> {
    let (mut without, mut begun) = (None, Begun::default());
    let states = changes.iter().map(|&(at, change)| {
        match change {
            ClusterChange::Created => {
                let is_anew = |it: &Timestamp| issued(*it).is_none_or(|issued| at <= issued);
                begun.certificates = without.take().filter(is_anew).map(|_| at);
                begun.tokens = Some(at);
            }
            ClusterChange::CreatedWithout => (without, begun) = (Some(at), Begun::default()),
            ClusterChange::Updated => without = None,
            ClusterChange::Deleted => begun = Begun::default(),
        }
        (at, begun)
    });
    states.collect()
}

impl Coverage {
    /// Adds the changes of a cluster, in order of time. All issuances of the cluster must be known by then.
    pub fn add_changes(&mut self, cluster: &str, changes: &[TimedChange]) {
        let issued = |from| self.recorded.next_of_cluster(cluster, from);
        let generations = Generations::of(changes, issued);
        self.generations.insert(cluster.to_owned(), generations);
        let created = changes.iter().filter(|it| it.1.is_creation());
        self.creations.extend(created.map(|it| it.0));
    }

    /// Whether any change of a cluster is known.
    pub fn has_changes(&self) -> bool {
        !self.generations.is_empty()
    }

    /// Returns the first moment of configured control plane authority of a cluster.
    pub(in crate::coverage) fn configured_from(&self, cluster: &str) -> Option<Timestamp> {
        self.generations.get(cluster)?.configured_from
    }

    /// Returns the first time within `from..=to` in which a change had put a cluster outside of control plane authority.
    pub fn outside(&self, cluster: &str, from: Timestamp, to: Timestamp) -> Option<Outside> {
        let all = &self.generations.get(cluster)?.outside;
        let first = all.partition_point(|it| it.to <= from);
        all.get(first).copied().filter(|it| it.from <= to)
    }

    /// Returns when a cluster that is used at `to` was created with keys, where it does not believe such a credential if another cluster,
    /// or one of the same name before it, issued it.
    pub fn created_anew(&self, cluster: &str, of: Issue, to: Timestamp) -> Option<Timestamp> {
        let all = &self.generations.get(cluster)?.begun;
        let until = all.partition_point(|it| it.0 <= to);
        let begun = all.get(until.checked_sub(1)?)?.1;
        match of {
            Issue::Token => begun.tokens,
            Issue::Certificate => begun.certificates,
            Issue::Signature | Issue::Any => None,
        }
    }

    /// Whether a cluster was created after `from` and until `to`.
    pub fn is_any_created(&self, from: Timestamp, to: Timestamp) -> bool {
        from < to
            && self
                .creations
                .range((Excluded(from), Included(to)))
                .next()
                .is_some()
    }

    /// Returns the times in which a cluster is known to be under control plane authority.
    pub fn authority_times(&self, cluster: &str) -> Vec<(Timestamp, Timestamp)> {
        let Some(mut since) = self.issues_from(cluster) else {
            return Vec::new();
        };
        let mut times = Vec::new();
        let generations = self.generations.get(cluster);
        for outside in generations.map_or(&[][..], |it| &it.outside) {
            times.extend((since < outside.from).then_some((since, outside.from)));
            since = since.max(outside.to);
        }
        times.extend((since < Timestamp::MAX).then_some((since, Timestamp::MAX)));
        times
    }
}

#[cfg(test)]
mod tests {
    use ClusterChange::{Created, CreatedWithout, Deleted, Updated};

    use super::*;
    use crate::coverage::issuance_times::Recorder;
    use crate::coverage::stretches::Stretches;
    use crate::model::entry::Source;

    const CLUSTER: &str = "projects/p/locations/l/clusters/c";

    fn hour(hour: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + hour * 3600).unwrap()
    }

    /// The times of authority of a cluster with these changes and issuances, in hours.
    fn times(changes: &[(i64, ClusterChange)], issued: &[i64]) -> Vec<(i64, i64)> {
        let mut coverage = Coverage::default();
        let changes: Vec<TimedChange> = changes.iter().map(|it| (hour(it.0), it.1)).collect();
        let mut moments = Stretches::default();
        issued.iter().for_each(|it| moments.include(hour(*it)));
        let recorder = Recorder {
            source: Source::Gke,
            issue: Issue::Token,
            resource: CLUSTER.to_owned(),
        };
        if !issued.is_empty() {
            coverage.add_recorded(recorder, &moments);
        }
        coverage.add_changes(CLUSTER, &changes);
        let shown = |it: Timestamp| ((it.as_second() - hour(0).as_second()) / 3600).min(99);
        let times = coverage.authority_times(CLUSTER).into_iter();
        times.map(|(from, to)| (shown(from), shown(to))).collect()
    }

    #[test]
    fn a_cluster_that_was_created_again_without_keys_is_outside_until_it_has_keys() {
        let again = [(0, Created), (10, CreatedWithout)];
        assert_eq!(times(&again, &[]), [(0, 10)]);
        assert_eq!(times(&again, &[3, 20]), [(0, 10), (20, 99)]);
        let updated = [(0, Created), (10, CreatedWithout), (15, Updated)];
        assert_eq!(times(&updated, &[20]), [(0, 10), (15, 99)]);
        assert_eq!(times(&[(10, CreatedWithout)], &[3]), [(3, 10)]);
        assert_eq!(times(&[(10, CreatedWithout)], &[]), []);
        let with = [(0, CreatedWithout), (10, Created)];
        assert_eq!(times(&with, &[]), [(10, 99)]);
    }

    #[test]
    fn a_deletion_ends_what_is_known_unless_the_next_creation_was_read() {
        assert_eq!(times(&[(0, Created), (10, Deleted)], &[]), [(0, 10)]);
        assert_eq!(
            times(&[(0, Created), (10, Deleted)], &[12]),
            [(0, 10), (12, 99)]
        );
        let again = [(0, Created), (10, Deleted), (11, Created)];
        assert_eq!(
            times(&again, &[]),
            [(0, 99)],
            "nothing is issued for no cluster"
        );
        let without = [(0, Created), (10, Deleted), (11, CreatedWithout)];
        assert_eq!(times(&without, &[]), [(0, 11)]);
        let updated = [(0, Created), (10, Deleted), (12, Updated)];
        assert_eq!(times(&updated, &[]), [(0, 10), (12, 99)]);
    }

    #[test]
    fn a_time_is_outside_where_it_touches_one() {
        let mut coverage = Coverage::default();
        let changes = [(0, Created), (10, CreatedWithout), (15, Updated)];
        let changes: Vec<TimedChange> = changes.iter().map(|it| (hour(it.0), it.1)).collect();
        coverage.add_changes(CLUSTER, &changes);
        let outside = |from, to| coverage.outside(CLUSTER, hour(from), hour(to)).is_some();
        assert!(!outside(1, 9));
        assert!(outside(1, 10));
        assert!(outside(14, 20));
        assert!(!outside(15, 20));
    }

    #[test]
    fn a_cluster_that_is_created_with_keys_after_one_without_begins_anew() {
        let anew = |changes: &[(i64, ClusterChange)], issued: Option<i64>| {
            let changes: Vec<TimedChange> = changes.iter().map(|it| (hour(it.0), it.1)).collect();
            let issued = issued.map(hour);
            let generations = Generations::of(&changes, |from| issued.filter(|it| from <= *it));
            generations.begun.last().and_then(|it| it.1.certificates) == Some(hour(10))
        };
        assert!(anew(&[(0, CreatedWithout), (10, Created)], None));
        assert!(anew(
            &[
                (0, CreatedWithout),
                (9, Deleted),
                (10, Created),
                (12, Updated)
            ],
            Some(11)
        ));
        assert!(
            !anew(&[(0, CreatedWithout), (10, Created)], Some(5)),
            "it had keys"
        );
        assert!(!anew(
            &[(0, CreatedWithout), (5, Updated), (10, Created)],
            None
        ));
        assert!(!anew(&[(0, Created), (10, Created)], None));
        assert!(!anew(&[(10, Created)], None));
    }
}
