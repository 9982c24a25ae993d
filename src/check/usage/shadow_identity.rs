//! Does a user of a credential that is not complete have other credentials that are complete?
//!
//! `Lineage::namesakes` holds the siblings that the scan found. The finding is a note, because a sibling neither proves nor disproves the
//! lineage: other findings tell what is missing, and a renewed certificate, whose predecessor was issued before the logs begin, looks the
//! same.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::{Lineage, Sibling};
use crate::judge::context::Judge;
use crate::model::finding::message::message;
use crate::model::finding::{Code, Explanation, Finding, Weight};

/// The check behind `shadow-identity`.
pub(crate) const CHECK: Check = Check {
    code: Code::ShadowIdentity,
    weights: &[Weight::Note],
    explanation: Explanation {
        means: "The issuance of this credential is not proved, but its user also has a credential whose issuance is proved. This finding alone says nothing against the credential. A forged credential of an existing node or service account looks like this, too.",
        look_at: "The other findings of this credential. Beside a break, compare the two: who used each of them, from where, and for what. Beside a gap the usual cause is harmless: this one was issued before the logs begin, or its records are still on their way.",
        settle: "Settle the other findings; this one goes away with them. Where the issuance is disproved, look at everything that was done with this credential (`credtrail trace --reach`): its holder had all permissions of the user.",
    },
    run: Run::OnLineage(check),
    // The check fires on credentials on which a gap or a break was found, and a plain chain has neither.
    on_plain_chain: OnPlainChain::NeverFires,
};

/// A note for each sibling.
pub(crate) fn check(lineage: &Lineage<'_>, _: &Judge) -> Vec<Finding> {
    lineage
        .namesakes
        .iter()
        .map(|sibling| finding(sibling, lineage))
        .collect()
}

fn finding(sibling: &Sibling, lineage: &Lineage<'_>) -> Finding {
    Finding {
        code: Code::ShadowIdentity,
        weight: Weight::Note,
        stage: None,
        message: message!(
            "shadow-identity",
            "{user} also came with {credential}, whose issuance is complete",
            user = &sibling.user,
            credential = sibling.credential.to_string()
        ),
        receipts: lineage.receipts(),
    }
}
