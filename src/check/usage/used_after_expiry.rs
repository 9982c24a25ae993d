//! Was a credential used after its expiry?
//!
//! An API server refuses an expired credential without naming the credential in the log. A use after expiry therefore means that the API
//! server's clock was wrong, that the clock was corrected at a restart, or that another program wrote the id. The time of receipt of a
//! request counts, because a watch that began before the expiry may end after the expiry.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::plain_chain::{Kind, PlainChain, at_most};
use crate::model::time::later;

/// The check behind `used-after-expiry`.
pub(crate) const CHECK: Check = Check {
    code: Code::UsedAfterExpiry,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "The API server received the last use after the credential had expired. It is always a break. For a token, one minute more is allowed, as the API server does. The expiry is known from CA Service's record of a certificate, or from a logged body of the request for it.",
        look_at: "Who used it last, through which cluster, and how long after the expiry. An API server refuses an expired credential without naming it in its log.",
        settle: "Check the clock of the control plane at that time. Where it was right, the id was written by something else, such as a front proxy, or the record of the issuance belongs to another credential.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// A break where the last use comes after the expiry. Tokens have the policy's `token_leeway`, which is one minute by default.
fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let (Some(uses), Some(end)) = (lineage.uses(), lineage.validity().to) else {
        return Vec::new();
    };
    let leeway = if lineage.certificate().is_some() {
        Default::default()
    } else {
        judge.tolerance().token_leeway
    };
    let (used, receipt) = &uses.last;
    if *used <= later(end, leeway) {
        return Vec::new();
    }
    let message = message!(
        "used-after-expiry",
        "used {after} after it had expired at {to}",
        after = used.duration_since(end),
        to = end
    );
    let mut receipts = lineage.receipts();
    receipts.push(receipt.clone());
    vec![Finding {
        code: Code::UsedAfterExpiry,
        weight: Weight::Break,
        stage: None,
        message,
        receipts,
    }]
}

/// Whether the last use of a plain chain comes after its expiry.
fn can_fire(chain: &PlainChain, judge: &Judge) -> bool {
    let (Some(used), Some(end)) = (chain.used, chain.to) else {
        return false;
    };
    let leeway = match chain.kind {
        Kind::Certificate { .. } => Default::default(),
        Kind::Token => judge.tolerance().token_leeway,
    };
    !at_most(used.last, end, leeway)
}
