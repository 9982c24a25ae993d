//! Calls that came to nothing: refused ones and dry runs.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::reports::{Report, entries, moved};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{GKE_AGENT, KEY_PROJECT, RELEASE_BOT, SA_SIGNING_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{
    ca_service, certificate_issuance, certificate_signature, kms, token_issuance,
};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, Record, Target, Token, World, raw};

#[test]
fn a_refused_call_that_cannot_be_read_buys_no_gap() {
    for (pointer, value) in [
        ("/protoPayload/request/digest/sha256", json!("00ff")),
        ("/protoPayload/request/digest", json!({ "sha256": {} })),
        ("/protoPayload/resourceName", json!("nothing")),
        ("/timestamp", json!("soon")),
    ] {
        let refused = signature().set("/protoPayload/status", json!({ "code": 7 }));
        let refused = refused
            .set("/protoPayload/request/name", "nothing")
            .set(pointer, value);
        let report = Report::on_world(&unsigned().record(refused));
        assert_eq!(
            report.verdict(&web().credential_id()),
            "broken",
            "{pointer}"
        );
        assert!(report.rejected().is_empty(), "{:?}", report.rejected());
    }
}

#[test]
fn a_refused_call_with_a_key_of_ones_own_buys_no_gap() {
    let refused = kms::signature(SA_SIGNING_KEY, &web().to_be_signed, NOON, RELEASE_BOT);
    let refused = moved(refused, KEY_PROJECT, "acme-elsewhere");
    let refused = refused.set("/protoPayload/status", json!({ "code": 7 }));
    let report = Report::on_world(&unsigned().record(refused));
    assert_eq!(report.verdict(&web().credential_id()), "broken");
}

#[test]
fn a_refused_call_of_a_stranger_does_not_tell_where_the_signature_must_be() {
    for (caller, verdict) in [(RELEASE_BOT, "unproven"), (GKE_AGENT, "broken")] {
        let refused = kms::signature(SA_SIGNING_KEY, &web().to_be_signed, NOON, caller);
        let refused = refused.set("/protoPayload/status", json!({ "code": 7 }));
        let report = Report::on_world(&alone().record(refused));
        assert_eq!(
            report.verdict(&web().credential_id()),
            verdict,
            "no other record tells the project of the key, and {caller} called"
        );
    }
}

#[test]
fn a_call_to_which_nothing_was_granted_signed_nothing() {
    let digest = web().to_be_signed;
    for (granted, verdict) in [
        (json!([false]), "broken"),
        (json!(["false"]), "broken"),
        (json!([true]), "complete"),
        (json!([true, false]), "complete"),
    ] {
        let granted = granted.as_array().expect("a list").iter();
        let asked: Vec<Value> = granted.map(|it| json!({ "granted": it })).collect();
        let call = kms::signature(SA_SIGNING_KEY, &digest, NOON, GKE_AGENT)
            .without("/protoPayload/status")
            .set("/protoPayload/authorizationInfo", asked);
        let report = Report::on_world(&unsigned().record(call));
        assert_eq!(report.verdict(&web().credential_id()), verdict);
    }
}

#[test]
fn a_dry_run_of_ca_service_makes_no_certificate_and_buys_no_gap() {
    for (key, value) in [
        ("validate_only", json!(true)),
        ("validateOnly", json!(true)),
        ("validateOnly", json!("true")),
    ] {
        let tried = creation().set(&format!("/protoPayload/request/{key}"), value);
        let empty = tried.clone().set("/protoPayload/response", json!({}));
        for tried in [tried, empty] {
            let report = Report::on_world(&uncertified().record(tried));
            assert!(report.find(&other().credential_id()).is_none(), "{key}");
            assert_eq!(report.verdict(&node().credential_id()), "broken", "{key}");
            assert!(report.rejected().is_empty(), "{:?}", report.rejected());
        }
    }
}

#[test]
fn a_call_that_is_no_dry_run_counts() {
    for value in [
        json!(false),
        json!(null),
        json!("false"),
        json!(0),
        json!([true]),
    ] {
        let made = creation().set("/protoPayload/request/validate_only", value.clone());
        let report = Report::on_world(&uncertified().record(made));
        assert!(report.find(&other().credential_id()).is_some(), "{value}");
    }
    let both = json!({ "validate_only": true, "validateOnly": false });
    let report =
        Report::on_world(&uncertified().record(creation().set("/protoPayload/request", both)));
    assert!(report.find(&other().credential_id()).is_some());
}

#[test]
fn a_certificate_in_a_status_that_a_dry_run_writes_was_handed_out_to_nobody() {
    let body = json!({ "status": { "certificate": BASE64_STANDARD.encode(&node().pem) } });
    let call = Call::by_token(&web())
        .to("update", Target::signing_request("csr-1", "status"))
        .bodies(body.clone(), body);
    for (query, counts) in [
        ("", true),
        ("?dryRun=All", false),
        ("?fieldManager=a", true),
    ] {
        let report = with_event(&on_uri(raw::completed(&call), query));
        assert_eq!(
            report.find(&node().credential_id()).is_some(),
            counts,
            "{query}"
        );
        assert_eq!(report.uses(&web().credential_id()), 2, "{query}");
    }
}

#[test]
fn a_token_that_a_dry_run_asks_for_is_good_and_counts() {
    let issued = Token::mint("team-a", "cache", NOON + SignedDuration::from_mins(3));
    let call = Call::by_token(&web())
        .to("create", Target::token_of("team-a", "cache"))
        .annotated(raw::ISSUED_CREDENTIAL_ID, issued.credential_id());
    let report = with_event(&on_uri(raw::completed(&call), "?dryRun=All"));
    assert!(report.find(&issued.credential_id()).is_some());
}

fn with_event(event: &Value) -> Report {
    let mut log = entries(&World::framed().used_token(&web()));
    log.push(event.clone());
    Report::on_log(ndjson(&log))
}

fn on_uri(mut event: Value, query: &str) -> Value {
    let uri = event["requestURI"].as_str().expect("a text").to_owned();
    event["requestURI"] = json!(uri + query);
    event
}

/// A token whose signature is not there, though its log was read.
fn unsigned() -> World {
    let cache = Token::mint("team-a", "cache", NOON + SignedDuration::from_mins(5));
    World::framed()
        .used_token(&cache)
        .record(token_issuance(&web()))
        .call(Call::by_token(&web()))
}

/// A token whose signature is not there, in logs that name no key.
fn alone() -> World {
    World::framed()
        .record(token_issuance(&web()))
        .call(Call::by_token(&web()))
}

/// A call to sign at that moment.
fn signature() -> Record {
    kms::signature(
        SA_SIGNING_KEY,
        &Digest::sha256("anything"),
        NOON,
        RELEASE_BOT,
    )
}

/// A certificate whose creation is not there, though its log was read.
fn uncertified() -> World {
    let third = Leaf::of_node("n2", NOON + SignedDuration::from_mins(5)).mint();
    World::issuing()
        .used_certificate(&third)
        .records([
            certificate_signature(&node()),
            certificate_issuance(&node()),
        ])
        .call(Call::by_certificate(&node()))
}

/// A call to create another certificate at that moment.
fn creation() -> Record {
    ca_service::certificate_created(&other(), NOON)
}

fn node() -> crate::simulation::Certificate {
    Leaf::of_node("n0", NOON).mint()
}

fn other() -> crate::simulation::Certificate {
    Leaf::of_node("n1", NOON).mint()
}

fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}
