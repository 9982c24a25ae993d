//! What is expected at a moment: by the policy, and where the policy names nothing by the configuration that the
//! clusters' records show.

mod expected;

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::Policy;
use super::cluster::{Authority, Ca, Cluster, Key};
use super::learned::Learned;
use super::suppression::Suppression;
use super::value::algorithm::Algorithm;
use super::value::pattern::Pattern;
use super::value::resource::crypto_key;
use crate::model::cluster_keys::ManagedKeys;
use crate::model::entry::Source;
use crate::model::finding::message::Message;
use crate::model::finding::{Code, Weight};
use crate::model::time::later;
pub use expected::Expected;
use expected::{Doubt, by_policy};

/// The policy and the configuration of the clusters.
#[derive(Debug, Clone, Default)]
pub struct Expectations {
    /// The policy of the owner.
    pub policy: Policy,
    /// The configuration that the clusters' records show.
    pub learned: Learned,
    /// The suppressions that are active, by their position in the policy.
    pub active: Vec<usize>,
}

/// A kind of resource that a cluster is configured to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Configured {
    /// Keys of tokens, including keys that only verify tokens: the API server accepts what they sign.
    TokenKeys,
    /// CA pools.
    Pools,
    /// Keys of the CAs in the CA pools, which only the policy names.
    AuthorityKeys,
}

/// The suppression of the policy that covers a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuppressedBy<'e> {
    /// The position of the suppression in the policy.
    pub position: usize,
    /// The suppression.
    pub suppression: &'e Suppression,
}

impl Expectations {
    /// Returns the first active suppression that covers this finding on this subject.
    pub fn answer(&self, code: Code, subject: &str) -> Option<SuppressedBy<'_>> {
        let suppressions = self.active.iter().filter_map(|&position| {
            let suppression = self.policy.suppression.get(position)?;
            Some(SuppressedBy {
                position,
                suppression,
            })
        });
        let mut covering = suppressions.filter(|it| it.suppression.covers(code, subject));
        covering.next()
    }

    /// Whether neither the policy nor a record expects anything of any cluster.
    pub fn is_silent(&self) -> bool {
        self.policy.cluster.is_empty() && self.learned.is_empty()
    }

    /// Returns the keys that may sign tokens of a cluster at a moment; None where nothing names them.
    pub fn signing_keys(&self, cluster: &str, at: Timestamp) -> Option<Expected<'_>> {
        self.keys(
            cluster,
            at,
            |it| &it.service_account_signing_keys,
            |it| &it.signing_keys,
        )
    }

    /// Returns the keys whose tokens the API server of a cluster accepts at a moment; None where nothing names them.
    pub fn verification_keys(&self, cluster: &str, at: Timestamp) -> Option<Expected<'_>> {
        self.keys(
            cluster,
            at,
            |it| &it.service_account_verification_keys,
            |it| &it.verification_keys,
        )
    }

    /// Returns the keys that the policy names, or else the keys that the cluster's records name.
    fn keys(
        &self,
        cluster: &str,
        at: Timestamp,
        written: fn(&Cluster) -> &[Key],
        recorded: fn(&ManagedKeys) -> &[String],
    ) -> Option<Expected<'_>> {
        let keys = self.policy.cluster(cluster).map(written);
        match keys.filter(|keys| !keys.is_empty()) {
            Some(keys) => Some(by_policy(keys_at(keys, at))),
            None => self.learned(cluster, at, recorded),
        }
    }

    /// Returns the pools of one authority of a cluster at a moment; None where nothing names them.
    pub fn pools(
        &self,
        cluster: &str,
        authority: Authority,
        at: Timestamp,
    ) -> Option<Expected<'_>> {
        let pools = self
            .policy
            .cluster(cluster)
            .map(|it| &it.authority(authority).pools);
        match pools.filter(|pools| !pools.is_empty()) {
            Some(pools) => Some(by_policy(pools.iter().map(|it| it.as_ref()))),
            None => self.learned(cluster, at, pool_of(authority)),
        }
    }

    /// Returns the keys of the CAs in a pool at a moment. Only the policy names them, not the records of clusters.
    pub fn ca_keys(&self, cluster: &str, pool: &str, at: Timestamp) -> Option<Expected<'_>> {
        let cluster = self.policy.cluster(cluster)?;
        let projects = &self.policy.projects;
        let authorities = Authority::ALL.map(|it| cluster.authority(it));
        let of_pool = authorities
            .into_iter()
            .filter(|ca| ca.pools.iter().any(|it| projects.same(it.as_ref(), pool)));
        let keys: Vec<&Key> = of_pool.flat_map(|ca| &ca.keys).collect();
        (!keys.is_empty()).then(|| by_policy(keys_at(keys, at)))
    }

    /// Returns every key that is ever expected to sign tokens, verify tokens or sign certificates, in order.
    pub fn issuing_keys(&self) -> Vec<String> {
        let tokens = self.token_keys().map(|(_, key)| key);
        let authorities = self.policy.cluster.iter().flat_map(ca_keys_of);
        let by_id = |key: &str| self.policy.projects.by_id(key);
        let keys: BTreeSet<String> = tokens.chain(authorities).map(by_id).collect();
        keys.into_iter().collect()
    }

    /// Returns the clusters whose tokens a key, or another version of its CryptoKey, is ever expected to sign or verify.
    pub fn clusters_of_key(&self, key: &str) -> impl Iterator<Item = &str> {
        let all = self.token_keys();
        all.filter(move |(_, known)| self.is_of_same_key(known, key))
            .map(|(cluster, _)| cluster)
    }

    /// Returns the clusters whose certificates a key, or another version of its CryptoKey, is ever expected to sign.
    pub fn clusters_of_ca_key(&self, key: &str) -> impl Iterator<Item = &str> {
        let clusters = self.policy.cluster.iter();
        clusters
            .filter(move |it| ca_keys_of(it).any(|known| self.is_of_same_key(known, key)))
            .map(Cluster::name)
    }

    /// Whether a key is ever expected to sign certificates.
    pub fn is_ca_key(&self, key: &str) -> bool {
        self.clusters_of_ca_key(key).next().is_some()
    }

    fn is_of_same_key(&self, one: &str, other: &str) -> bool {
        self.policy
            .projects
            .same(crypto_key(one), crypto_key(other))
    }

    /// Whether the policy gives a pool to workload identities.
    pub fn is_workload_pool(&self, pool: &str) -> bool {
        let mut pools = self.policy.workload.pools.iter();
        pools.any(|it| self.policy.projects.same(it.as_ref(), pool))
    }

    /// Returns the pools that certify workload identities. None where the policy names none.
    pub fn workload_pools(&self) -> Option<Expected<'_>> {
        let pools = &self.policy.workload.pools;
        (!pools.is_empty()).then(|| by_policy(pools.iter().map(|it| it.as_ref())))
    }

    /// Whether a pool is ever expected to certify for a cluster, by the policy or by the clusters' records.
    pub fn is_cluster_pool(&self, pool: &str) -> bool {
        self.clusters_of_pool(pool).next().is_some()
    }

    /// Returns the clusters for which a pool is ever expected to certify.
    pub fn clusters_of_pool(&self, pool: &str) -> impl Iterator<Item = &str> {
        let clusters = self.policy.cluster.iter();
        let written = clusters.flat_map(|it| it.pools().map(move |pool| (it.name(), pool)));
        let all = written.chain(self.learned.pools());
        all.filter(move |(_, known)| self.policy.projects.same(known, pool))
            .map(|(cluster, _)| cluster)
    }

    /// Returns each cluster with the keys of its tokens, including keys that only verify: the API server accepts what they sign.
    pub fn token_keys(&self) -> impl Iterator<Item = (&str, &str)> {
        let written = self.policy.cluster.iter().flat_map(|cluster| {
            let signing = cluster.service_account_signing_keys.iter();
            let keys = signing.chain(&cluster.service_account_verification_keys);
            keys.map(|key| (cluster.name(), key.name.as_ref()))
        });
        written.chain(self.learned.token_keys())
    }

    /// Returns the resources that the policy or a record of the cluster names for some moment in `from..=to`.
    pub fn configured(
        &self,
        cluster: &str,
        what: Configured,
        from: Timestamp,
        to: Timestamp,
    ) -> BTreeSet<&str> {
        let written = self.policy.cluster(cluster).into_iter();
        let written = written.flat_map(|it| written_for(it, what, from, to));
        let projects = &self.policy.projects;
        let recorded = self.learned.between(cluster, from, to, projects);
        let recorded = recorded.flat_map(|keys| recorded_for(keys, what));
        let is_of_then = |name: &&str| !self.learned.comes_later(cluster, name, to, projects);
        written.chain(recorded.filter(is_of_then)).collect()
    }

    /// Returns the resources that a cluster is to issue with from each moment on, by the policy or else by the newest of the
    /// cluster's records. Keys that only verify issue nothing. Before the first of these moments nothing is known.
    pub fn turns(&self, cluster: &str, what: Configured) -> Vec<(Timestamp, BTreeSet<&str>)> {
        let projects = &self.policy.projects;
        let learned = |fields: &[fn(&ManagedKeys) -> &[String]]| {
            self.learned.turns(cluster, fields, projects)
        };
        let written = self.policy.cluster(cluster);
        let keys = written.map_or(&[][..], |it| &it.service_account_signing_keys);
        match what {
            Configured::TokenKeys if keys.is_empty() => learned(&[|it| &it.signing_keys]),
            Configured::TokenKeys => turns_of(keys),
            // The policy does not say since when pools count.
            Configured::Pools => learned(&Authority::ALL.map(pool_of)),
            Configured::AuthorityKeys => Vec::new(),
        }
    }

    /// Returns the keys that the policy names for the CAs in these pools, at any time.
    pub fn keys_of_pools<'e>(&'e self, pools: &'e BTreeSet<&str>) -> impl Iterator<Item = &'e str> {
        let projects = &self.policy.projects;
        let is_one = move |ca: &&Ca| {
            let mut known = ca.pools.iter();
            known.any(|it| pools.iter().any(|pool| projects.same(it.as_ref(), pool)))
        };
        let authorities = self.policy.cluster.iter().flat_map(authorities);
        let of_pools = authorities.filter(is_one);
        of_pools.flat_map(|ca| ca.keys.iter().map(|key| key.name.as_ref()))
    }

    /// Returns the patterns of the principals that may act in a log of a cluster.
    pub fn principals(&self, cluster: &str, source: Source) -> &[Pattern] {
        let cluster = self.policy.cluster(cluster);
        cluster.map_or(&[], |it| it.principals.of(source))
    }

    /// Returns the patterns of the principals that may act in a log of any cluster.
    pub fn listed(&self, source: Source) -> impl Iterator<Item = &Pattern> {
        let clusters = self.policy.cluster.iter();
        clusters.flat_map(move |it| it.principals.of(source))
    }

    /// Returns the algorithms that may sign credentials of a cluster.
    pub fn algorithms(&self, cluster: &str) -> &[Algorithm] {
        let cluster = self.policy.cluster(cluster);
        cluster.map_or(&[], |it| &it.algorithms)
    }

    /// Returns the longest lifetime of a token of a cluster.
    pub fn token_lifetime(&self, cluster: &str) -> Option<SignedDuration> {
        self.policy.cluster(cluster)?.lifetimes.token.map(|it| it.0)
    }

    /// Returns the longest lifetime of a certificate of a cluster.
    pub fn certificate_lifetime(&self, cluster: &str) -> Option<SignedDuration> {
        self.policy
            .cluster(cluster)?
            .lifetimes
            .certificate
            .map(|it| it.0)
    }

    /// Whether the policy lists a cluster, or a record shows the cluster's configuration.
    pub fn knows(&self, cluster: &str) -> bool {
        let projects = &self.policy.projects;
        let mut recorded = self
            .learned
            .between(cluster, Timestamp::MIN, Timestamp::MAX, projects);
        self.policy.cluster(cluster).is_some() || recorded.next().is_some()
    }

    /// Whether the policy lists clusters, but not this cluster.
    pub fn is_unknown(&self, cluster: &str) -> bool {
        !self.policy.cluster.is_empty() && self.policy.cluster(cluster).is_none()
    }

    /// Returns the cluster's part of the policy.
    pub fn cluster(&self, name: &str) -> Option<&Cluster> {
        self.policy.cluster(name)
    }

    fn learned(
        &self,
        cluster: &str,
        at: Timestamp,
        field: fn(&ManagedKeys) -> &[String],
    ) -> Option<Expected<'_>> {
        let learned = self.learned.at(cluster, at, field, &self.policy.projects)?;
        Some(Expected {
            names: learned.names.into_iter().map(Cow::Borrowed).collect(),
            named_by: learned
                .receipts
                .first()
                .map(|it| Message::from(it.to_string()))
                .unwrap_or_default()
                .as_fact(),
            receipts: learned.receipts.into_iter().cloned().collect(),
            weight: learned.weight,
            doubt: (learned.weight != Weight::Break).then_some(Doubt::Since),
        })
    }
}

fn ca_keys_of(cluster: &Cluster) -> impl Iterator<Item = &str> {
    let keys = authorities(cluster).flat_map(|ca| &ca.keys);
    keys.map(|key| key.name.as_ref())
}

fn authorities(cluster: &Cluster) -> impl Iterator<Item = &Ca> {
    Authority::ALL.into_iter().map(|it| cluster.authority(it))
}

/// Returns the resources that the policy names for a cluster and some moment in `from..=to`.
fn written_for(cluster: &Cluster, what: Configured, from: Timestamp, to: Timestamp) -> Vec<&str> {
    let among =
        |key: &&Key| key.from.is_none_or(|it| it <= to) && key.until.is_none_or(|it| from <= it);
    let signing = cluster.service_account_signing_keys.iter();
    let verifying = cluster.service_account_verification_keys.iter();
    match what {
        Configured::TokenKeys => {
            let keys = signing.chain(verifying).filter(among);
            keys.map(|key| key.name.as_ref()).collect()
        }
        Configured::Pools => cluster.pools().collect(),
        Configured::AuthorityKeys => {
            let keys = authorities(cluster).flat_map(|ca| &ca.keys);
            keys.filter(among).map(|key| key.name.as_ref()).collect()
        }
    }
}

/// Returns the keys that count from each moment on at which the set of keys changes.
fn turns_of(keys: &[Key]) -> Vec<(Timestamp, BTreeSet<&str>)> {
    let after = |until: Timestamp| later(until, SignedDuration::from_nanos(1));
    let changes = keys.iter().flat_map(|it| [it.from, it.until.map(after)]);
    let moments: BTreeSet<Timestamp> = changes.flatten().chain([Timestamp::MIN]).collect();
    let turns = moments.into_iter();
    turns.map(|at| (at, keys_at(keys, at).collect())).collect()
}

/// Returns the resources that a record of a cluster names.
fn recorded_for(keys: &ManagedKeys, what: Configured) -> Vec<&str> {
    match what {
        Configured::TokenKeys => {
            let all = keys.signing_keys.iter().chain(&keys.verification_keys);
            all.map(String::as_str).collect()
        }
        Configured::Pools => keys.pools().collect(),
        Configured::AuthorityKeys => Vec::new(),
    }
}

fn keys_at<'k>(
    keys: impl IntoIterator<Item = &'k Key>,
    at: Timestamp,
) -> impl Iterator<Item = &'k str> {
    keys.into_iter()
        .filter(move |key| key.holds_at(at))
        .map(|key| key.name.as_ref())
}

fn pool_of(authority: Authority) -> fn(&ManagedKeys) -> &[String] {
    match authority {
        Authority::Cluster => |it| it.cluster_ca.as_slice(),
        Authority::EtcdApi => |it| it.etcd_api_ca.as_slice(),
        Authority::EtcdPeer => |it| it.etcd_peer_ca.as_slice(),
        Authority::Aggregation => |it| it.aggregation_ca.as_slice(),
    }
}
