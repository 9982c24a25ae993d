//! Did different keys sign the same digest?
//!
//! Two signatures of one digest by the same key are a retry, and no finding.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::judge::contradiction::keys::keys;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::receipt::Receipt;

/// The check behind `resigned-digest`.
pub(crate) const CHECK: Check = Check {
    code: Code::ResignedDigest,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "Different key versions signed one digest. It is always a break. The same key version signing it twice is a retry and no finding.",
        look_at: "The caller and the key version of each signature, and which of the keys belongs to the cluster or its CA.",
        settle: "Ask the owner of the second key why it signed. Unless there is a good reason, somebody used the digest to make a second credential with the same content, which everybody accepts who trusts the second key. Stop trusting that key.",
    },
    run: Run::OnLineage(check),
    // One call, and no other, signed the digest of a plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A break for each digest that several keys signed.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let mut findings = Vec::new();
    for digest in lineage.digests() {
        let keys: Vec<&str> = keys(lineage, digest).into_iter().collect();
        if keys.len() < 2 {
            continue;
        }
        let receipts: Vec<Receipt> = lineage
            .signed()
            .filter(|(it, _)| it.digest == *digest)
            .map(|(_, record)| record.receipt())
            .collect();
        let message = message!(
            "resigned-digest",
            "{digest} was signed by different keys: {keys}",
            digest = *digest,
            keys = List::of(keys)
        );
        findings.push(Finding {
            code: Code::ResignedDigest,
            weight: Weight::Break,
            stage: Some(Source::Kms),
            message,
            receipts,
        });
    }
    findings
}
