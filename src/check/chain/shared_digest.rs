//! Does another credential claim the same signature?
//!
//! A TBSCertificate holds a serial number (RFC 5280 section 4.1) and a token holds a `jti`, so that two credentials never have one digest.

use std::collections::BTreeSet;

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::correlate::record_index::names;
use crate::judge::context::Judge;
use crate::model::finding::argument::List;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identifier::{CredentialId, ToBeSigned};
use crate::model::identity::subject::Subject;
use crate::model::receipt::Receipt;
use crate::store::rows::lineage::record::Record;

/// The check behind `shared-digest`.
pub(crate) const CHECK: Check = Check {
    code: Code::SharedDigest,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "Another credential claims the same signature. It is a break on both of them. Each certificate has its own serial number and each token has its own jti, so that two of them never have the same digest. One of the records is not true.",
        look_at: "`credtrail trace TBS=…` shows both credentials and the signature. The one whose KMS record lies next to its issuance is more likely the real one.",
        settle: "Get the certificate or token itself: `credtrail trace FILE` computes its digest and shows which credential was signed. Revoke the other one.",
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

/// Others that are named, and claims that are receipts: each of many credentials with one digest would name all others.
const NAMED: usize = 8;

fn finding(lineage: &Lineage<'_>, subject: &CredentialId, digest: ToBeSigned) -> Option<Finding> {
    let (claims, omitted) = lineage.component.claims_of(&digest);
    let claims: Vec<(&Record, Vec<CredentialId>)> =
        claims.map(|it| (it, names(&it.entry.event))).collect();
    let of_own = claims.iter().filter(|(_, names)| names.contains(subject));
    let of_own = of_own.flat_map(|(_, names)| names);
    let own: BTreeSet<&CredentialId> = of_own.chain([subject]).collect();
    let is_other = |names: &[CredentialId]| names.iter().all(|it| !own.contains(it));
    let others = claims.iter().filter(|(_, names)| is_other(names));
    let others: BTreeSet<&CredentialId> = others.flat_map(|(_, names)| names).collect();
    if others.is_empty() {
        return None;
    }
    let others = List::of(&others).out_of(others.len() as u64 + omitted);
    let message = message!(
        "shared-digest",
        "{digest} was signed for {others} as well",
        digest,
        others = others.shown(NAMED, "more")
    );
    Some(Finding {
        code: Code::SharedDigest,
        weight: Weight::Break,
        stage: None,
        message,
        receipts: receipts(&claims, &own),
    })
}

/// The first claims by the credential itself and by others.
fn receipts(
    claims: &[(&Record, Vec<CredentialId>)],
    own: &BTreeSet<&CredentialId>,
) -> Vec<Receipt> {
    let is_own = |it: &&(&Record, Vec<CredentialId>)| it.1.iter().any(|it| own.contains(it));
    let by_own = claims.iter().filter(is_own).take(NAMED);
    let by_others = claims.iter().filter(|it| !is_own(it)).take(NAMED);
    let receipts: BTreeSet<Receipt> = by_own.chain(by_others).map(|it| it.0.receipt()).collect();
    receipts.into_iter().collect()
}
