//! The generations of a cluster: a cluster that was deleted and created again under the same name may be under control plane authority
//! once and without it another time. GKE records nothing of what a cluster without it issues
//! (<https://cloud.google.com/kubernetes-engine/docs/concepts/control-plane-authority>).
//!
//! A cluster is without control plane authority from a creation without user-managed keys on, until a change that names keys or until
//! GKE records an issuance of the cluster. Nothing is known of it from its deletion on, where its next creation was not read.

use jiff::Timestamp;

use super::intervals::Coverage;
use crate::model::cluster_change::{ClusterChange, TimedChange};

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

impl Coverage {
    /// Adds the changes of a cluster, in order of time.
    pub fn add_changes(&mut self, cluster: &str, changes: Vec<TimedChange>) {
        self.changes.insert(cluster.to_owned(), changes);
    }

    /// Whether any change of a cluster is known.
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Returns the first moment of configured control plane authority of a cluster.
    pub(super) fn configured_from(&self, cluster: &str) -> Option<Timestamp> {
        let mut changes = self.changes.get(cluster)?.iter();
        changes.find(|it| it.1.begins_authority()).map(|it| it.0)
    }

    /// Returns the first time within `from..=to` in which a change had put a cluster outside of control plane authority.
    pub fn outside(&self, cluster: &str, from: Timestamp, to: Timestamp) -> Option<Outside> {
        let mut all = self.outsides(cluster);
        all.find(|it| it.from <= to && from < it.to)
    }

    /// Returns when a cluster that is used at `to` was created with keys, where the cluster of the same name before it had none: what that
    /// cluster issued is nothing to the new one, whose API server trusts other keys.
    pub fn created_anew(&self, cluster: &str, to: Timestamp) -> Option<Timestamp> {
        let changes = self.changes.get(cluster)?;
        let until = changes.partition_point(|it| it.0 <= to);
        let past = changes.get(..until).unwrap_or_default().iter().rev();
        let mut past = past.skip_while(|it| it.1 == ClusterChange::Updated);
        let &(created, _) = past.next().filter(|it| it.1 == ClusterChange::Created)?;
        let &(before, change) = past.find(|it| it.1 != ClusterChange::Deleted)?;
        let issued = self.recorded.next_of_cluster(cluster, before);
        let is_anew =
            change == ClusterChange::CreatedWithout && issued.is_none_or(|it| created <= it);
        is_anew.then_some(created)
    }

    /// Returns the times in which a cluster is known to be under control plane authority.
    pub fn authority_times(&self, cluster: &str) -> Vec<(Timestamp, Timestamp)> {
        let Some(mut since) = self.issues_from(cluster) else {
            return Vec::new();
        };
        let mut times = Vec::new();
        for outside in self.outsides(cluster) {
            times.extend((since < outside.from).then_some((since, outside.from)));
            since = since.max(outside.to);
        }
        times.extend((since < Timestamp::MAX).then_some((since, Timestamp::MAX)));
        times
    }

    fn outsides<'c>(&'c self, cluster: &'c str) -> impl Iterator<Item = Outside> + 'c {
        let changes = self.changes.get(cluster).map_or(&[][..], Vec::as_slice);
        let all = changes.iter().enumerate();
        all.filter_map(move |(position, &(from, change))| {
            let next = changes.get(position + 1);
            let is_over =
                change == ClusterChange::Deleted && next.is_some_and(|it| it.1.is_creation());
            if change.begins_authority() || is_over {
                return None;
            }
            let changed = next.map(|it| it.0);
            let issued = self.recorded.next_of_cluster(cluster, from);
            let to = [changed, issued].into_iter().flatten().min();
            let to = to.unwrap_or(Timestamp::MAX);
            (from < to).then_some(Outside { from, to, change })
        })
    }
}

#[cfg(test)]
mod tests {
    use ClusterChange::{Created, CreatedWithout, Deleted, Updated};

    use super::*;
    use crate::coverage::issuance_times::{Issue, Recorder};
    use crate::coverage::stretches::Stretches;
    use crate::model::entry::Source;

    const CLUSTER: &str = "projects/p/locations/l/clusters/c";

    fn hour(hour: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + hour * 3600).unwrap()
    }

    /// The times of authority of a cluster with these changes and issuances, in hours.
    fn times(changes: &[(i64, ClusterChange)], issued: &[i64]) -> Vec<(i64, i64)> {
        let mut coverage = Coverage::default();
        let changes = changes.iter().map(|it| (hour(it.0), it.1)).collect();
        coverage.add_changes(CLUSTER, changes);
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
        let changes = changes.iter().map(|it| (hour(it.0), it.1)).collect();
        coverage.add_changes(CLUSTER, changes);
        let outside = |from, to| coverage.outside(CLUSTER, hour(from), hour(to)).is_some();
        assert!(!outside(1, 9));
        assert!(outside(1, 10));
        assert!(outside(14, 20));
        assert!(!outside(15, 20));
    }
}
