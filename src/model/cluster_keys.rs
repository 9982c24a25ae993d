//! The configured keys and CA pools of the control plane of a cluster, and the changes that decide whether there are any.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `userManagedKeysConfig` of the GKE API (googleapis `google/container/v1/cluster_service.proto`). An absent field is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct ManagedKeys {
    /// `clusterCa`, a CA pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_ca: Option<String>,
    /// `etcdApiCa`, a CA pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etcd_api_ca: Option<String>,
    /// `etcdPeerCa`, a CA pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etcd_peer_ca: Option<String>,
    /// `aggregationCa`, a CA pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregation_ca: Option<String>,
    /// `serviceAccountSigningKeys`, key versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signing_keys: Vec<String>,
    /// `serviceAccountVerificationKeys`, key versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verification_keys: Vec<String>,
}

impl ManagedKeys {
    /// Returns the CA pools of all authorities.
    pub fn pools(&self) -> impl Iterator<Item = &str> {
        let all = [
            &self.cluster_ca,
            &self.etcd_api_ca,
            &self.etcd_peer_ca,
            &self.aggregation_ca,
        ];
        all.into_iter().flatten().map(String::as_str)
    }

    /// Returns the names of all keys and pools.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let keys = self.signing_keys.iter().chain(&self.verification_keys);
        self.pools().chain(keys.map(String::as_str))
    }
}

/// How a configuration became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ConfigurationEvent {
    /// CreateCluster was called at this time. A creation without any keys is one without control plane authority.
    Created(Timestamp),
    /// UpdateCluster was called at this time.
    Updated(Timestamp),
    /// DeleteCluster was called at this time.
    Deleted(Timestamp),
    /// An operation of DeleteCluster ended at this time.
    DeletionEnded(Timestamp, Ending),
    /// An operation of CreateCluster or UpdateCluster ended at this time.
    Ended(Timestamp, Ending),
    /// Somebody described the cluster at an unknown time.
    Described,
}

/// How an operation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Ending {
    /// The operation succeeded.
    Done,
    /// The operation failed and changed nothing.
    Failed,
}

/// The keys of a cluster in one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// The cluster, as `projects/P/locations/L/clusters/C`.
    pub cluster: String,
    /// How the configuration became known.
    pub event: ConfigurationEvent,
    /// The operation of the record. Empty if the record names none.
    pub operation: String,
    /// The `insertId` of the entry. Empty for a description.
    pub insert_id: String,
    /// The keys.
    pub keys: ManagedKeys,
}

impl Configuration {
    /// Whether versions before the generations of clusters were kept did not keep this record: of a deletion, or of a creation without keys.
    pub fn is_of_generation(&self) -> bool {
        match self.event {
            ConfigurationEvent::Deleted(_) | ConfigurationEvent::DeletionEnded(..) => true,
            ConfigurationEvent::Created(_) => self.keys == ManagedKeys::default(),
            _ => false,
        }
    }
}

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
