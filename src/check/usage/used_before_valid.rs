//! Was a credential used before its validity began?

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::plain_chain::PlainChain;

/// The check behind `used-before-valid`.
pub(crate) const CHECK: Check = Check {
    code: Code::UsedBeforeValid,
    weights: &[Weight::Break],
    explanation: Explanation {
        means: "The API server received the first use before the credential was valid. It is always a break. The beginning of its validity is known from CA Service's record of a certificate, or from a logged body of the request for it.",
        look_at: "Who used it first, through which cluster, and how long before the beginning. Certificates of nodes are backdated by some minutes, so that a slow clock alone rarely causes this.",
        settle: "Check the clock of the control plane at that time. Where it was right, the id was written by something else, such as a front proxy, or the record of the issuance belongs to another credential.",
    },
    run: Run::OnLineage(check),
    on_plain_chain: OnPlainChain::FiresOnlyIf(can_fire),
};

/// A break where the first use comes before the beginning of the validity.
fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let (Some(uses), Some(beginning)) = (lineage.uses(), lineage.validity().from) else {
        return Vec::new();
    };
    let (used, receipt) = &uses.first;
    if *used >= beginning {
        return Vec::new();
    }
    let message = message!(
        "used-before-valid",
        "used {before} before it was valid, from {from}",
        before = beginning.duration_since(*used),
        from = beginning
    );
    let mut receipts = lineage.receipts();
    receipts.push(receipt.clone());
    vec![Finding {
        code: Code::UsedBeforeValid,
        weight: Weight::Break,
        stage: None,
        message,
        receipts,
    }]
}

/// Whether the first use of a plain chain comes before the beginning of its validity.
fn can_fire(chain: &PlainChain, _: &Judge) -> bool {
    match (chain.used, chain.from) {
        (Some(used), Some(beginning)) => used.first < beginning,
        _ => false,
    }
}
