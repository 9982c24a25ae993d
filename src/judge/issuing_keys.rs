//! What each key signs: tokens or certificates.

use jiff::Timestamp;

use super::context::Judge;
use crate::model::entry::{Source, Work};

impl Judge {
    /// Returns what a key signs. Signing keys of tokens and keys of authorities are different keys (Google's page on
    /// control plane authority). The configuration and the policy decide; else the first kind of signature that the
    /// key was seen to make, so that a misuse of the key does not change the answer. None where neither decides, or
    /// where the policy names the key for both.
    pub fn work_of(&self, key: &str) -> Option<Work> {
        let tokens = self.expectations.clusters_of_key(key).next().is_some();
        match (tokens, self.expectations.is_ca_key(key)) {
            (true, true) => None,
            (true, false) => Some(Work::Tokens),
            (false, true) => Some(Work::Certificates),
            (false, false) => self.work_seen(key),
        }
    }

    /// Whether the policy or a cluster's configuration says what a key signs.
    pub fn is_work_configured(&self, key: &str) -> bool {
        let tokens = self.expectations.clusters_of_key(key).next().is_some();
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
