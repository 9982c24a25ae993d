//! Evidence in hand: files that are no logs, in any form and order, whole and damaged.

use std::collections::BTreeSet;

use crate::harness::cli::{failed, run, value};
use crate::simulation::authority;
use crate::simulation::certificate::Signer;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    CLUSTER_CA_KEY, CLUSTER_POOL, MALLORY, SA_SIGNING_KEY, WORKLOAD_POOL,
};
use crate::simulation::entries::{
    ca_service, certificate_issued, kms, token_issuance, token_signature,
};
use crate::simulation::files::{Folder, scenarios};
use crate::simulation::keys::key_set;
use crate::simulation::raw::{self, ISSUED_CREDENTIAL_ID};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Certificate, Leaf, Target, Token, World};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

#[test]
fn every_form_of_evidence_is_told_by_its_content() {
    let node = node(Signer::Identified);
    let own = authority::certificate(&CLUSTER_POOL);
    let request = authority::request(&CLUSTER_POOL);
    let list = authority::revocation_list(&CLUSTER_POOL, &[], NOON);
    let listed = ca_service::listed(&node);
    for (content, said) in [
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
        assert_eq!(ended, format!("it: {said}\n"));
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
    let said = ingested(&folder, "two.pem");
    assert!(said.contains("1 certificate, 1 rejected"), "{said}");
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
        let said = both.err.contains(line) || alone.err.contains(line);
        assert!(!said && !folder.database_holds(line));
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
fn the_authority_verifies_what_it_signed_in_either_order() {
    let node = node(Signer::Identified);
    let log = ndjson(&entries(&issued(&node)));
    let other = authority::certificate(&WORKLOAD_POOL).pem;
    let own = authority::certificate(&CLUSTER_POOL).pem;
    let folder = Folder::new()
        .with("log", log)
        .with("own", format!("{other}{own}"));
    for order in [["log", "own"], ["own", "log"]] {
        let report = replayed(&folder, &order);
        assert_eq!(codes(&report, &node.credential_id()), [""; 0]);
    }
}

#[test]
fn a_token_is_verified_whether_its_key_comes_before_or_after_it() {
    let world = World::framed().used_token(&web());
    let signed = web().signed();
    let (input, signature) = signed.rsplit_once('.').expect("a signature");
    let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(signature).expect("base64");
    bytes[9] ^= 1;
    let forged = format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(bytes));
    let folder = Folder::new()
        .with("log", ndjson(&entries(&world)))
        .with("good", signed)
        .with("forged", forged)
        .with("keys", key_set());
    for (order, found) in [
        (["log", "good", "keys"], vec![]),
        (["keys", "good", "log"], vec![]),
        (["log", "forged", "keys"], vec!["signature-invalid"]),
        (["keys", "forged", "log"], vec!["signature-invalid"]),
    ] {
        let report = replayed(&folder, &order);
        assert_eq!(codes(&report, &web().credential_id()), found, "{order:?}");
    }
}

#[test]
fn a_forged_token_without_a_key_for_it_says_nothing_against_the_real_one() {
    let signed = web().signed();
    let parts: Vec<&str> = signed.split('.').collect();
    let claims = BASE64_URL_SAFE_NO_PAD.decode(parts[1]).expect("base64");
    let claims = String::from_utf8(claims).expect("JSON");
    let claims = claims.replacen('{', "{\"forged\":true,", 1);
    let claims = BASE64_URL_SAFE_NO_PAD.encode(claims);
    let forged = format!("{}.{claims}.{}", parts[0], parts[2]);
    let world = World::framed().used_token(&web());
    let folder = Folder::new()
        .with("log", ndjson(&entries(&world)))
        .with("forged", forged);
    let report = replayed(&folder, &["log", "forged"]);
    let lineage = lineage(&report, &web().credential_id());
    assert_eq!(lineage["verdict"], "complete");
    assert_eq!(lineage["findings"][0]["weight"], "note");
}

#[test]
fn a_token_minted_outside_stays_an_alarm_with_the_token_in_hand() {
    let minted = Token::mint("kube-system", "admin", NOON);
    let signature = kms::signature(SA_SIGNING_KEY, &minted.to_be_signed, NOON, MALLORY);
    let world = World::framed().used_token(&cache()).record(signature);
    let folder = Folder::new()
        .with("log", ndjson(&entries(&world)))
        .with("minted.jwt", minted.signed());
    let report = replayed(&folder, &["log", "minted.jwt"]);
    let digest = format!("TBS={}", minted.to_be_signed.hex());
    assert_eq!(codes(&report, &digest), ["unclaimed-signature"]);
    assert_eq!(lineage(&report, &digest)["verdict"], "broken");
    let used = world.call(Call::by_token(&minted));
    let folder = folder.with("used", ndjson(&entries(&used)));
    let report = replayed(&folder, &["used", "minted.jwt"]);
    assert_eq!(
        codes(&report, &minted.credential_id()),
        ["missing-record", "unexpected-principal"]
    );
    assert_eq!(
        lineage(&report, &minted.credential_id())["verdict"],
        "broken"
    );
}

#[test]
fn a_certificate_made_past_ca_service_stays_an_alarm_with_the_certificate_in_hand() {
    let minted = Leaf::of_node("minted", NOON).by(Signer::Identified).mint();
    let signature = kms::signature(CLUSTER_CA_KEY, &minted.to_be_signed, NOON, MALLORY);
    let world = issued(&node(Signer::Identified)).record(signature);
    let folder = Folder::new()
        .with("log", ndjson(&entries(&world)))
        .with("minted.pem", &minted.pem);
    let report = replayed(&folder, &["log", "minted.pem"]);
    let digest = format!("TBS={}", minted.to_be_signed.hex());
    assert_eq!(codes(&report, &digest), ["unclaimed-signature"]);
    assert_eq!(lineage(&report, &digest)["verdict"], "broken");
    let message = lineage(&report, &digest)["findings"][0]["message"].to_string();
    assert!(message.contains(&minted.credential_id()), "{message}");
}

#[test]
fn a_serial_number_alone_revokes_nothing() {
    let node = node(Signer::Identified);
    let world = issued(&node).call(Call::by_certificate(&node));
    let revoked = [(&node, NOON)];
    let foreign = authority::revocation_list(&WORKLOAD_POOL, &revoked, NOON);
    let forged = authority::revocation_list_by("an impostor", &CLUSTER_POOL, &revoked, NOON);
    let own = authority::certificate(&CLUSTER_POOL).pem;
    let folder = Folder::new()
        .with("log", ndjson(&entries(&world)))
        .with("foreign", foreign.pem)
        .with("forged", format!("{}{own}", forged.pem));
    for list in ["foreign", "forged"] {
        let report = replayed(&folder, &["log", list]);
        assert_eq!(codes(&report, &node.credential_id()), [""; 0], "{list}");
    }
}

#[test]
fn what_is_revoked_and_not_used_again_is_a_note() {
    let node = node(Signer::Identified);
    let later = NOON + jiff::SignedDuration::from_hours(1);
    let world = issued(&node).call(Call::by_certificate(&node));
    let list = authority::revocation_list(&CLUSTER_POOL, &[(&node, later)], later);
    let mut named = ca_service::certificate_revoked(&node, later);
    named.entry["protoPayload"]
        .as_object_mut()
        .expect("a payload")
        .remove("response");
    let folder = Folder::new()
        .with("log", ndjson(&entries(&world)))
        .with("list", list.pem)
        .with("named", ndjson(&[named.entry]));
    for by in ["list", "named"] {
        let report = replayed(&folder, &[by, "log"]);
        let lineage = lineage(&report, &node.credential_id());
        assert_eq!(lineage["verdict"], "complete", "{by}");
        assert_eq!(
            lineage["findings"][0]["code"], "revoked-credential-used",
            "{by}"
        );
        assert_eq!(lineage["findings"][0]["weight"], "note", "{by}");
    }
}

#[test]
fn a_certificate_that_cannot_be_parsed_is_found_by_its_hash() {
    let mut odd = vec![0x30, 0x81, 200, 0x30, 0x81, 197, 0xa0, 3, 2, 1, 0x7f];
    odd.resize(203, 0);
    let folder = Folder::new()
        .with("odd.der", odd.clone())
        .with("log", ndjson(&entries(&World::framed())));
    ingested(&folder, "odd.der");
    let hash = crate::simulation::digest::Digest::sha256(&odd).hex();
    for name in [hash.as_str(), "odd.der"] {
        let trace = run(folder.path(), &["trace", "--db", "a.db", name]);
        assert!(
            trace.out.contains(&hash),
            "{name}: {}{}",
            trace.out,
            trace.err
        );
    }
}

#[test]
fn a_token_in_a_logged_answer_names_its_digest_and_nothing_else() {
    let web = web();
    let world = World::framed()
        .record(token_signature(&web))
        .record(token_issuance(&web).without("/protoPayload/metadata/toBeSignedDigest"))
        .call(Call::by_token(&web));
    let asked = Call::new(NOON, "system:node:n0")
        .to("create", Target::token_of("team-a", "web"))
        .answered(201)
        .annotated(ISSUED_CREDENTIAL_ID, web.credential_id())
        .bodies(json!({}), json!({ "status": { "token": web.signed() } }));
    let review = Call::new(NOON, "somebody")
        .to(
            "create",
            Target {
                resource: "tokenreviews",
                ..Target::SELF_SUBJECT_REVIEW
            },
        )
        .bodies(
            json!({ "spec": { "token": web.signed() } }),
            json!({ "status": {} }),
        );
    let mut events = entries(&world);
    events.push(raw::completed(&asked));
    events.push(raw::completed(&review));
    let mut cut = raw::completed(&asked).to_string();
    cut.truncate(cut.len() - 9);
    let log = [ndjson(&events), cut.into_bytes()].concat();
    let folder = Folder::new().with("log", log);
    let said = run(folder.path(), &["ingest", "-vv", "--db", "a.db", "log"]);
    let scan = run(
        folder.path(),
        &["scan", "-vv", "--format", "json", "--db", "a.db"],
    );
    let report = value(&scan.out);
    assert_eq!(
        lineage(&report, &web.credential_id())["verdict"],
        "complete"
    );
    let secret = web.signed();
    for part in secret.split('.').skip(1) {
        for text in [&said.out, &said.err, &scan.out, &scan.err] {
            assert!(!text.contains(part));
        }
        assert!(!folder.database_holds(part));
    }
}

#[test]
fn no_scenario_leaves_a_token_behind() {
    let tokens = [web(), cache(), Token::mint("team-b", "db", NOON)].map(|it| it.signed());
    for scenario in scenarios() {
        let folder = Folder::new();
        let logs = scenario.join("logs").display().to_string();
        let said = run(folder.path(), &["ingest", "-vv", "--db", "a.db", &logs]);
        let folder = folder.with("all.jwt", tokens.join("\n"));
        let again = run(folder.path(), &["ingest", "-vv", "--db", "a.db", "all.jwt"]);
        let scan = run(
            folder.path(),
            &["scan", "-vv", "--db", "a.db", "--format", "json"],
        );
        for part in tokens.iter().flat_map(|it| it.split('.').skip(1)) {
            let texts = [&said.err, &again.out, &again.err, &scan.out, &scan.err];
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
