//! Counts by key: their sum, and their form where the key is more than one word.

use std::collections::BTreeMap;

/// Adds other counts, key by key.
pub(super) fn add<K: Ord + Clone>(counts: &mut BTreeMap<K, u64>, other: &BTreeMap<K, u64>) {
    for (key, count) in other {
        *counts.entry(key.clone()).or_default() += count;
    }
}

/// Counts as a list of keys and numbers, since the key of an object of JSON is a string.
pub(super) mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::scan::summary) fn serialize<K: Serialize, S: Serializer>(
        counts: &BTreeMap<K, u64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(counts)
    }

    pub(in crate::scan::summary) fn deserialize<
        'de,
        K: Deserialize<'de> + Ord,
        D: Deserializer<'de>,
    >(
        deserializer: D,
    ) -> Result<BTreeMap<K, u64>, D::Error> {
        let pairs: Vec<(K, u64)> = Vec::deserialize(deserializer)?;
        Ok(pairs.into_iter().collect())
    }
}
