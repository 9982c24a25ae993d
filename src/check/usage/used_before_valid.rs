//! Was it used when it was not valid yet?

use crate::check::chain::out_of_order::rounded;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::{Code, Explanation, Finding, Weight};
use crate::model::plain_chain::PlainChain;

/// What `credtrail explain` says of it.
pub const EXPLANATION: Explanation = Explanation {
    means: "The first use was received before the credential was valid. It is always a break. The beginning is known from CA Service's record of a certificate, or from a logged body of the request for it.",
    look_at: "Who used it first, through which cluster, and how long before the beginning. Certificates of nodes are backdated by some minutes, so that a slow clock alone rarely causes this.",
    settle: "Check the clock of the control plane at that time. Where it was right, the id was written by something else, such as a front proxy, or the record of the issuance belongs to another credential.",
};

/// A break where the first use comes before the beginning.
pub fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    let (Some(uses), Some(beginning)) = (lineage.uses(), lineage.validity().from) else {
        return Vec::new();
    };
    let (used, receipt) = &uses.first;
    if *used >= beginning {
        return Vec::new();
    }
    let message = format!(
        "used {} before it was valid, from {beginning}",
        rounded(beginning.duration_since(*used))
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

/// Whether the numbers show no use before the beginning.
pub(in crate::check) fn is_settled(outline: &PlainChain) -> bool {
    match (outline.used, outline.from) {
        (Some(used), Some(beginning)) => used.first >= beginning,
        _ => true,
    }
}
