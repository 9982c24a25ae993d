//! Do all records of a credential agree on what was signed?

use std::collections::BTreeSet;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::evidence::item::{EvidenceItem, SignatureCheck};
use crate::evidence::jose::token::Presented;
use crate::judge::context::Judge;
use crate::judge::contradiction::digests::contradiction;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identity::subject::Subject;
use crate::model::receipt::Receipt;
use crate::store::rows::lineage::evidence_items::EvidenceRecord;

/// The check behind `digest-mismatch`.
pub(crate) const CHECK: Check = Check {
    code: Code::DigestMismatch,
    weights: &[Weight::Note, Weight::Break],
    explanation: Explanation {
        means: "Records of one credential disagree on what was signed. They name different digests, or a certificate's own bytes give another digest than its log, or a token among the evidence is not the one that was signed: always a break. Records whose digests come from different hash functions do not contradict each other.",
        look_at: "The message names each field with its value. What was worked out from the certificate's own bytes comes first, where they were logged.",
        settle: "Fetch the same entries from Cloud Logging by their insertId and compare. If they differ from the export, the export was altered; if they do not, a log is wrong about what was signed. A token among the evidence that does not fit is another one with the same id, or forged.",
    },
    run: Run::OnLineage(check),
    // All records of a plain chain name one digest, and evidence of the credential makes a chain not plain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A break where records contradict each other; else a note for each token among the evidence that does not fit.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let Some((first, others)) = contradiction(lineage) else {
        return lineage
            .evidence()
            .filter_map(|it| unverified_token(it, lineage))
            .collect();
    };
    let others_said: BTreeSet<String> = others
        .iter()
        .map(|it| format!("{} TBS={}", it.field, it.digest))
        .collect();
    let others_said: Vec<String> = others_said.into_iter().collect();
    let message = format!(
        "{} TBS={}, but {}",
        first.field,
        first.digest,
        others_said.join(", and ")
    );
    let receipts: BTreeSet<Receipt> = others
        .iter()
        .chain([&first])
        .map(|it| it.receipt())
        .collect();
    let receipts = receipts.into_iter().collect();
    vec![Finding {
        code: Code::DigestMismatch,
        weight: Weight::Break,
        stage: others.first().map(|it| it.source),
        message,
        receipts,
    }]
}

/// A note for a token among the evidence that has the credential's id and another digest, and whose signature nothing verifies. Anybody can
/// write such a file, so that the token proves nothing against the credential.
fn unverified_token(record: &EvidenceRecord, lineage: &Lineage<'_>) -> Option<Finding> {
    let EvidenceItem::Token {
        digest: Some(digest),
        proof: SignatureCheck::None,
        ..
    } = &record.item
    else {
        return None;
    };
    let signed = lineage.digests();
    if signed.is_empty() || signed.contains(digest) {
        return None;
    }
    let message = format!(
        "a token among the evidence has this id, but its digest TBS={digest} was not signed for it as far as the logs tell: it is another token, or forged; with the cluster's JWKS its signature can be verified"
    );
    Some(Finding {
        code: Code::DigestMismatch,
        weight: Weight::Note,
        stage: None,
        message,
        receipts: vec![record.receipt.clone()],
    })
}

/// A break for a token in a file that has the credential's id and other content than was signed for the credential.
pub fn of_token(lineage: &Lineage<'_>, given: &Presented) -> Option<Finding> {
    let Subject::Credential(subject) = &lineage.subject else {
        return None;
    };
    let signed = lineage.digests();
    let mut own = signed.iter().filter_map(|it| given.digest_like(it));
    let digest = own.next()?;
    if given.token.credential.as_ref() != Some(subject)
        || signed.contains(&digest)
        || own.any(|it| signed.contains(&it))
    {
        return None;
    }
    let signed: Vec<String> = signed.iter().map(|it| format!("TBS={it}")).collect();
    let message = format!(
        "the given token has this id, but its digest is TBS={digest}; {} was signed: it is another token, or forged",
        signed.join(", ")
    );
    Some(Finding {
        code: Code::DigestMismatch,
        weight: Weight::Break,
        stage: None,
        message,
        receipts: lineage.receipts(),
    })
}
