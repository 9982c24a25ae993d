//! Does the signature on a certificate or token verify under the key of its issuer?
//!
//! The key of a certificate's issuer comes from the chain in CA Service's record or from authorities among the evidence, and the keys of
//! tokens come from key sets among the evidence. Where the issuer's key or the algorithm is unknown, the check does not fire.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::evidence::item::{EvidenceItem, SignatureCheck};
use crate::judge::context::Judge;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::plain_chain::{Kind, PlainChain};
use crate::model::receipt::Receipt;
use crate::store::questions::certificate_status::{AuthorityCertificate, InvalidSignature};
use crate::store::rows::lineage::evidence_items::EvidenceRecord;

/// The check behind `signature-invalid`.
pub(crate) const CHECK: Check = Check {
    code: Code::SignatureInvalid,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "The signature on a certificate does not verify under the key of the issuer that it names, or the signature on a token among the evidence does not verify under the key that the token names. It is a break. It is a gap where more than 64 CA certificates of different keys have the issuer's name or key identifier, and the key identifier was computed from none of these keys: nothing then tells which of them is the issuer's. There is no finding where the issuer's key is not known or cannot be used, or where this program does not know the algorithm.",
        look_at: "Where the issuer's key comes from: the chain in CA Service's record, or an authority's certificate or key set among the evidence. The receipts name the file.",
        settle: "Make sure that the certificate or key set of the issuer is the right one: another cluster may have a key of the same name. Make sure that the token was copied completely. If both are right, these bytes were not signed by that authority: the record was altered or the credential is forged. Fetch the certificate from CA Service by its name and compare; revoke what is trusted because of it.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// A break for a certificate that no known key of its issuer signed, for an authority of that kind above a workload's certificate, and for
/// a token among the evidence that the key named in the token did not sign; a gap where too many keys may be the issuer's.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let tokens = lineage.evidence().filter_map(|it| token(it, lineage));
    certificate(lineage, judge)
        .into_iter()
        .chain(authorities(lineage, judge))
        .chain(undecided(lineage, judge))
        .chain(tokens)
        .collect()
}

/// Whether a plain chain is a certificate, and the signature of any certificate was found invalid.
fn can_fire(chain: &PlainChain, judge: &Judge) -> bool {
    let status = &judge.certificate_status;
    chain.kind != Kind::Token
        && !(status.invalid_signatures.is_empty() && status.undecided.is_empty())
}

/// A break for each authority above a workload's certificate that no known key of the authority's own issuer signed.
fn authorities(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if judge.certificate_status.invalid_signatures.is_empty() {
        return Vec::new();
    }
    let above = judge.issuers(lineage).into_iter();
    let invalid_signatures = above.filter_map(|it| {
        Some((
            it,
            judge
                .certificate_status
                .invalid_signatures
                .get(&it.certificate)?,
        ))
    });
    let finding = |(authority, invalid_signature): (&AuthorityCertificate, &InvalidSignature)| {
        let message = message!(
            "signature-invalid-authority",
            "above it stands the authority {authority}, whose certificate does not verify under the key of its issuer ({issuer})",
            authority = &authority.subject,
            issuer = &invalid_signature.authority
        );
        let mut receipts = lineage.receipts();
        receipts.push(authority.receipt.clone());
        finding(message, receipts)
    };
    invalid_signatures.map(finding).collect()
}

fn certificate(lineage: &Lineage<'_>, judge: &Judge) -> Option<Finding> {
    let invalid_signature = judge
        .certificate_status
        .invalid_signatures
        .get(&lineage.certificate()?)?;
    let message = message!(
        "signature-invalid-certificate",
        "its signature does not verify under the key of its issuer ({issuer}): these bytes were not signed by that CA",
        issuer = &invalid_signature.authority
    );
    let mut receipts = lineage.receipts();
    for receipt in &invalid_signature.receipts {
        if receipts.iter().all(|it| it.place != receipt.place) {
            receipts.push(receipt.clone());
        }
    }
    Some(finding(message, receipts))
}

/// A gap for a certificate whose issuer has too many keys, and for an authority of that kind above a workload's certificate.
fn undecided(lineage: &Lineage<'_>, judge: &Judge) -> Option<Finding> {
    let undecided = &judge.certificate_status.undecided;
    if undecided.is_empty() {
        return None;
    }
    let own = || {
        Some((
            message!("signature-invalid-own", "its signature"),
            undecided.get(&lineage.certificate()?)?,
        ))
    };
    let above = || {
        let mut above = judge.issuers(lineage).into_iter();
        let authority = above.find_map(|it| undecided.get(&it.certificate))?;
        let what = message!(
            "signature-invalid-above",
            "the signature on an authority above it"
        );
        Some((what, authority))
    };
    let (what, issuer) = own().or_else(above)?;
    let message = message!(
        "signature-invalid-undecided",
        "{what} could not be verified: so many CA certificates of different keys state the name of its issuer ({issuer}) that nothing tells which of their keys is the issuer's",
        issuer;
        what
    );
    Some(Finding {
        weight: Weight::Gap,
        ..finding(message, lineage.receipts())
    })
}

fn token(record: &EvidenceRecord, lineage: &Lineage<'_>) -> Option<Finding> {
    let EvidenceItem::Token {
        proof: SignatureCheck::Fails(key),
        ..
    } = &record.item
    else {
        return None;
    };
    let message = message!(
        "signature-invalid-evidence",
        "the token with this id among the evidence names the key {key}, which did not make its signature: it is forged or damaged",
        key
    );
    let receipts = lineage.receipts().into_iter();
    Some(finding(
        message,
        receipts.chain([record.receipt.clone()]).collect(),
    ))
}

/// A break for a token in a file whose signature does not verify under `key` of a key set, although the token names this key.
pub fn of_token(lineage: &Lineage<'_>, key: &str) -> Finding {
    let message = message!(
        "signature-invalid-token",
        "the given token with this id names the key {key} of the key set, which did not make its signature: it is forged or damaged",
        key
    );
    finding(message, lineage.receipts())
}

fn finding(message: Message, receipts: Vec<Receipt>) -> Finding {
    Finding {
        code: Code::SignatureInvalid,
        weight: Weight::Break,
        stage: None,
        message,
        receipts,
    }
}
