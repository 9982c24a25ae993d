//! Scenarios of export routes and proxies, and of calls that failed.

use serde_json::json;

use super::{cache, minutes, node, node_of_the_day_before, second_node, web};
use crate::simulation::constants::{MALLORY, SA_SIGNING_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{
    certificate_issuance, certificate_signature, certification, kms, token_issuance,
    token_signature,
};
use crate::simulation::shapes::{bigquery, ndjson};
use crate::simulation::{Call, Record, Scenario, World};

pub fn all() -> Vec<Scenario> {
    vec![
        void_calls(),
        two_spellings(),
        two_exports(),
        undecoded_payload(),
        respelt_id(),
    ]
}

/// The signature of a token and the creation of a certificate are missing. Failed calls lie beside them.
fn void_calls() -> Scenario {
    let refused = kms::signature(
        SA_SIGNING_KEY,
        &Digest::sha256("anything"),
        minutes(1),
        MALLORY,
    );
    let refused = refused
        .set("/protoPayload/status", json!({ "code": 7 }))
        .set("/protoPayload/request/digest/sha256", "00ff");
    let tried = certification(&second_node())
        .set("/protoPayload/request/validate_only", true)
        .set("/protoPayload/response", json!({}));
    let node = node();
    let world = World::framed()
        .used_certificate(&node_of_the_day_before())
        .used_token(&web())
        .used_certificate(&super::Leaf::of_node("e5f6", minutes(5)).mint())
        .records([token_issuance(&cache()), refused, tried])
        .records([certificate_signature(&node), certificate_issuance(&node)])
        .call(Call::by_token(&cache()))
        .call(Call::by_certificate(&node));
    Scenario::of("void-calls", &world)
}

/// GKE's entries name digests under two keys each: once equal digests, once different ones.
fn two_spellings() -> Scenario {
    let beside = |record: Record, digest: String| {
        record.set("/protoPayload/metadata/to_be_signed_digest", digest)
    };
    let world = World::framed()
        .records([
            token_signature(&web()),
            beside(token_issuance(&web()), web().to_be_signed.hex()),
            token_signature(&cache()),
            beside(
                token_issuance(&cache()),
                Digest::sha256("another token").hex(),
            ),
        ])
        .call(Call::by_token(&web()))
        .call(Call::by_token(&cache()));
    Scenario::of("two-spellings", &world)
}

/// All entries twice: from a sink, and from BigQuery, which has no nanoseconds.
fn two_exports() -> Scenario {
    let world = World::framed()
        .used_certificate(&node())
        .used_token(&cache());
    let entries = world.entries().into_iter().map(|it| it.entry);
    let rows = bigquery::rows(&entries.collect::<Vec<_>>());
    Scenario::of("two-exports", &world).log("rows.ndjson", rows)
}

fn undecoded_payload() -> Scenario {
    let undecoded = json!({
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "value": "EgAaGWNsb3Vka21zLmdvb2dsZWFwaXMuY29tIg5Bc3ltbWV0cmljU2lnbg==",
    });
    let signature = token_signature(&cache()).set("/protoPayload", undecoded);
    let world = World::framed()
        .used_token(&web())
        .records([token_issuance(&cache()), signature])
        .call(Call::by_token(&cache()));
    Scenario::of("undecoded-payload", &world)
}

fn respelt_id() -> Scenario {
    let node = node();
    let call = |minute| Call::new(minutes(minute), "proxied");
    let upper = format!("X509SHA256={}", node.fingerprint.upper_hex());
    let blank = format!("JTI= {}", web().jti);
    let world = World::framed()
        .used_certificate(&node)
        .used_token(&web())
        .call(call(10).with(upper));
    let raw = crate::simulation::raw::stages(&call(11).with(blank));
    Scenario::of("respelt-id", &world).log("audit.log", ndjson(&raw))
}
