//! Records of a certificate that name two certificates.

use std::collections::BTreeSet;

use crate::correlate::lineage::Lineage;
use crate::model::entry::Source;
use crate::model::finding::message::{Message, message};
use crate::model::identifier::CredentialId;
use crate::model::receipt::Receipt;

/// A record that names two certificates.
pub(crate) struct TwoNames {
    /// The log of the record.
    pub(crate) source: Source,
    /// Both names, as text for users.
    pub(crate) message: Message,
    /// The receipt of the record.
    pub(crate) receipt: Receipt,
}

/// Returns the records of GKE and of CA Service that name two certificates.
pub(crate) fn contradictions(lineage: &Lineage<'_>) -> Vec<TwoNames> {
    let issued = lineage.issued().filter_map(|(it, record)| {
        let other = it
            .certificate
            .filter(|other| it.credential != CredentialId::Certificate(*other))?;
        let message = message!(
            "fingerprint-mismatch-gke",
            "credentialId is {credential}, but certificateFingerprint is {other}",
            credential = &it.credential,
            other
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
        let message = message!(
            "fingerprint-mismatch-ca-service",
            "cert_fingerprint.sha256_hash is {credential}, but the certificate's bytes give {other}",
            credential = it.certificate,
            other
        );
        Some(TwoNames {
            source: Source::CaService,
            message,
            receipt: record.receipt(),
        })
    });
    issued.chain(certified).collect()
}

/// Returns the logs whose records name two certificates.
pub(in crate::judge) fn sources(lineage: &Lineage<'_>) -> BTreeSet<Source> {
    contradictions(lineage)
        .into_iter()
        .map(|it| it.source)
        .collect()
}
