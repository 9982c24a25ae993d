//! Digests that only CA Service states, without the certificate. The API names no hash function for `tbs_certificate_digest`
//! (googleapis `privateca/v1/resources.proto`), so that it may be SHA-256 whatever the key of the CA signs. A key version has one algorithm
//! (<https://cloud.google.com/kms/docs/algorithms>): where the CA's key signs SHA-384 or SHA-512, a stated SHA-256 digest can be linked with no
//! signature, and says nothing about the hash function of the signature. The bytes of the certificate settle it.

use std::collections::BTreeSet;

use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::identifier::ToBeSigned;
use crate::policy::value::resource::crypto_key;

/// Returns the digests of a lineage whose hash function is that of its signature: all but those that only CA Service states.
pub(crate) fn of_signature(lineage: &Lineage<'_>) -> BTreeSet<ToBeSigned> {
    let certified = lineage.certified().filter_map(|(it, _)| {
        let computed = it.recomputed.map(|it| it.digest);
        computed.flatten()
    });
    let issued = lineage.issued().filter_map(|(it, _)| it.digest);
    let requested = lineage.requested().filter_map(|(it, _)| it.digest);
    let observed = lineage.observed().filter_map(|(it, _)| it.digest);
    let signed = lineage.calls_to_sign().map(|(it, _)| it.digest);
    let shown = lineage.genuine().filter_map(|it| it.item.digest());
    let all = certified.chain(issued).chain(requested).chain(observed);
    all.chain(signed).chain(shown).collect()
}

/// Whether CA Service alone states a SHA-256 digest of a certificate, and no call to sign names that digest.
pub(crate) fn are_alone(lineage: &Lineage<'_>) -> bool {
    let is_sha256 = |it: &ToBeSigned| matches!(it, ToBeSigned::Sha256(_));
    let stated = lineage.digests();
    lineage.certificate().is_some()
        && !stated.is_empty()
        && stated.iter().all(is_sha256)
        && of_signature(lineage).is_empty()
}

/// Whether the signature of a certificate may have another hash function than the digest that CA Service states: the keys of its pool signed
/// no SHA-256 digest at that time, and a digest of another hash function that nothing claims.
pub(crate) fn leave_open(lineage: &Lineage<'_>) -> bool {
    !lineage.candidates.is_empty() && are_alone(lineage)
}

impl Judge {
    /// Returns the CryptoKeys of the pools of a certificate: those that were seen to sign for the pools, and those that the policy names.
    pub(crate) fn ca_keys_of(&self, lineage: &Lineage<'_>) -> BTreeSet<String> {
        let pools = self.pools(lineage);
        let seen = self
            .services
            .iter()
            .filter(|it| it.source == Source::Kms && pools.contains(it.for_resource.as_str()));
        let seen = seen.map(|it| it.resource.as_str());
        let keys = seen.chain(self.expectations.keys_of_pools(&pools));
        keys.map(|it| crypto_key(&self.projects().by_id(it)).to_owned())
            .collect()
    }
}
