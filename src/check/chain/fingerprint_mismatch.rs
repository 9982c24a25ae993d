//! Do all records of a certificate agree on which certificate it is?

use std::collections::BTreeSet;

use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identifier::CredentialId;
use crate::model::receipt::Receipt;

/// What `credtrail explain` says of it.
pub const EXPLANATION: Explanation = Explanation {
    means: "One record names two certificates. In GKE's log credentialId and certificateFingerprint differ, or in CA Service's log the fingerprint and the certificate's bytes. It is always a break.",
    look_at: "The message names both fingerprints. Run `credtrail trace` on each of them: which one was used, and which one did CA Service create?",
    settle: "Fetch the entry from Cloud Logging by its insertId and compare it with the export. If they are the same, trust the fingerprint that the certificate's own bytes give, and find out where the other one comes from.",
};

/// A record that names two certificates.
struct TwoNames {
    source: Source,
    message: String,
    receipt: Receipt,
}

fn contradictions(lineage: &Lineage<'_>) -> Vec<TwoNames> {
    let issued = lineage.issued().filter_map(|(it, record)| {
        let other = it
            .certificate
            .filter(|other| it.credential != CredentialId::Certificate(*other))?;
        let message = format!(
            "credentialId is {}, but certificateFingerprint is X509SHA256={other}",
            it.credential
        );
        Some(TwoNames {
            source: Source::Gke,
            message,
            receipt: record.receipt(),
        })
    });
    let certified = lineage.certified().filter_map(|(it, record)| {
        let other = it
            .recomputed
            .map(|it| it.certificate)
            .filter(|other| *other != it.certificate)?;
        let message = format!(
            "cert_fingerprint.sha256_hash is X509SHA256={}, but the certificate's bytes give X509SHA256={other}",
            it.certificate
        );
        Some(TwoNames {
            source: Source::CaService,
            message,
            receipt: record.receipt(),
        })
    });
    issued.chain(certified).collect()
}

/// The logs whose records contradict themselves.
pub(crate) fn sources(lineage: &Lineage<'_>) -> BTreeSet<Source> {
    contradictions(lineage)
        .into_iter()
        .map(|it| it.source)
        .collect()
}

/// A break for each record that names two certificates.
pub fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let finding = |it: TwoNames| Finding {
        code: Code::FingerprintMismatch,
        weight: Weight::Break,
        stage: Some(it.source),
        message: it.message,
        receipts: vec![it.receipt],
    };
    contradictions(lineage).into_iter().map(finding).collect()
}
