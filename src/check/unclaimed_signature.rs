//! Did an issuing key sign something that no credential claims?
//!
//! A key that signs for a cluster signs service-account tokens and nothing else, so that such a signature is the real alarm:
//! somebody mints tokens outside the cluster. A CA's key signs its own certificate and revocation lists too: with these in hand such
//! a signature is explained. A token or certificate in hand tells what was signed, and not that it was issued.

use crate::entry::Source;
use crate::evidence::exhibit::Exhibit;
use crate::finding::{Code, Explanation, Finding, Weight};
use crate::judge::Judge;
use crate::lineage::{Lineage, Subject};

/// What `credtrail explain` says of it.
pub const EXPLANATION: Explanation = Explanation {
    means: "An issuing key signed a digest that no token and no certificate claims. It is a break for a key that was seen to sign for a cluster, where GKE's log was read: a token minted outside the cluster looks like this. It is a gap for a CA's key, which also signs revocation lists and the CA's own certificate, and for a key that was not seen to serve anything.",
    look_at: "The caller and the key. Tokens are signed by the cluster's GKE service agent, certificates by the CA Service agent, and nobody else should call these keys.",
    settle: "For a gap, export the log that the message names; for a CA's key, compare the time with when the CA was made and when it publishes revocation lists. Where anybody else called a token key, take the right to use the key away from that caller and rotate it.",
};

/// A break for a key that serves a cluster, where GKE's log was read.
pub fn check(lineage: &Lineage<'_>, judge: &Judge) -> Vec<Finding> {
    let Subject::Signature(_) = lineage.subject else {
        return Vec::new();
    };
    let explained = lineage
        .shown()
        .any(|it| it.exhibit.explains_its_signature());
    let Some((from, to)) = judge.time_of_issuance(lineage).filter(|_| !explained) else {
        return Vec::new();
    };
    let mut signed = lineage.signed();
    let (claimer, weight_if_proven, hint) = if signed.any(|(it, _)| judge.signs_tokens(&it.key)) {
        (
            Source::Gke,
            Weight::Break,
            "a token minted outside the cluster would look like this",
        )
    } else if lineage
        .signed()
        .any(|(it, _)| judge.signs_certificates(&it.key))
    {
        (
            Source::CaService,
            Weight::Gap,
            "it may be a revocation list or the CA's own certificate",
        )
    } else {
        return vec![stranger(lineage)];
    };
    let scopes = judge.scopes(claimer, lineage);
    let absence = judge.absence(claimer, &scopes, from, to);
    let signers: Vec<String> = lineage
        .signed()
        .map(|(it, record)| format!("{} by {}", it.key, named(&record.entry.principal)))
        .collect();
    let weight_if_proven = lineage
        .shown()
        .find(|it| matches!(it.exhibit, Exhibit::Certificate(_)))
        .map_or(weight_if_proven, |_| Weight::Break);
    let in_hand = in_hand(lineage);
    let message = format!(
        "signed with the issuing key {}, and no {claimer} record claims it: {}; {}",
        signers.join(", "),
        in_hand.as_deref().unwrap_or(hint),
        absence.advice(claimer, &scopes)
    );
    let shown = lineage.shown().map(|it| it.receipt.clone());
    vec![Finding {
        code: Code::UnclaimedSignature,
        weight: absence.weight().min(weight_if_proven),
        stage: Some(claimer),
        message,
        receipts: lineage.receipts().into_iter().chain(shown).collect(),
    }]
}

/// What was signed, where it is in hand.
fn in_hand(lineage: &Lineage<'_>) -> Option<String> {
    let shown = lineage.shown().next()?;
    let called = shown.exhibit.credential();
    let called = called.map(|it| format!(" {it}")).unwrap_or_default();
    Some(format!(
        "it is the signature of the {}{called} in hand",
        shown.exhibit.as_str()
    ))
}

/// Such a signature is in no scan; somebody asked for it.
fn stranger(lineage: &Lineage<'_>) -> Finding {
    let message =
        "nothing claims it, and its key was not seen to sign for a cluster or a CA pool".to_owned();
    Finding {
        code: Code::UnclaimedSignature,
        weight: Weight::Gap,
        stage: None,
        message,
        receipts: lineage.receipts(),
    }
}

fn named(principal: &str) -> &str {
    if principal.is_empty() {
        "somebody the log does not name"
    } else {
        principal
    }
}
