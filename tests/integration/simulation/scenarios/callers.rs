//! Scenarios of callers of the issuing keys, with which version and for what.

use super::{cache, minutes, node, second_node, web};
use crate::simulation::clock::SIGNING_LEAD;
use crate::simulation::constants::{
    CLUSTER_CA_KEY, ClusterKeys, FOREIGN_GKE_AGENT, GKE_AGENT, MALLORY, SA_SIGNING_KEY,
    SA_SIGNING_KEY_2,
};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{
    certificate_issuance, certification, cluster, kms, token_issuance,
};
use crate::simulation::shapes::ndjson;
use crate::simulation::token::Token;
use crate::simulation::{Call, Scenario, World};

pub fn all() -> Vec<Scenario> {
    vec![signed_data(), older_version(), wrong_caller(), shared_key()]
}

/// Signatures of data in place of digests: claimed, unclaimed, and not even logged.
fn signed_data() -> Scenario {
    let by_data = cache();
    let at = by_data.issued_at - SIGNING_LEAD;
    let minted = Token::mint("kube-system", "admin", minutes(30)).signing_input;
    let signed = |data, at, who| kms::data_signature(SA_SIGNING_KEY, data, at, who);
    let world = World::framed()
        .used_token(&web())
        .record(signed(Some(&by_data.signing_input), at, GKE_AGENT))
        .record(token_issuance(&by_data))
        .call(Call::by_token(&by_data))
        .record(signed(Some(&minted), minutes(30), MALLORY))
        .record(signed(None, minutes(40), GKE_AGENT));
    Scenario::of("signed-data", &world)
}

/// The key version before the rotation still verifies tokens.
fn older_version() -> Scenario {
    let token = web();
    let minted = Digest::sha256("the signing input of a token that the old version made");
    let at = token.issued_at - SIGNING_LEAD;
    let signed = |key, digest, at, who| kms::signature(key, digest, at, who);
    let world = World::framed()
        .record(signed(SA_SIGNING_KEY_2, &token.to_be_signed, at, GKE_AGENT))
        .record(token_issuance(&token))
        .call(Call::by_token(&token))
        .record(signed(SA_SIGNING_KEY, &minted, minutes(30), MALLORY));
    let keys = ClusterKeys {
        signing: vec![SA_SIGNING_KEY_2],
        verification: vec![SA_SIGNING_KEY, SA_SIGNING_KEY_2],
    };
    let configured = [cluster::created(&keys, minutes(-24 * 60))];
    Scenario::of("older-version", &world).log("cluster.ndjson", ndjson(&configured))
}

/// All signatures are claimed, and other principals than the agents called.
fn wrong_caller() -> Scenario {
    let (by_hand, cache) = (second_node(), cache());
    let other = Token::mint("team-b", "db", minutes(2));
    let signed = |token: &Token, who| {
        let at = token.issued_at - SIGNING_LEAD;
        kms::signature(SA_SIGNING_KEY, &token.to_be_signed, at, who)
    };
    let at = by_hand.leaf.issued_at - SIGNING_LEAD;
    let signature = kms::signature(CLUSTER_CA_KEY, &by_hand.to_be_signed, at, MALLORY);
    let world = World::framed()
        .used_token(&web())
        .used_certificate(&node())
        .records([signed(&cache, MALLORY), token_issuance(&cache)])
        .call(Call::by_token(&cache))
        .records([signed(&other, FOREIGN_GKE_AGENT), token_issuance(&other)])
        .call(Call::by_token(&other))
        .records([
            signature,
            certification(&by_hand),
            certificate_issuance(&by_hand),
        ])
        .call(Call::by_certificate(&by_hand));
    Scenario::of("wrong-caller", &world)
}

/// A cluster of another project, whose logs are not exported, has its tokens signed with the same key.
fn shared_key() -> Scenario {
    let elsewhere = Digest::sha256("the signing input of a token of another cluster");
    let world = World::framed()
        .used_token(&web())
        .used_certificate(&node())
        .record(kms::signature(
            SA_SIGNING_KEY,
            &elsewhere,
            minutes(30),
            FOREIGN_GKE_AGENT,
        ));
    Scenario::of("shared-key", &world)
}
