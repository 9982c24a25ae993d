//! Does another credential claim the same signature?
//!
//! A TBSCertificate holds a serial number (RFC 5280 section 4.1) and a token holds a `jti`, so that two credentials never have one digest.

use std::collections::BTreeSet;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::Event;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identifier::{CredentialId, ToBeSigned};
use crate::model::receipt::Receipt;
use crate::model::subject::Subject;
use crate::store::rows::lineage::record::Record;

/// The check behind `shared-digest`.
pub(crate) const CHECK: Check = Check {
    code: Code::SharedDigest,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "Another credential claims the same signature. It is a break on both of them. A certificate holds its serial number and a token its jti, so that no two of them have one digest: one of the records is not true.",
        look_at: "`credtrail trace TBS=…` shows both credentials and the signature. The one whose KMS record lies next to its issuance is more likely the real one.",
        settle: "Get hold of the certificate or token itself: `credtrail trace FILE` works its digest out again and shows which credential was signed. Revoke the other one.",
    },
    run: Run::OnLineage(check),
    // No other credential names the digest of a plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A break for each digest that another credential claims as well.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let Subject::Credential(subject) = &lineage.subject else {
        return Vec::new();
    };
    lineage
        .digests()
        .iter()
        .filter_map(|digest| finding(lineage, subject, *digest))
        .collect()
}

fn finding(lineage: &Lineage<'_>, subject: &CredentialId, digest: ToBeSigned) -> Option<Finding> {
    let claims = || {
        lineage
            .component
            .records
            .iter()
            .filter(|record| claims(record, digest))
    };
    let own: BTreeSet<CredentialId> = claims()
        .map(names)
        .filter(|names| names.contains(subject))
        .flatten()
        .collect();
    let others: Vec<&Record> = claims()
        .filter(|record| names(record).is_disjoint(&own))
        .collect();
    if others.is_empty() {
        return None;
    }
    let named: BTreeSet<String> = others
        .iter()
        .flat_map(|record| names(record))
        .map(|it| it.to_string())
        .collect();
    let named: Vec<String> = named.into_iter().collect();
    let receipts: BTreeSet<Receipt> = claims().map(|record| record.receipt()).collect();
    let message = format!("TBS={digest} was signed for {} as well", named.join(", "));
    Some(Finding {
        code: Code::SharedDigest,
        weight: Weight::Break,
        stage: None,
        message,
        receipts: receipts.into_iter().collect(),
    })
}

fn claims(record: &Record, digest: ToBeSigned) -> bool {
    match &record.entry.event {
        Event::Issued(it) => it.digest == Some(digest),
        Event::Certified(it) => {
            it.digest == Some(digest) || it.recomputed.and_then(|it| it.digest) == Some(digest)
        }
        Event::Observed(it) => it.digest == Some(digest),
        Event::Requested(_) | Event::Signed(_) => false,
    }
}

/// All ids that a record gives to its credential: the id in the entry, and the fingerprint of the certificate's own bytes.
fn names(record: &Record) -> BTreeSet<CredentialId> {
    let certificate = CredentialId::Certificate;
    match &record.entry.event {
        Event::Issued(it) => it
            .certificate
            .map(certificate)
            .into_iter()
            .chain([it.credential.clone()])
            .collect(),
        Event::Certified(it) => it
            .recomputed
            .map(|it| certificate(it.certificate))
            .into_iter()
            .chain([certificate(it.certificate)])
            .collect(),
        Event::Observed(it) => [certificate(it.certificate)].into(),
        Event::Requested(_) | Event::Signed(_) => BTreeSet::new(),
    }
}
