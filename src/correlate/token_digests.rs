//! Which digest of a token among the evidence counts. The header's `alg` is written by whoever made the token, so that the database holds
//! several digests of a token ([`Presented::digests`](crate::evidence::jose::token::Presented::digests)). The hash function that the records
//! state decides, as in `trace` ([`Presented::digest_like`](crate::evidence::jose::token::Presented::digest_like)).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::mem::discriminant;

use crate::evidence::item::{EvidenceItem, SignatureCheck};
use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};
use crate::model::receipt::Receipt;
use crate::store::rows::lineage::evidence_items::EvidenceRecord;
use crate::store::rows::lineage::record::Record;

/// What the items of one token have in common.
type Token = (Receipt, Option<CredentialId>, SignatureCheck);

/// Returns the evidence with one item for each token: the item whose digest a record states, else one of the same hash function, else the
/// first, which is by the token's own `alg`.
pub(super) fn settled(shown: Vec<EvidenceRecord>, records: &[Record]) -> Vec<EvidenceRecord> {
    let stated = stated(records);
    let hashes: HashSet<_> = stated.iter().map(discriminant).collect();
    let rank = |shown: &EvidenceRecord| {
        let Some(digest) = shown.item.digest() else {
            return 3;
        };
        match stated.contains(&digest) {
            true => 0,
            false if hashes.contains(&discriminant(&digest)) => 1,
            false => 2,
        }
    };
    let mut places: BTreeMap<Token, usize> = BTreeMap::new();
    let mut kept: Vec<EvidenceRecord> = Vec::with_capacity(shown.len());
    for item in shown {
        let place = token(&item).map(|it| *places.entry(it).or_insert(kept.len()));
        match place.and_then(|it| kept.get_mut(it)) {
            Some(known) if rank(&item) < rank(known) => *known = item,
            Some(_) => {}
            None => kept.push(item),
        }
    }
    kept
}

fn token(shown: &EvidenceRecord) -> Option<Token> {
    match &shown.item {
        EvidenceItem::Token {
            credential, proof, ..
        } => Some((shown.receipt.clone(), credential.clone(), proof.clone())),
        _ => None,
    }
}

/// Returns the digests that records state.
fn stated(records: &[Record]) -> BTreeSet<ToBeSigned> {
    let mentions = records.iter().flat_map(|it| it.entry.event.mentions());
    let digest = |(_, identifier)| match identifier {
        Identifier::Digest(digest) => Some(digest),
        Identifier::Credential(_) => None,
    };
    mentions.filter_map(digest).collect()
}
