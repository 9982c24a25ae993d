//! What a judge knows of keys: which sign tokens, which sign certificates.

use jiff::Timestamp;

use super::context::Judge;
use crate::model::entry::{Source, Work};

impl Judge {
    /// What a key signs. Signing keys of tokens and keys of the authorities are different keys (Google's page on control plane
    /// authority): what is configured tells; else what it was first seen to sign, so that a misuse of a key does not make it another
    /// one. None where nothing tells, or the policy names it for both.
    pub fn work_of(&self, key: &str) -> Option<Work> {
        let tokens = self.expectations.clusters_of_key(key).next().is_some();
        match (tokens, self.expectations.is_ca_key(key)) {
            (true, true) => None,
            (true, false) => Some(Work::Tokens),
            (false, true) => Some(Work::Certificates),
            (false, false) => self.work_seen(key),
        }
    }

    /// Whether the policy or a record of a cluster tells what a key signs.
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
            // In databases of old nothing may tell which was first.
            (Some(None), Some(None)) => None,
            (Some(tokens), Some(certificates)) if tokens < certificates => Some(Work::Tokens),
            (Some(_), Some(_)) => Some(Work::Certificates),
        }
    }

    /// Since when a key was seen to sign for this log's resources: since ever, where that was not kept.
    fn first_seen(&self, key: &str, for_source: Source) -> Option<Option<Timestamp>> {
        let seen = self.services_of(Source::Kms, for_source);
        let of_key = seen.filter(|it| it.resource == key);
        of_key.map(|it| it.since).min()
    }

    /// Every key of which it is known what it signs.
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
