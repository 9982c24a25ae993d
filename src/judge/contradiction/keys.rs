//! Different keys signed one digest.

use std::collections::BTreeSet;

use crate::correlate::lineage::Lineage;
use crate::model::entry::Source;
use crate::model::identifier::ToBeSigned;

/// KMS, where it happened.
pub(in crate::judge) fn sources(lineage: &Lineage<'_>) -> BTreeSet<Source> {
    lineage
        .digests()
        .iter()
        .filter(|digest| keys(lineage, digest).len() > 1)
        .map(|_| Source::Kms)
        .collect()
}

/// The key versions that signed a digest.
pub(crate) fn keys<'c>(lineage: &Lineage<'c>, digest: &ToBeSigned) -> BTreeSet<&'c str> {
    lineage
        .signed()
        .filter(|(it, _)| it.digest == *digest)
        .map(|(it, _)| it.key.as_str())
        .collect()
}
