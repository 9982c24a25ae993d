//! Do all records of a credential agree on what was signed?

use std::collections::BTreeSet;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::evidence::item::{EvidenceItem, SignatureCheck};
use crate::evidence::jose::token::Presented;
use crate::judge::context::Judge;
use crate::judge::contradiction::digests::{DigestClaim, contradiction};
use crate::model::finding::argument::List;
use crate::model::finding::message::{Joint, Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identifier::Identifier;
use crate::model::identity::subject::Subject;
use crate::model::receipt::Receipt;
use crate::store::rows::lineage::evidence_items::EvidenceRecord;

/// The check behind `digest-mismatch`.
pub(crate) const CHECK: Check = Check {
    code: Code::DigestMismatch,
    weights: &[Weight::Note, Weight::Break],
    explanation: Explanation {
        means: "Records of one credential disagree on what was signed: they name different digests, or the bytes of a certificate give another digest than the log of that certificate. It is a break. A token among the evidence that has the credential's id but another digest is a note: it is another token, or a forged one, and says nothing against the records; a token is compared by the hash function that the records name, whatever algorithm its header names. Records with digests of different hash functions do not contradict each other.",
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
    let other_claims = contradicting(&others);
    let field = first.field.clone();
    let message = message!("digest-mismatch", "{field} {digest}, but {other_claims}", digest = first.digest; field, other_claims);
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

/// The message on the claims that contradict the first one.
fn contradicting(others: &[DigestClaim<'_>]) -> Message {
    let claims: BTreeSet<(Message, String)> = others
        .iter()
        .map(|it| (it.field.clone(), Identifier::from(it.digest).to_string()))
        .collect();
    let words = claims.iter().map(|(field, digest)| {
        let (field, digest) = (field.clone(), digest.as_str());
        message!("digest-claim", "{field} {digest}"; field, digest)
    });
    let words = Message::list(words, Joint::CommaAnd);
    let other_digests: BTreeSet<&String> = claims.iter().map(|it| &it.1).collect();
    message!("digest-mismatch-others", "{words}", other_digests = List::of(other_digests); words)
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
    let message = message!(
        "digest-mismatch-evidence",
        "a token among the evidence has this id, but its digest {digest} was not signed for it as far as the logs tell: it is another token, or forged; with the cluster's JWKS its signature can be verified",
        digest = *digest
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
    let message = message!(
        "digest-mismatch-token",
        "the given token has this id, but its digest is {digest}; {other_digests} was signed: it is another token, or forged",
        digest,
        other_digests = signed.iter().collect::<List>()
    );
    Some(Finding {
        code: Code::DigestMismatch,
        weight: Weight::Break,
        stage: None,
        message,
        receipts: lineage.receipts(),
    })
}
