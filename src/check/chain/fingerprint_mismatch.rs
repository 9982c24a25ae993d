//! Do all records of a certificate agree on which certificate it is?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::judge::contradiction::certificates::{TwoNames, contradictions};
use crate::model::finding::{Code, Explanation, Finding, Weight};

/// The check behind `fingerprint-mismatch`.
pub(crate) const CHECK: Check = Check {
    code: Code::FingerprintMismatch,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "One record names two certificates. In GKE's log credentialId and certificateFingerprint differ, or in CA Service's log the fingerprint and the certificate's bytes. It is always a break.",
        look_at: "The message names both fingerprints. Run `credtrail trace` on each of them: which one was used, and which one did CA Service create?",
        settle: "Fetch the entry from Cloud Logging by its insertId and compare it with the export. If they are the same, trust the fingerprint that the certificate's own bytes give, and find out where the other one comes from.",
    },
    run: Run::OnLineage(check),
    // All records of a plain chain name one credential.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A break for each record that names two certificates.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let finding = |it: TwoNames| Finding {
        code: Code::FingerprintMismatch,
        weight: Weight::Break,
        stage: Some(it.source),
        message: it.message,
        receipts: vec![it.receipt],
    };
    contradictions(lineage).into_iter().map(finding).collect()
}
