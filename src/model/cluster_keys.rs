//! What a cluster was told to use: the keys and CA pools of its control plane.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `userManagedKeysConfig` of the GKE API (googleapis `google/container/v1/cluster_service.proto`). A field that is not there says
/// nothing.
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
    /// The pools of all authorities.
    pub fn pools(&self) -> impl Iterator<Item = &str> {
        let all = [
            &self.cluster_ca,
            &self.etcd_api_ca,
            &self.etcd_peer_ca,
            &self.aggregation_ca,
        ];
        all.into_iter().flatten().map(String::as_str)
    }
}

/// How it became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConfigurationEvent {
    /// CreateCluster was called at this moment.
    Created(Timestamp),
    /// UpdateCluster was called at this moment.
    Updated(Timestamp),
    /// An operation that one of them began ended at this moment.
    Ended(Timestamp, Ending),
    /// Somebody described the cluster; nothing tells when.
    Described,
}

/// How an operation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// It was done.
    Done,
    /// It failed: what it was to change has not changed.
    Failed,
}

/// What one record says of a cluster's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// The cluster, as `projects/P/locations/L/clusters/C`.
    pub cluster: String,
    /// How it became known.
    pub told: ConfigurationEvent,
    /// The operation that it belongs to; empty where none is named.
    pub operation: String,
    /// The log's own id of the entry; empty for a description.
    pub insert_id: String,
    /// What it says.
    pub keys: ManagedKeys,
}
