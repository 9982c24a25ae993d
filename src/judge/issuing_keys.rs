//! What each key signs, tokens or certificates, and which clusters are configured to use a key or pool.
//!
//! The configuration in a cluster's records is the word of whoever configures that cluster, who may name the keys and pools of others. It
//! counts for that cluster alone, where a key or pool was seen at work only for others and the policy does not list the cluster.

use jiff::Timestamp;

use super::context::Judge;
use crate::model::entry::{Source, Work};
use crate::policy::value::resource::crypto_key;
use crate::store::questions::files_and_services::Service;

impl Judge {
    /// Returns the clusters whose tokens a key, or another version of its CryptoKey, is configured to sign or verify.
    pub fn clusters_configured_for_key(&self, key: &str) -> impl Iterator<Item = &str> {
        let seen = self.seen_at_work(Source::Kms, key);
        let clusters = self.expectations.clusters_of_key(key);
        clusters.filter(move |it| self.may_have(it, &seen))
    }

    /// Returns the clusters for which a pool is configured to certify.
    pub(super) fn clusters_configured_for_pool(&self, pool: &str) -> impl Iterator<Item = &str> {
        let seen = self.seen_at_work(Source::CaService, pool);
        let clusters = self.expectations.clusters_of_pool(pool);
        clusters.filter(move |it| self.may_have(it, &seen))
    }

    /// Whether the configuration of a cluster counts for one of its keys of tokens beyond that cluster.
    pub(super) fn may_have_key(&self, cluster: &str, key: &str) -> bool {
        self.may_have(cluster, &self.seen_at_work(Source::Kms, key))
    }

    fn seen_at_work(&self, source: Source, resource: &str) -> Vec<&Service> {
        let of_resource = |it: &&Service| {
            it.source == source
                && it.by_agent != Some(false)
                && crypto_key(&it.resource) == crypto_key(resource)
        };
        self.services.iter().filter(of_resource).collect()
    }

    fn may_have(&self, cluster: &str, seen: &[&Service]) -> bool {
        let for_cluster = |it: &&Service| {
            it.for_source == Source::Gke && self.is_same_cluster(&it.for_resource, cluster)
        };
        seen.is_empty()
            || self.expectations.policy.cluster(cluster).is_some()
            || seen.iter().any(for_cluster)
    }

    /// Returns what a key signs. Signing keys of tokens and keys of authorities are different keys (Google's page on
    /// control plane authority). The configuration and the policy decide; else the first kind of signature that the
    /// key was seen to make, so that a misuse of the key does not change the answer. None where neither decides, or
    /// where the policy names the key for both.
    pub fn work_of(&self, key: &str) -> Option<Work> {
        let tokens = self.clusters_configured_for_key(key).next().is_some();
        match (tokens, self.expectations.is_ca_key(key)) {
            (true, true) => None,
            (true, false) => Some(Work::Tokens),
            (false, true) => Some(Work::Certificates),
            (false, false) => self.work_seen(key),
        }
    }

    /// Whether the policy or a cluster's configuration says what a key signs.
    pub fn is_work_configured(&self, key: &str) -> bool {
        let tokens = self.clusters_configured_for_key(key).next().is_some();
        tokens != self.expectations.is_ca_key(key)
    }

    fn work_seen(&self, key: &str) -> Option<Work> {
        let tokens = self.first_seen(key, Source::Gke);
        let certificates = self.first_seen(key, Source::CaService);
        match (tokens, certificates) {
            (None, None) => None,
            (Some(_), None) => Some(Work::Tokens),
            (None, Some(_)) => Some(Work::Certificates),
            // Older databases may not hold which kind was first.
            (Some(None), Some(None)) => None,
            (Some(tokens), Some(certificates)) if tokens < certificates => Some(Work::Tokens),
            (Some(_), Some(_)) => Some(Work::Certificates),
        }
    }

    /// Returns when a key was first seen to sign for resources of this log: None where it never was, `Some(None)` where an older
    /// database did not keep the time.
    fn first_seen(&self, key: &str, for_source: Source) -> Option<Option<Timestamp>> {
        let seen = self.services_of(Source::Kms, for_source);
        let of_key = seen.filter(|it| it.resource == key);
        of_key.map(|it| it.since).min()
    }

    /// Returns every key whose kind of work is known.
    pub fn working_keys(&self) -> Vec<(String, Work)> {
        let seen = self.services.iter().filter(|it| it.source == Source::Kms);
        let mut keys = self.expectations.issuing_keys();
        keys.extend(seen.map(|it| it.resource.clone()));
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter()
            .filter_map(|key| Some((self.work_of(&key)?, key)))
            .map(|(work, key)| (key, work))
            .collect()
    }
}
