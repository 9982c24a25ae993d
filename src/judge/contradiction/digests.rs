//! Records of one credential that name different digests.

use std::collections::BTreeSet;
use std::mem::discriminant;

use crate::correlate::lineage::Lineage;
use crate::evidence::item::EvidenceItem;
use crate::model::entry::Source;
use crate::model::finding::message::{Message, message};
use crate::model::identifier::ToBeSigned;
use crate::model::receipt::Receipt;
use crate::store::rows::lineage::evidence_items::EvidenceRecord;
use crate::store::rows::lineage::record::Record;

/// The digest that one record or evidence item states for the credential.
pub(crate) struct DigestClaim<'c> {
    /// The log of the record; for an evidence item, the log that has to name the same digest.
    pub(crate) source: Source,
    /// The field that states the digest, with its verb.
    pub(crate) field: Message,
    /// The digest.
    pub(crate) digest: ToBeSigned,
    stands: ClaimSource<'c>,
}

impl DigestClaim<'_> {
    /// Returns the receipt of the record or evidence item.
    pub(crate) fn receipt(&self) -> Receipt {
        match self.stands {
            ClaimSource::Logged(record) => record.receipt(),
            ClaimSource::Evidence(record) => record.receipt.clone(),
        }
    }
}

/// The record or evidence item that states a digest.
#[derive(Clone, Copy)]
enum ClaimSource<'c> {
    Logged(&'c Record),
    Evidence(&'c EvidenceRecord),
}

fn words<'c>(lineage: &Lineage<'c>) -> Vec<DigestClaim<'c>> {
    let mut words = Vec::new();
    let mut say = |source, field, digest: Option<ToBeSigned>, stands: ClaimSource<'c>| {
        words.extend(digest.map(|digest| DigestClaim {
            source,
            field,
            digest,
            stands,
        }));
    };
    for record in lineage.genuine() {
        let source = in_whose_log(&record.item);
        let field = message!("digest-field-evidence", "the evidence gives");
        say(
            source,
            field,
            record.item.digest(),
            ClaimSource::Evidence(record),
        );
    }
    for (it, record) in lineage.requested() {
        let field = message!(
            "digest-field-answer",
            "what the API server answered with gives"
        );
        say(
            Source::Kubernetes,
            field,
            it.digest,
            ClaimSource::Logged(record),
        );
    }
    for (it, record) in lineage.certified() {
        say(
            Source::CaService,
            message!("digest-field-bytes", "the certificate's bytes give"),
            it.recomputed.and_then(|it| it.digest),
            ClaimSource::Logged(record),
        );
        say(
            Source::CaService,
            message!("digest-field-tbs", "tbs_certificate_digest is"),
            it.digest,
            ClaimSource::Logged(record),
        );
    }
    for (it, record) in lineage.issued() {
        say(
            Source::Gke,
            message!("digest-field-signed", "toBeSignedDigest is"),
            it.digest,
            ClaimSource::Logged(record),
        );
    }
    words
}

/// Returns the log that has to name the digest of an evidence item.
fn in_whose_log(item: &EvidenceItem) -> Source {
    match item {
        EvidenceItem::Token { .. } => Source::Gke,
        _ => Source::CaService,
    }
}

/// Returns the first claim, and the claims that contradict it. Digests of different hash functions do not contradict each other.
pub(crate) fn contradiction<'c>(
    lineage: &Lineage<'c>,
) -> Option<(DigestClaim<'c>, Vec<DigestClaim<'c>>)> {
    let mut words = words(lineage).into_iter();
    let first = words.next()?;
    let differs = |it: &DigestClaim| {
        discriminant(&it.digest) == discriminant(&first.digest) && it.digest != first.digest
    };
    let others: Vec<DigestClaim<'c>> = words.filter(differs).collect();
    (!others.is_empty()).then_some((first, others))
}

/// Returns the logs whose claims contradict the first claim.
pub(in crate::judge) fn sources(lineage: &Lineage<'_>) -> BTreeSet<Source> {
    contradiction(lineage)
        .into_iter()
        .flat_map(|(_, others)| others)
        .map(|word| word.source)
        .collect()
}
