//! Scenarios with faults in the records of an issuance.

use jiff::SignedDuration;

use super::{cache, minutes, node, of_the_day_before, second_node, web};
use crate::simulation::certificate::Leaf;
use crate::simulation::clock::{NOON, SIGNING_LEAD};
use crate::simulation::constants::{
    CA_AGENT, CLUSTER_CA_KEY, GKE_AGENT, MALLORY, OTHER_KEY, SA_SIGNING_KEY,
};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{
    certificate_issuance, certificate_signature, certification, gke, kms, token_issuance,
    token_signature,
};
use crate::simulation::{Call, Scenario, Token, World};

pub fn all() -> Vec<Scenario> {
    vec![
        missing_record(),
        unissued_credential(),
        unclaimed_signature(),
        unclaimed_certificate(),
        digest_mismatch(),
        fingerprint_mismatch(),
        shared_digest(),
        resigned_digest(),
        refused_signature(),
        purpose_mismatch(),
    ]
}

fn missing_record() -> Scenario {
    let second = second_node();
    let world = World::framed()
        .used_certificate(&node())
        .record(certification(&second))
        .record(certificate_issuance(&second))
        .call(Call::by_certificate(&second));
    Scenario::of("missing-record", &world)
}

fn unissued_credential() -> Scenario {
    let stranger = cache();
    let first_use = Call::by_token(&stranger);
    let world = World::framed()
        .used_token(&of_the_day_before())
        .used_token(&web())
        .call(first_use.clone().at(minutes(40)))
        .call(first_use);
    Scenario::of("unissued-credential", &world)
}

fn unclaimed_signature() -> Scenario {
    let minted_outside = Digest::sha256("the signing input of a token that nobody has seen");
    let signature = kms::signature(SA_SIGNING_KEY, &minted_outside, minutes(30), MALLORY)
        .set("/protoPayload/requestMetadata/callerIp", "203.0.113.7");
    Scenario::of(
        "unclaimed-signature",
        &World::framed().used_token(&web()).record(signature),
    )
}

fn unclaimed_certificate() -> Scenario {
    let second = second_node();
    let world = World::framed()
        .used_certificate(&node())
        .record(certificate_signature(&second))
        .record(certification(&second));
    Scenario::of("unclaimed-certificate", &world)
}

fn digest_mismatch() -> Scenario {
    let node = node();
    let stated = Leaf::of_node("not-a1b2", NOON).mint().to_be_signed;
    let world = World::framed()
        .record(kms::signature(
            CLUSTER_CA_KEY,
            &stated,
            NOON - SIGNING_LEAD,
            CA_AGENT,
        ))
        .record(certification(&node).set(
            "/protoPayload/response/certificate_description/tbs_certificate_digest",
            stated.hex(),
        ))
        .record(certificate_issuance(&node))
        .call(Call::by_certificate(&node));
    Scenario::of("digest-mismatch", &world)
}

fn fingerprint_mismatch() -> Scenario {
    let node = node();
    let unheard_of = Leaf::of_node("not-a1b2", NOON).mint().fingerprint;
    let world = World::framed()
        .record(certificate_signature(&node))
        .record(certification(&node))
        .record(certificate_issuance(&node).set(
            "/protoPayload/metadata/certificateFingerprint",
            unheard_of.hex(),
        ))
        .call(Call::by_certificate(&node));
    Scenario::of("fingerprint-mismatch", &world)
}

fn shared_digest() -> Scenario {
    let (web, cache) = (web(), cache());
    let world = World::framed()
        .used_token(&web)
        .record(token_issuance(&cache).set(
            "/protoPayload/metadata/toBeSignedDigest",
            web.to_be_signed.hex(),
        ))
        .call(Call::by_token(&cache));
    Scenario::of("shared-digest", &world)
}

fn resigned_digest() -> Scenario {
    let web = web();
    let again = NOON + SignedDuration::from_secs(1);
    let world = World::framed().used_token(&web).record(kms::signature(
        OTHER_KEY,
        &web.to_be_signed,
        again,
        GKE_AGENT,
    ));
    Scenario::of("resigned-digest", &world)
}

/// A certificate of etcd's is used at the API server; keys of tokens and of certificates sign each other's.
fn purpose_mismatch() -> Scenario {
    let [of_etcd, misissued] = [("c3d4", 1), ("e5f6", 3)]
        .map(|(name, minute)| Leaf::of_node(name, minutes(minute)).mint());
    let missigned = Token::mint("team-a", "cache", minutes(2));
    let sign = |key, digest: &Digest, at, who| kms::signature(key, digest, at - SIGNING_LEAD, who);
    let world = World::framed()
        .used_certificate(&node())
        .used_token(&web())
        .record(certificate_signature(&of_etcd))
        .record(certification(&of_etcd))
        .record(gke::internal_certificate_issued(&of_etcd, "EtcdPeer"))
        .call(Call::by_certificate(&of_etcd))
        .record(sign(
            CLUSTER_CA_KEY,
            &missigned.to_be_signed,
            minutes(2),
            GKE_AGENT,
        ))
        .record(token_issuance(&missigned))
        .call(Call::by_token(&missigned))
        .record(sign(
            SA_SIGNING_KEY,
            &misissued.to_be_signed,
            minutes(3),
            CA_AGENT,
        ))
        .record(certification(&misissued))
        .record(certificate_issuance(&misissued));
    Scenario::of("purpose-mismatch", &world)
}

fn refused_signature() -> Scenario {
    let web = web();
    let refused_at = NOON - SignedDuration::from_millis(140);
    let world = World::framed()
        .record(kms::refused_signature(
            SA_SIGNING_KEY,
            &web.to_be_signed,
            refused_at,
            GKE_AGENT,
        ))
        .record(token_signature(&web))
        .record(token_issuance(&web))
        .call(Call::by_token(&web));
    Scenario::of("refused-signature", &world)
}
