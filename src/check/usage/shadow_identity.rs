//! Does a user of a credential that is not complete have other credentials that are complete?
//!
//! `Lineage::namesakes` holds the siblings that the scan found. The finding is a note, because a sibling neither proves nor disproves the
//! lineage: other findings name what is missing, and a renewed certificate, whose predecessor was issued before the logs begin, looks the
//! same.

use crate::check::definition::{Check, OnPlainChain, Run};
use crate::correlate::lineage::{Lineage, Sibling};
use crate::judge::context::Judge;
use crate::model::entry::Creator;
use crate::model::finding::message::{Message, message};
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
    let created = lineage
        .requested()
        .find_map(|(it, _)| it.order.asked.as_ref());
    let asked = created.map_or_else(Message::default, |it| asked_by(&it.creator));
    let mut receipts = lineage.receipts();
    receipts.extend(created.map(|it| it.receipt.clone()));
    Finding {
        code: Code::ShadowIdentity,
        weight: Weight::Note,
        stage: None,
        message: message!(
            "shadow-identity",
            "{user} also came with {credential}, whose issuance is complete{asked}",
            user = &sibling.user,
            credential = sibling.credential.to_string();
            asked
        ),
        receipts,
    }
}

/// Says who created the request that was answered with this certificate.
fn asked_by(creator: &Creator) -> Message {
    let caller = creator.principal.as_str();
    let requester = creator.credential.as_ref().map(ToString::to_string);
    let with = match requester {
        Some(requester) => message!("shadow-identity-asked-with", " with {requester}", requester),
        None => Message::default(),
    };
    match &creator.acting_as {
        Some(impersonated) => message!(
            "shadow-identity-asked-acting",
            "; this one was asked for by {caller} acting as {impersonated}{with}",
            caller,
            impersonated;
            with
        ),
        None => message!(
            "shadow-identity-asked",
            "; this one was asked for by {caller}{with}",
            caller;
            with
        ),
    }
}
