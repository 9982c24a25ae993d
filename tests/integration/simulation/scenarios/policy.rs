//! Scenarios in which all records are present, but not what the policy or configuration expects.

use jiff::SignedDuration;

use super::{cache, minutes, node, second_node, web};
use crate::simulation::certificate::Leaf;
use crate::simulation::clock::SIGNING_LEAD;
use crate::simulation::constants::{
    CLUSTER_CA_KEY, CLUSTER_POOL, ClusterKeys, GKE_AGENT, MALLORY, OTHER_KEY, PLATFORM_TEAM,
    SA_SIGNING_KEY, SA_SIGNING_KEY_2, WORKLOAD_POOL,
};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{cluster, kms, token_issuance, token_signature};
use crate::simulation::shapes::ndjson;
use crate::simulation::token::Token;
use crate::simulation::{Call, Scenario, World};

pub fn all() -> Vec<Scenario> {
    vec![
        unexpected_key(),
        unexpected_pool(),
        unexpected_principal(),
        unexpected_lifetime(),
        unexpected_algorithm(),
        unknown_cluster(),
        key_rotation(),
        cluster_description(),
        suppressed(),
        stale_log(),
    ]
}

/// One finding is suppressed; of two other suppressions one has expired and one covers nothing.
fn suppressed() -> Scenario {
    let outside = Digest::sha256("the signing input of a token that a drill minted");
    let world = World::framed().used_token(&web()).record(kms::signature(
        SA_SIGNING_KEY,
        &outside,
        minutes(30),
        MALLORY,
    ));
    let suppression = |finding, subject: &str, expires| {
        format!(
            "[[suppression]]\nfinding = \"{finding}\"\nsubject = \"{subject}\"\nowner = \"{PLATFORM_TEAM}\"\nreason = \"the drill of October\"\nexpires = {expires}\n\n"
        )
    };
    let drill = format!("TBS={}*", &outside.hex()[..16]);
    let policy = [
        suppression("unclaimed-signature", &drill, "2026-12-31"),
        suppression("unclaimed-signature", "TBS=*", "2026-10-01"),
        suppression("missing-record", "JTI=*", "2026-12-31"),
    ];
    Scenario::of("suppressed", &world).file("credtrail.toml", policy.concat())
}

/// The KMS log is silent for longer than it may.
fn stale_log() -> Scenario {
    let world = World::framed().used_certificate(&node());
    let policy = "[stale]\nhole = { kms = \"4h\" }\n";
    Scenario::of("stale-log", &world).file("credtrail.toml", policy)
}

/// A policy with one cluster and these expectations.
fn policy_of(cluster: &str, expectations: &str) -> String {
    format!(
        "[[cluster]]\nname = \"projects/acme-prod/locations/us-central1/clusters/{cluster}\"\n{expectations}"
    )
}

fn policy(expectations: &str) -> String {
    policy_of("payments", expectations)
}

/// A token with its records, but signed by another key or called for by another principal.
fn signed_by(world: World, token: &Token, key: &'static str, principal: &'static str) -> World {
    let at = token.issued_at - SIGNING_LEAD;
    world
        .record(kms::signature(key, &token.to_be_signed, at, principal))
        .record(token_issuance(token))
        .call(Call::by_token(token))
}

fn unexpected_key() -> Scenario {
    let world = signed_by(
        World::framed().used_token(&web()),
        &cache(),
        OTHER_KEY,
        GKE_AGENT,
    );
    let keys = format!("service-account-signing-keys = [\"{SA_SIGNING_KEY}\"]\n");
    Scenario::of("unexpected-key", &world).file("credtrail.toml", policy(&keys))
}

fn unexpected_pool() -> Scenario {
    let elsewhere = Leaf {
        pool: WORKLOAD_POOL,
        ..second_node().leaf
    }
    .mint();
    let world = World::framed()
        .used_certificate(&node())
        .used_certificate(&elsewhere);
    let by_number = CLUSTER_POOL.name.replace("acme-keys", "998877665544");
    let pools = policy(&format!("cluster-ca.pools = [\"{by_number}\"]\n"));
    let projects = "[projects]\n998877665544 = \"acme-keys\"\n\n";
    Scenario::of("unexpected-pool", &world).file("credtrail.toml", projects.to_owned() + &pools)
}

fn unexpected_principal() -> Scenario {
    let world = signed_by(
        World::framed().used_token(&web()),
        &cache(),
        SA_SIGNING_KEY,
        MALLORY,
    );
    let principals = format!(
        "principals.kms = [\"{GKE_AGENT}\", \"*@gcp-sa-privateca.iam.gserviceaccount.com\"]\n"
    );
    Scenario::of("unexpected-principal", &world).file("credtrail.toml", policy(&principals))
}

fn unexpected_lifetime() -> Scenario {
    let week = Leaf {
        lifetime: SignedDuration::from_hours(7 * 24),
        ..node().leaf
    }
    .mint();
    let world = World::framed()
        .used_certificate(&week)
        .used_certificate(&second_node());
    let lifetimes = "lifetimes = { token = \"1h\", certificate = \"7d\" }\n";
    Scenario::of("unexpected-lifetime", &world).file("credtrail.toml", policy(lifetimes))
}

fn unexpected_algorithm() -> Scenario {
    let world = World::framed().used_certificate(&node()).used_token(&web());
    let algorithms =
        "algorithms = [\"rsa-sign-pkcs1-4096-sha256\"]\nkey-size = { rsa = 3072, ec = 384 }\n";
    Scenario::of("unexpected-algorithm", &world).file("credtrail.toml", policy(algorithms))
}

fn unknown_cluster() -> Scenario {
    let world = World::framed().used_certificate(&node());
    let keys = format!(
        "cluster-ca = {{ pools = [\"{}\"], keys = [\"{CLUSTER_CA_KEY}\"] }}\n",
        CLUSTER_POOL.name
    );
    Scenario::of("unknown-cluster", &world).file("credtrail.toml", policy_of("billing", &keys))
}

/// The cluster is created with the first key and updated to the second: whether a key may sign depends on the time
/// of the signature.
fn key_rotation() -> Scenario {
    let [before, during, after, late] =
        [("before", 0), ("during", 61), ("after", 120), ("late", 121)]
            .map(|(name, minute)| Token::mint("team-a", name, minutes(minute)));
    let world = [
        (&before, SA_SIGNING_KEY),
        (&during, SA_SIGNING_KEY),
        (&after, SA_SIGNING_KEY_2),
        (&late, SA_SIGNING_KEY),
    ]
    .into_iter()
    .fold(World::framed(), |world, (token, key)| {
        signed_by(world, token, key, GKE_AGENT)
    });
    let first = ClusterKeys {
        signing: vec![SA_SIGNING_KEY],
        verification: vec![SA_SIGNING_KEY],
    };
    let second = ClusterKeys {
        signing: vec![SA_SIGNING_KEY_2],
        verification: vec![SA_SIGNING_KEY, SA_SIGNING_KEY_2],
    };
    let configured = [
        cluster::created(&first, minutes(-24 * 60)),
        cluster::updated(&second, minutes(60)),
        cluster::update_ended(minutes(60), minutes(75)),
    ];
    Scenario::of("key-rotation", &world).log("cluster.ndjson", ndjson(&configured))
}

/// A description of the cluster names today's key, but not since when.
fn cluster_description() -> Scenario {
    let world = World::framed()
        .record(token_signature(&web()))
        .record(token_issuance(&web()))
        .call(Call::by_token(&web()));
    let today = ClusterKeys {
        signing: vec![SA_SIGNING_KEY_2],
        verification: vec![SA_SIGNING_KEY, SA_SIGNING_KEY_2],
    };
    let described = format!("{:#}\n", cluster::described(&today));
    Scenario::of("cluster-description", &world).log("describe.json", described)
}
