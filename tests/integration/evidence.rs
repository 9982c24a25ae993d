//! Evidence in hand: files that are no logs, in any form and order, whole and damaged.

mod verified;

use std::collections::BTreeSet;

use crate::harness::cli::{failed, run, value};
use crate::simulation::authority;
use crate::simulation::certificate::Signer;
use crate::simulation::clock::NOON;
use crate::simulation::constants::CLUSTER_POOL;
use crate::simulation::entries::{ca_service, certificate_issued};
use crate::simulation::files::{Folder, scenarios};
use crate::simulation::keys::key_set;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Certificate, Leaf, Token, World};
use serde_json::{Value, json};

#[test]
fn every_form_of_evidence_is_told_by_its_content() {
    let node = node(Signer::Identified);
    let own = authority::certificate(&CLUSTER_POOL);
    let request = authority::request(&CLUSTER_POOL);
    let list = authority::revocation_list(&CLUSTER_POOL, &[], NOON);
    let listed = ca_service::listed(&node);
    for (content, expected) in [
        (
            format!("{}{}{}", own.pem, request.pem, list.pem).into_bytes(),
            "PEM with 1 certificate, 1 revocation list, 1 signing request, 0 rejected",
        ),
        (own.der, "DER with 1 certificate, 0 rejected"),
        (request.der, "DER with 1 signing request, 0 rejected"),
        (list.der, "DER with 1 revocation list, 0 rejected"),
        (web().signed().into_bytes(), "JWT with 1 token, 0 rejected"),
        (
            web().signing_input.into_bytes(),
            "JWT with 1 token, 0 rejected",
        ),
        (key_set().into_bytes(), "JWKS with 1 public key, 0 rejected"),
        (
            format!("{listed:#}").into_bytes(),
            "CA Service JSON with 1 certificate, 0 rejected",
        ),
        (
            json!([listed, listed]).to_string().into_bytes(),
            "CA Service JSON with 2 certificates, 0 rejected",
        ),
    ] {
        let folder = Folder::new().with("it", content);
        let ended = ingested(&folder, "it");
        assert_eq!(ended, format!("it: {expected}\n"));
        assert_eq!(ingested(&folder, "it"), "it: read before, as it\n");
    }
}

#[test]
fn no_log_was_read_where_only_evidence_is() {
    let folder = Folder::new().with("own.pem", authority::certificate(&CLUSTER_POOL).pem);
    let ended = run(
        folder.path(),
        &["replay", "-q", "--format", "json", "own.pem"],
    );
    let report = value(&ended.out);
    assert_eq!((ended.status, &report["coverage"]), (3, &json!([])));
    assert_eq!(report["lineages"], json!([]));
}

#[test]
fn what_is_damaged_is_rejected_with_its_place_and_harms_nothing() {
    let own = authority::certificate(&CLUSTER_POOL);
    let cut = own.pem.lines().take(4).collect::<Vec<_>>().join("\n");
    let folder = Folder::new().with("two.pem", format!("{}{cut}\n", own.pem));
    let err = ingested(&folder, "two.pem");
    assert!(err.contains("1 certificate, 1 rejected"), "{err}");
    let report = report(&folder);
    let line = own.pem.lines().count() + 1;
    assert_eq!(report["rejected"][0]["place"], format!("two.pem:{line}"));
}

#[test]
fn no_cut_or_flipped_file_makes_the_command_fail_otherwise_than_it_should() {
    let papers = [
        authority::certificate(&CLUSTER_POOL).der,
        authority::revocation_list(&CLUSTER_POOL, &[(&node(Signer::Identified), NOON)], NOON).der,
        authority::certificate(&CLUSTER_POOL).pem.into_bytes(),
        web().signed().into_bytes(),
        key_set().into_bytes(),
    ];
    for paper in papers {
        for step in 1..12 {
            let at = paper.len() * step / 12;
            let mut flipped = paper.clone();
            flipped[at] ^= 0x41;
            let cut = paper[..at].to_vec();
            for content in [cut, flipped] {
                let folder = Folder::new().with("it", content);
                let ended = run(folder.path(), &["ingest", "--db", "a.db", "it"]);
                assert!([0, 2].contains(&ended.status), "{}", ended.err);
                assert!(!ended.err.contains("panicked"), "{}", ended.err);
            }
        }
    }
}

#[test]
fn private_keys_are_left_unread_and_named() {
    let key = std::fs::read_to_string(crate::simulation::files::fixture(
        "keys/throw-away-sa-signing.pem",
    ));
    let key = key.expect("a throw-away key");
    let own = authority::certificate(&CLUSTER_POOL).pem;
    let folder = Folder::new()
        .with("both.pem", format!("{own}{key}"))
        .with("key.pem", &key);
    let both = run(folder.path(), &["ingest", "-q", "--db", "a.db", "both.pem"]);
    assert!(
        both.err.contains("both.pem holds a private key"),
        "{}",
        both.err
    );
    let alone = run(folder.path(), &["ingest", "--db", "a.db", "key.pem"]);
    failed(&alone, "key.pem holds a private key");
    for line in key.lines().filter(|line| !line.starts_with('-')) {
        let is_printed = both.err.contains(line) || alone.err.contains(line);
        assert!(!is_printed && !folder.database_holds(line));
    }
    let secret =
        json!({ "keys": [{ "kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQ", "kid": "a" }] });
    let folder = folder.with("keys.json", secret.to_string());
    let ended = run(folder.path(), &["ingest", "--db", "a.db", "keys.json"]);
    failed(&ended, "keys.json holds a private key");
    assert!(!folder.database_holds("c2VjcmV0LXNlY3JldC1zZWNyZXQ"));
}

#[test]
fn neither_certificate_nor_authority_must_come_first() {
    let forged = node(Signer::Impostor);
    let log = ndjson(&entries(&issued(&forged)));
    let own = authority::certificate(&CLUSTER_POOL).pem;
    let folder = Folder::new().with("log", log).with("own", own);
    for order in [["log", "own"], ["own", "log"]] {
        let report = replayed(&folder, &order);
        assert_eq!(
            codes(&report, &forged.credential_id()),
            ["signature-invalid"]
        );
    }
    let alone = replayed(&folder, &["log"]);
    assert_eq!(codes(&alone, &forged.credential_id()), [""; 0]);
}

#[test]
fn no_scenario_leaves_a_token_behind() {
    let tokens = [web(), cache(), Token::mint("team-b", "db", NOON)].map(|it| it.signed());
    for scenario in scenarios() {
        let folder = Folder::new();
        let logs = scenario.join("logs").display().to_string();
        let first = run(folder.path(), &["ingest", "-vv", "--db", "a.db", &logs]);
        let folder = folder.with("all.jwt", tokens.join("\n"));
        let again = run(folder.path(), &["ingest", "-vv", "--db", "a.db", "all.jwt"]);
        let scan = run(
            folder.path(),
            &["scan", "-vv", "--db", "a.db", "--format", "json"],
        );
        for part in tokens.iter().flat_map(|it| it.split('.').skip(1)) {
            let texts = [&first.err, &again.out, &again.err, &scan.out, &scan.err];
            assert!(!texts.iter().any(|it| it.contains(part)));
            assert!(!folder.database_holds(part));
        }
    }
}

/// What reading a file says.
fn ingested(folder: &Folder, file: &str) -> String {
    let ended = run(folder.path(), &["ingest", "--db", "a.db", file]);
    assert_eq!((ended.status, ended.out.as_str()), (0, ""), "{}", ended.err);
    ended.err
}

fn report(folder: &Folder) -> Value {
    value(
        &run(
            folder.path(),
            &["scan", "-q", "--db", "a.db", "--format", "json"],
        )
        .out,
    )
}

fn replayed(folder: &Folder, files: &[&str]) -> Value {
    let arguments = [&["replay", "-q", "--format", "json"], files].concat();
    let ended = run(folder.path(), &arguments);
    assert_eq!(ended.err, "", "{files:?}");
    value(&ended.out)
}

fn lineage<'r>(report: &'r Value, subject: &str) -> &'r Value {
    let mut lineages = report["lineages"].as_array().expect("lineages").iter();
    let found = lineages.find(|it| it["subject"] == subject);
    found.unwrap_or_else(|| panic!("nothing of {subject} in {report:#}"))
}

fn codes<'r>(report: &'r Value, subject: &str) -> Vec<&'r str> {
    let findings = lineage(report, subject)["findings"].as_array();
    let codes = findings.expect("findings").iter();
    let codes: BTreeSet<&str> = codes.filter_map(|it| it["code"].as_str()).collect();
    codes.into_iter().collect()
}

fn entries(world: &World) -> Vec<Value> {
    world.entries().into_iter().map(|it| it.entry).collect()
}

/// All records of a certificate, without any authority's certificate.
fn issued(certificate: &Certificate) -> World {
    World::framed().records(certificate_issued(certificate))
}

fn node(signer: Signer) -> Certificate {
    Leaf::of_node("a1b2", NOON).by(signer).mint()
}

fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

fn cache() -> Token {
    Token::mint("team-a", "cache", NOON)
}
