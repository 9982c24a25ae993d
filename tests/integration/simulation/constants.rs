//! The constants of the world: projects, cluster, certificate authority pools, keys and service agents.

/// The project of the cluster.
pub const CLUSTER_PROJECT: &str = "acme-prod";
/// The project of the pools and keys.
pub const KEY_PROJECT: &str = "acme-keys";
/// The region of all resources.
pub const LOCATION: &str = "us-central1";
/// The cluster.
pub const CLUSTER: &str = "payments";

/// The GKE service agent: calls KMS for tokens and CA Service for certificates.
pub const GKE_AGENT: &str = "service-123456789012@container-engine-robot.iam.gserviceaccount.com";
/// The GKE service agent of a project whose logs are not exported.
pub const FOREIGN_GKE_AGENT: &str =
    "service-222222222222@container-engine-robot.iam.gserviceaccount.com";
/// The CA Service agent: calls KMS for certificates.
pub const CA_AGENT: &str = "service-998877665544@gcp-sa-privateca.iam.gserviceaccount.com";
/// The agent that requests workload certificates, which are not the cluster's.
pub const WORKLOAD_AGENT: &str = "service-123456789012@gcp-sa-workloadcert.iam.gserviceaccount.com";
/// A principal who may sign with the service-account key but should not.
pub const MALLORY: &str = "mallory@acme.example";
/// The principal who revokes certificates.
pub const SECURITY: &str = "security@acme.example";
/// A pipeline that signs releases with a key of its own.
pub const RELEASE_BOT: &str = "release-bot@acme-keys.iam.gserviceaccount.com";

/// The key that signs service-account tokens.
pub const SA_SIGNING_KEY: &str = "projects/acme-keys/locations/us-central1/keyRings/gke-cpa/cryptoKeys/sa-signing-key/cryptoKeyVersions/1";
/// The key that signs service-account tokens after a rotation.
pub const SA_SIGNING_KEY_2: &str = "projects/acme-keys/locations/us-central1/keyRings/gke-cpa/cryptoKeys/sa-signing-key/cryptoKeyVersions/2";
/// The key that signs certificates of the cluster.
pub const CLUSTER_CA_KEY: &str = "projects/acme-keys/locations/us-central1/keyRings/gke-cpa/cryptoKeys/cluster-ca-key/cryptoKeyVersions/1";
/// A key that signs neither tokens nor certificates of the cluster.
pub const OTHER_KEY: &str = "projects/acme-keys/locations/us-central1/keyRings/gke-cpa/cryptoKeys/other-key/cryptoKeyVersions/1";
/// The key that signs certificates of workloads.
pub const WORKLOAD_CA_KEY: &str = "projects/acme-keys/locations/us-central1/keyRings/workloads/cryptoKeys/workload-ca-key/cryptoKeyVersions/1";
/// The key that signs releases.
pub const RELEASE_KEY: &str = "projects/acme-keys/locations/us-central1/keyRings/releases/cryptoKeys/release-key/cryptoKeyVersions/1";

/// The principal who creates clusters.
pub const PLATFORM_TEAM: &str = "platform@acme.example";

/// The token keys that a cluster is configured to use.
#[derive(Clone, Debug)]
pub struct ClusterKeys {
    pub signing: Vec<&'static str>,
    pub verification: Vec<&'static str>,
}

/// A pool of certificate authorities with the one authority in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The resource name.
    pub name: &'static str,
    /// The authority in the pool, the last segment of its name.
    pub authority: &'static str,
    /// The common name under which the authority issues.
    pub issuer: &'static str,
    /// The key version that signs.
    pub key: &'static str,
    /// The principal who requests certificates from the pool.
    pub requester: &'static str,
}

/// The pool of the cluster CA.
pub const CLUSTER_POOL: Pool = Pool {
    name: "projects/acme-keys/locations/us-central1/caPools/cluster-ca-pool",
    authority: "cluster-root-ca",
    issuer: "cluster-ca",
    key: CLUSTER_CA_KEY,
    requester: GKE_AGENT,
};

/// A pool for workloads outside the control plane.
pub const WORKLOAD_POOL: Pool = Pool {
    name: "projects/acme-keys/locations/us-central1/caPools/workload-pool",
    authority: "workload-root-ca",
    issuer: "workload-ca",
    key: WORKLOAD_CA_KEY,
    requester: WORKLOAD_AGENT,
};

/// The key that signs the certificates of managed workload identities.
pub const MWI_CA_KEY: &str = "projects/acme-keys/locations/us-central1/keyRings/workloads/cryptoKeys/mwi-subordinate-key/cryptoKeyVersions/1";
/// The key that signs the certificate of the root authority above them.
pub const MWI_ROOT_KEY: &str = "projects/acme-keys/locations/us-central1/keyRings/workloads/cryptoKeys/mwi-root-key/cryptoKeyVersions/1";

/// The subordinate pool that certifies managed workload identities.
pub const MWI_POOL: Pool = Pool {
    name: "projects/acme-keys/locations/us-central1/caPools/mwi-subordinate-pool",
    authority: "mwi-subordinate-ca",
    issuer: "mwi-subordinate",
    key: MWI_CA_KEY,
    requester: WORKLOAD_AGENT,
};

/// The pool of the root authority above the subordinate pool.
pub const MWI_ROOT_POOL: Pool = Pool {
    name: "projects/acme-keys/locations/us-central1/caPools/mwi-root-pool",
    authority: "mwi-root-ca",
    issuer: "mwi-root",
    key: MWI_ROOT_KEY,
    requester: PLATFORM_TEAM,
};

/// The trust domain of managed workload identities.
pub const TRUST_DOMAIN: &str = "acme.global.123456789012.workload.id.goog";
/// A managed workload identity.
pub const WEB: &str = "spiffe://acme.global.123456789012.workload.id.goog/ns/team-a/sa/web";
/// Another managed workload identity.
pub const CACHE: &str = "spiffe://acme.global.123456789012.workload.id.goog/ns/team-a/sa/cache";
/// An identity of a GKE fleet.
pub const CART: &str = "spiffe://acme-prod.svc.id.goog/ns/shop/sa/cart";
