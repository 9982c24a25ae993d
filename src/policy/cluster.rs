//! Expectations of one cluster.

use jiff::Timestamp;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Spanned;

use super::cluster_names::is_short;
use super::value::algorithm::{Algorithm, KeySize};
use super::value::pattern::Pattern;
use super::value::resource::{CaPool, ClusterName, KeyVersion, Projects};
use super::value::tolerance::Length;
use crate::model::entry::{Method, Source};

/// Expectations of one cluster; an empty field expects nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Cluster {
    /// The cluster's name.
    pub name: Spanned<ClusterName>,
    /// Keys that may sign the cluster's tokens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_account_signing_keys: Vec<Key>,
    /// Keys whose tokens the cluster's API server accepts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_account_verification_keys: Vec<Key>,
    /// The authority of client certificates and kubelets.
    #[serde(default, skip_serializing_if = "Ca::is_silent")]
    pub cluster_ca: Ca,
    /// The authority of etcd's clients and servers.
    #[serde(default, skip_serializing_if = "Ca::is_silent")]
    pub etcd_api_ca: Ca,
    /// The authority of etcd's peers.
    #[serde(default, skip_serializing_if = "Ca::is_silent")]
    pub etcd_peer_ca: Ca,
    /// The authority between the API server and its extensions.
    #[serde(default, skip_serializing_if = "Ca::is_silent")]
    pub aggregation_ca: Ca,
    /// Principals that may act in the cluster's logs.
    #[serde(default, skip_serializing_if = "Principals::is_silent")]
    pub principals: Principals,
    /// The longest lifetimes of the cluster's credentials.
    #[serde(default, skip_serializing_if = "Lifetimes::is_silent")]
    pub lifetimes: Lifetimes,
    /// Algorithms that may sign the cluster's credentials.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub algorithms: Vec<Algorithm>,
    /// The shortest keys of the cluster's certificates.
    #[serde(default, skip_serializing_if = "is_default")]
    pub key_size: KeySize,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A key version that may sign at all times, or from or until a moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The name of the key version.
    pub name: KeyVersion,
    /// The first moment at which the key may sign; None: the beginning of time.
    pub from: Option<Timestamp>,
    /// The last moment at which the key may sign; None: the end of time.
    pub until: Option<Timestamp>,
}

impl Key {
    /// Whether the key may sign at this moment.
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at <= until)
    }
}

/// The CA pools of one authority, and the keys of the CAs in these pools.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ca {
    /// The CA pools.
    pub pools: Vec<CaPool>,
    /// The keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Key>,
}

impl Ca {
    fn is_silent(&self) -> bool {
        is_default(self)
    }
}

/// Principals that may act in each log, as patterns with `*` for any characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Principals {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kubernetes: Vec<Pattern>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gke: Vec<Pattern>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ca_service: Vec<Pattern>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kms: Vec<Pattern>,
}

impl Principals {
    fn is_silent(&self) -> bool {
        is_default(self)
    }

    /// Returns the patterns of one log.
    pub fn of(&self, source: Source) -> &[Pattern] {
        match source {
            Source::Kubernetes => &self.kubernetes,
            Source::Gke => &self.gke,
            Source::CaService => &self.ca_service,
            Source::Kms => &self.kms,
            Source::Workload => &[], // observations name no principal
        }
    }

    /// Returns the patterns of one log, to be changed.
    pub fn of_mut(&mut self, source: Source) -> Option<&mut Vec<Pattern>> {
        match source {
            Source::Kubernetes => Some(&mut self.kubernetes),
            Source::Gke => Some(&mut self.gke),
            Source::CaService => Some(&mut self.ca_service),
            Source::Kms => Some(&mut self.kms),
            Source::Workload => None,
        }
    }
}

/// The longest lifetimes of credentials.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Lifetimes {
    /// From issuance to expiry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Length>,
    /// From `notBefore` to `notAfter`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Length>,
}

impl Lifetimes {
    fn is_silent(&self) -> bool {
        is_default(self)
    }
}

/// The four authorities of a control plane (`userManagedKeysConfig` of the GKE API).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authority {
    /// `clusterCa`
    Cluster,
    /// `etcdApiCa`
    EtcdApi,
    /// `etcdPeerCa`
    EtcdPeer,
    /// `aggregationCa`
    Aggregation,
}

impl Authority {
    /// All four.
    pub const ALL: [Authority; 4] = [
        Authority::Cluster,
        Authority::EtcdApi,
        Authority::EtcdPeer,
        Authority::Aggregation,
    ];

    /// Returns the authorities that may sign the certificates that this method issues. No page names the authority for two of the
    /// methods, so that two authorities count.
    pub fn of(method: Method) -> &'static [Authority] {
        match method {
            Method::SignCertificate => &[Authority::Cluster],
            Method::SignServiceAccountJWT => &[],
            Method::IssueInternalClusterCertificate => {
                &[Authority::Cluster, Authority::Aggregation]
            }
            Method::IssueInternalEtcdClientCertificate => &[Authority::EtcdApi],
            Method::IssueInternalEtcdPeerCertificate => &[Authority::EtcdPeer],
            Method::IssueInternalEtcdServerCertificate => {
                &[Authority::EtcdApi, Authority::EtcdPeer]
            }
        }
    }
}

impl Cluster {
    /// Returns a cluster without expectations.
    pub fn named(name: ClusterName) -> Self {
        Cluster {
            name: Spanned::new(0..0, name),
            service_account_signing_keys: Vec::new(),
            service_account_verification_keys: Vec::new(),
            cluster_ca: Ca::default(),
            etcd_api_ca: Ca::default(),
            etcd_peer_ca: Ca::default(),
            aggregation_ca: Ca::default(),
            principals: Principals::default(),
            lifetimes: Lifetimes::default(),
            algorithms: Vec::new(),
            key_size: KeySize::default(),
        }
    }

    /// Returns the cluster's name, `projects/P/locations/L/clusters/C`.
    pub fn name(&self) -> &str {
        self.name.get_ref().as_ref()
    }

    /// Returns one of the cluster's authorities.
    pub fn authority(&self, authority: Authority) -> &Ca {
        match authority {
            Authority::Cluster => &self.cluster_ca,
            Authority::EtcdApi => &self.etcd_api_ca,
            Authority::EtcdPeer => &self.etcd_peer_ca,
            Authority::Aggregation => &self.aggregation_ca,
        }
    }

    /// Returns the pools of all authorities of the cluster.
    pub(super) fn pools(&self) -> impl Iterator<Item = &str> {
        let authorities = Authority::ALL.into_iter().map(|it| self.authority(it));
        authorities.flat_map(|ca| &ca.pools).map(|it| it.as_ref())
    }

    /// Returns one of the cluster's authorities, to be changed.
    pub fn authority_mut(&mut self, authority: Authority) -> &mut Ca {
        match authority {
            Authority::Cluster => &mut self.cluster_ca,
            Authority::EtcdApi => &mut self.etcd_api_ca,
            Authority::EtcdPeer => &mut self.etcd_peer_ca,
            Authority::Aggregation => &mut self.aggregation_ca,
        }
    }

    /// Returns a key that signs tokens and that the API server would not accept, where verification keys are listed.
    pub(super) fn unverifiable_key(&self, projects: &Projects) -> Option<&KeyVersion> {
        let verified = &self.service_account_verification_keys;
        let is_verified = |key: &&Key| {
            verified
                .iter()
                .any(|it| projects.same(it.name.as_ref(), key.name.as_ref()))
        };
        let signing = self.service_account_signing_keys.iter();
        let mut unverified = signing.filter(|key| !verified.is_empty() && !is_verified(key));
        unverified.next().map(|key| &key.name)
    }

    /// Sorts all lists by their content.
    pub(super) fn sort(&mut self) {
        self.service_account_signing_keys.sort();
        self.service_account_verification_keys.sort();
        self.algorithms.sort();
        for authority in Authority::ALL {
            self.authority_mut(authority).pools.sort();
            self.authority_mut(authority).keys.sort();
        }
        for source in Source::LOGS {
            self.principals
                .of_mut(source)
                .into_iter()
                .for_each(|it| it.sort());
        }
    }
}

/// Whether the name in a log (`logged`) means the cluster `name`: by its full name, or by the short name that `--cluster` gave.
pub(crate) fn is_named(name: &str, logged: &str, projects: &Projects) -> bool {
    projects.same(name, logged) || (is_short(logged) && name.rsplit('/').next() == Some(logged))
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Key { name, from, until } = self.clone();
        if from.is_none() && until.is_none() {
            name.serialize(serializer)
        } else {
            Table { name, from, until }.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrTable)
    }
}

/// Reads a key: its name, or a table with its name and times.
struct NameOrTable;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    name: KeyVersion,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

impl<'de> Visitor<'de> for NameOrTable {
    type Value = Key;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name of a key version, or a table of name, from and until")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Key, E> {
        Ok(Key {
            name: text.parse().map_err(E::custom)?,
            from: None,
            until: None,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Key, A::Error> {
        let Table { name, from, until } = Table::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Key { name, from, until })
    }
}
