//! Was a credential used or handed out without any record of its issuance?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::absence::Absence;
use crate::judge::context::Judge;
use crate::judge::stage;
use crate::model::entry::{Signer, Source};
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;

/// The check behind `unissued-credential`.
pub(crate) const CHECK: Check = Check {
    code: Code::UnissuedCredential,
    weights: &[Weight::Gap, Weight::Break],
    explanation: Explanation {
        means: "A credential was used or handed out, and no log knows of its issuance. It is a break where GKE's log, or for a certificate CA Service's, was read for all of the time in which it can have been issued. Otherwise it is a gap. It is also a gap where a certificate appeared only in a request and the log does not tell its signer.",
        look_at: "Who used it, and in which cluster: `credtrail trace` tells. Harmless cases look the same: a token that lives longer than a day and was not marked as stale, a certificate that was issued before the cluster had its own CAs, and what a cluster issues that was created again without user-managed keys, where its CreateCluster entry was not read.",
        settle: "For a gap, export back to the time in the message; for a certificate of which only uses are known, this is one year. With the certificate or token in a file, `credtrail trace FILE` also looks for its digest among the signatures. Where no harmless explanation holds, it was made outside the cluster with the cluster's keys, or by a CA that the API server should not trust.",
    },
    run: Run::OnLineage(check),
    // GKE's log holds the issuance of every plain chain.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// Whether only uses and requests of a credential are known. A signature does not count: the digest of a credential among the evidence
/// leads to a signature even if no record names the digest.
pub(in crate::check) fn applies(lineage: &Lineage<'_>) -> bool {
    matches!(
        lineage.subject,
        Subject::Credential(CredentialId::Certificate(_) | CredentialId::Token(_))
    ) && !lineage.is_recorded()
        && !lineage.is_foreign_token()
        && (lineage.uses().is_some() || lineage.observed().next().is_none())
}

/// A break where a log that would name the credential was read for all of the time in which the credential can have been issued.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    if !applies(lineage) {
        return Vec::new();
    }
    let namers: &[Source] = if lineage.certificate().is_some() {
        &[Source::Gke, Source::CaService]
    } else {
        &[Source::Gke]
    };
    let absences = namers
        .iter()
        .filter(|source| judge.is_in_scope(**source))
        .filter_map(|&source| {
            let absence = stage::absence(source, lineage, judge)?;
            Some((source, absence))
        });
    let worst =
        absences.max_by_key(|(source, absence)| (absence.weight(), std::cmp::Reverse(*source)));
    let Some((source, absence)) = worst else {
        return vec![out_of_scope(lineage)];
    };
    let (seen, advice) = (seen(lineage), advice(source, &absence, lineage, judge));
    let doubt = if may_be_foreign(lineage) {
        message!(
            "unissued-credential-doubt",
            "; the request does not tell its signer, so that another one than the cluster's may have made it"
        )
    } else {
        Message::default()
    };
    let message = message!("unissued-credential", "{seen}, but never issued: {advice}{doubt}"; seen, advice, doubt);
    let heaviest = if may_be_foreign(lineage) {
        Weight::Gap
    } else {
        Weight::Break
    };
    vec![Finding {
        code: Code::UnissuedCredential,
        weight: absence.weight().min(heaviest),
        stage: Some(source),
        message,
        receipts: lineage.receipts(),
    }]
}

/// Whether a certificate was only handed out, and no request names the signer. A signer of the cluster's owner, such as cert-manager, may
/// have made the certificate. A certificate that was used came from an authority that the API server trusts.
fn may_be_foreign(lineage: &Lineage<'_>) -> bool {
    let mut requests = lineage.requested();
    lineage.certificate().is_some()
        && lineage.uses().is_none()
        && requests.all(|(it, _)| it.order.signer == Signer::Unknown)
}

fn seen(lineage: &Lineage<'_>) -> Message {
    if lineage.uses().is_some() {
        message!("unissued-credential-used", "used")
    } else {
        message!("unissued-credential-handed-out", "handed out")
    }
}

fn advice(source: Source, absence: &Absence, lineage: &Lineage<'_>, judge: &Judge) -> Message {
    let advice = absence.advice(source, &judge.scopes(source, lineage));
    message!("unissued-credential-no-record", "{log} has no record of it; {advice}", log = source; advice)
}

fn out_of_scope(lineage: &Lineage<'_>) -> Finding {
    let seen = seen(lineage);
    let message = message!("unissued-credential-out-of-scope", "{seen}; the logs that would tell of its issuance were declared out of scope"; seen);
    Finding {
        code: Code::UnissuedCredential,
        weight: Weight::Gap,
        stage: None,
        message,
        receipts: lineage.receipts(),
    }
}
