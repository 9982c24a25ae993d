//! Odd spellings, windows, and names given on the command line.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::reports::{Report, entries};
use crate::harness::cli::{ingest, run, value};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CA_AGENT, CLUSTER_CA_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{
    ca_service, certificate_issuance, kms, token_issuance, token_signature,
};
use crate::simulation::files::Folder;
use crate::simulation::shapes::{log_analytics, ndjson};
use crate::simulation::{Call, Leaf, Token, World};

#[test]
fn log_analytics_labels_as_text_keep_their_uses() {
    let node = Leaf::of_node("n0", NOON).mint();
    let world = World::framed().used_token(&web()).used_certificate(&node);
    let rows = String::from_utf8(log_analytics::rows(&entries(&world))).expect("UTF-8");
    let rows: Vec<Value> = rows.lines().map(with_labels_as_text).collect();
    let report = Report::on_log(ndjson(&rows));
    for subject in [web().credential_id(), node.credential_id()] {
        assert_eq!(report.uses(&subject), 1);
        assert_eq!(report.verdict(&subject), "complete");
    }
}

#[test]
fn a_refusal_is_a_refusal_however_it_is_spelt() {
    for (status, verdict) in [
        (json!({}), "complete"),
        (json!({ "code": 0.0 }), "complete"),
        (json!({ "code": 7 }), "broken"),
        (json!({ "code": 7.0 }), "broken"),
        (json!({ "code": "7" }), "broken"),
        (json!(r#"{"code":7}"#), "broken"),
    ] {
        let report = with_signature_status(status.clone());
        assert_eq!(report.verdict(&web().credential_id()), verdict, "{status}");
        assert!(report.rejected().is_empty(), "{status}");
    }
}

#[test]
fn a_status_that_is_a_list_is_rejected() {
    let report = with_signature_status(json!([]));
    assert_eq!(report.rejected().len(), 1);
    assert_ne!(report.verdict(&web().credential_id()), "complete");
}

#[test]
fn a_window_on_the_signature_of_a_recomputed_digest_finds_the_mismatch() {
    let node = Leaf::of_node("n0", NOON + SignedDuration::from_secs(100)).mint();
    let certified = ca_service::certificate_created(&node, node.leaf.issued_at).set(
        "/protoPayload/response/certificate_description/tbs_certificate_digest",
        Digest::sha256("something else").hex(),
    );
    let signed = kms::signature(CLUSTER_CA_KEY, &node.to_be_signed, NOON, CA_AGENT);
    let world = World::framed().records([signed, certified, certificate_issuance(&node)]);
    let folder = Folder::new().with("all.ndjson", ndjson(&entries(&world)));
    ingest(&folder, &["all.ndjson"]);
    let around = |seconds| (NOON + SignedDuration::from_secs(seconds)).to_string();
    let window = ["--from", &around(-5), "--to", &around(5)];
    let arguments = [
        &["scan", "-q", "--db", "a.db", "--format", "json"],
        &window[..],
    ]
    .concat();
    let report = Report {
        json: value(&run(folder.path(), &arguments).out),
        status: 1,
    };
    let codes: Vec<_> = report.findings(&node.credential_id());
    assert!(codes.contains(&("digest-mismatch", "break")), "{codes:?}");
}

#[test]
fn a_token_on_the_command_line_is_found_and_not_printed() {
    let world = World::framed().used_token(&web());
    let folder = Folder::new().with("all.ndjson", ndjson(&entries(&world)));
    ingest(&folder, &["all.ndjson"]);
    let token = web().signed();
    let traced = run(folder.path(), &["trace", "--db", "a.db", &token]);
    assert_eq!(traced.status, 0, "{}", traced.err);
    assert!(traced.out.contains(&web().credential_id()));
    let unknown = Token::mint("team-z", "nobody", NOON).signed();
    for name in [
        token.clone(),
        unknown.clone(),
        format!("{token}.x"),
        format!("{unknown}.x"),
        token[..token.len() - 9].to_owned(),
        token[1..].to_owned(),
        format!("Bearer {token}"),
    ] {
        let traced = run(folder.path(), &["trace", "--db", "a.db", &name]);
        for part in token.split('.').chain(unknown.split('.')) {
            let secret = &part[1..part.len() - 9];
            let is_printed = traced.out.contains(secret) || traced.err.contains(secret);
            assert!(!is_printed, "a part of {name} was printed: {}", traced.err);
        }
    }
}

/// A token whose signature has this status.
fn with_signature_status(status: Value) -> Report {
    let other = Token::mint("team-a", "cache", NOON + SignedDuration::from_mins(5));
    let signature = token_signature(&web()).set("/protoPayload/status", status);
    let world = World::framed()
        .used_token(&other)
        .records([signature, token_issuance(&web())])
        .call(Call::by_token(&web()));
    Report::on_world(&world)
}

/// A row of Log Analytics with its JSON columns as text.
pub fn with_labels_as_text(row: &str) -> Value {
    let mut row = value(row);
    for pointer in ["/labels", "/resource/labels"] {
        if let Some(labels) = row.pointer_mut(pointer).filter(|it| it.is_object()) {
            *labels = labels.to_string().into();
        }
    }
    row
}

fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}
