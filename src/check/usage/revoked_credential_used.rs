//! Was a certificate used after its revocation?
//!
//! API servers read no revocation lists, so that a revoked certificate works until its expiry.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::evidence::crl::Lasting;
use crate::judge::context::Judge;
use crate::model::finding::message::{Message, message};
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::plain_chain::{Kind, PlainChain};
use crate::model::time::later;
use crate::store::questions::revocations::{Revocation, RevokedBy};

/// The check behind `revoked-credential-used`.
pub(crate) const CHECK: Check = Check {
    code: Code::RevokedCredentialUsed,
    weights: &[Weight::Note, Weight::Break],
    explanation: Explanation {
        means: "A certificate was revoked, by a call to CA Service or by a revocation list of its issuer. It is a break where it was used more than five minutes after that, and a note where no later use is in the logs, or where the certificate was only put on hold.",
        look_at: "Who used it after the revocation, from where and for what: `credtrail trace` shows the last use. The reason for the revocation stands in CA Service's log or in the list.",
        settle: "The API server reads no revocation lists, so that the certificate works until it expires. Take the permissions away from its user, or replace the cluster's CA. Find out whether the holder or a thief used the certificate after the revocation.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// A break where the last use comes after a revocation, by more than the tolerance for clocks; else a note. A use after a hold (RFC 5280
/// section 5.3.1, certificateHold) is a note, because the hold may have been lifted before the use.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let certificate = lineage.certificate();
    let Some(revocations) = certificate.and_then(|it| judge.certificate_status.revoked.get(&it))
    else {
        return Vec::new();
    };
    let lasting = revocations.iter().find(|it| it.lasting == Lasting::ForEver);
    let first = lasting.or(revocations.first());
    first
        .map(|it| finding(it, lineage, judge))
        .into_iter()
        .collect()
}

/// Whether a plain chain is a certificate, and any certificate was revoked.
fn can_fire(chain: &PlainChain, judge: &Judge) -> bool {
    chain.kind != Kind::Token && !judge.certificate_status.revoked.is_empty()
}

fn finding(revocation: &Revocation, lineage: &Lineage<'_>, judge: &Judge) -> Finding {
    let at = revocation.at;
    let revoked_by = match revocation.by {
        RevokedBy::CaService => Message::from("CA Service"),
        RevokedBy::List => message!("revoked-by-list", "a revocation list of its issuer"),
    };
    let revoked_by = revoked_by.as_fact();
    let late = lineage
        .uses()
        .filter(|uses| uses.last.0 > later(at, judge.tolerance().clock));
    let mut receipts = lineage.receipts();
    receipts.push(revocation.receipt.clone());
    receipts.extend(late.map(|uses| uses.last.1.clone()));
    let (weight, message) = match (late, revocation.lasting) {
        (Some(uses), Lasting::ForEver) => (
            Weight::Break,
            message!(
                "revoked-credential-used",
                "used {after} after it was revoked at {revoked_at} by {revoked_by}",
                after = uses.last.0.duration_since(at),
                revoked_at = at;
                revoked_by
            ),
        ),
        (Some(_), Lasting::OnHold) => (
            Weight::Note,
            message!(
                "revoked-credential-on-hold",
                "put on hold at {revoked_at} by {revoked_by}, and used after that",
                revoked_at = at;
                revoked_by
            ),
        ),
        (None, _) => (
            Weight::Note,
            message!(
                "revoked-credential-unused",
                "revoked at {revoked_at} by {revoked_by}; no use after that was met",
                revoked_at = at;
                revoked_by
            ),
        ),
    };
    Finding {
        code: Code::RevokedCredentialUsed,
        weight,
        stage: None,
        message,
        receipts,
    }
}
