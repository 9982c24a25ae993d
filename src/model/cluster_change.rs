//! The changes of a cluster that decide whether the cluster is under control plane authority.

use jiff::Timestamp;

/// A change of a cluster, and when it took effect.
pub type TimedChange = (Timestamp, ClusterChange);

/// A change of a cluster that decides whether the cluster is under control plane authority from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClusterChange {
    /// The cluster was deleted. Nothing is known of a cluster that is created under the same name later.
    Deleted,
    /// The cluster was created without user-managed keys.
    CreatedWithout,
    /// The cluster was created with user-managed keys.
    Created,
    /// The cluster was updated to user-managed keys.
    Updated,
}

impl ClusterChange {
    /// Whether the cluster is under control plane authority from the change on.
    pub fn begins_authority(self) -> bool {
        matches!(self, ClusterChange::Created | ClusterChange::Updated)
    }

    /// Whether the change made a new cluster.
    pub fn is_creation(self) -> bool {
        matches!(self, ClusterChange::Created | ClusterChange::CreatedWithout)
    }
}
