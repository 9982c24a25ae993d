//! Digests that different keys signed.

use std::collections::BTreeSet;

use crate::correlate::lineage::Lineage;
use crate::model::entry::Source;
use crate::model::identifier::ToBeSigned;

/// Returns KMS where more than one key version signed one of the lineage's digests.
pub(in crate::judge) fn sources(lineage: &Lineage<'_>) -> BTreeSet<Source> {
    lineage
        .digests()
        .iter()
        .filter(|digest| keys(lineage, digest).len() > 1)
        .map(|_| Source::Kms)
        .collect()
}

/// Returns the key versions that signed a digest.
pub(crate) fn keys<'c>(lineage: &Lineage<'c>, digest: &ToBeSigned) -> BTreeSet<&'c str> {
    lineage
        .signed()
        .filter(|(it, _)| it.digest == *digest)
        .map(|(it, _)| it.key.as_str())
        .collect()
}
