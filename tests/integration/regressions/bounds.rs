//! Ends of pages, windows and times.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};

use super::reports::{Report, entries};
use crate::harness::cli::{failed, ingest, run};
use crate::simulation::authority;
use crate::simulation::certificate::Signer;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CLUSTER_POOL, MALLORY, SA_SIGNING_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{ca_service, gke, kms};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Leaf, Token, World};

/// A token that nobody issued, so that its digest begins with this byte.
fn forged(first: u8) -> (String, Digest) {
    let segment = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let made = (0..).map(|number| {
        let claims = format!(r#"{{"jti":"7f13a69c-ff76-47b6-bdc4-117c6690e2be","iat":{number}}}"#);
        let signed = format!("{}.{}", segment(r#"{"alg":"RS256"}"#), segment(&claims));
        let digest = Digest::sha256(&signed);
        (format!("{signed}.AAAA\n"), digest)
    });
    let mut made = made.filter(|(_, digest)| digest.bytes[0] == first);
    made.next().expect("a token")
}

#[test]
fn signatures_of_one_credential_on_two_pages_are_listed_once() {
    let tokens = [forged(0x00), forged(0xff)];
    let others = (0..4_200).map(|it| Digest::sha256(format!("signature {it}")));
    let digests = others.chain(tokens.iter().map(|it| it.1.clone()));
    let signed = digests.zip(0..).map(|(digest, second)| {
        let at = NOON + SignedDuration::from_secs(second);
        kms::signature(SA_SIGNING_KEY, &digest, at, MALLORY)
    });
    let world = World::framed()
        .used_token(&Token::mint("team-a", "web", NOON))
        .records(signed);
    let folder = Folder::new()
        .with("logs/all.ndjson", ndjson(&entries(&world)))
        .with("logs/a.jwt", &tokens[0].0)
        .with("logs/b.jwt", &tokens[1].0);
    let report = Report::on(&folder);
    assert_eq!(report.json["summary"]["unclaimed_signatures"], 4_202);
    let lineages = report.json["lineages"].as_array().expect("lineages");
    let mut subjects: Vec<&str> = lineages
        .iter()
        .filter_map(|it| it["subject"].as_str())
        .collect();
    let listed = subjects.len();
    subjects.sort_unstable();
    subjects.dedup();
    assert_eq!(subjects.len(), listed, "a subject is listed twice");
}

/// A signature that nothing claims, in logs with one entry from the far future.
fn strayed() -> Folder {
    let far: Timestamp = "2099-01-01T00:00:00Z".parse().expect("a time");
    let unclaimed = kms::signature(SA_SIGNING_KEY, &Digest::sha256("x"), NOON, MALLORY);
    let world = World::framed()
        .used_token(&Token::mint("team-a", "web", NOON))
        .record(unclaimed)
        .record(kms::public_key_read(far))
        .record(gke::node_pool_repaired(far));
    Folder::new().with("logs/all.ndjson", ndjson(&entries(&world)))
}

#[test]
fn an_entry_from_the_future_expires_no_suppression_and_makes_no_hole() {
    let policy = "[stale]\nhole = { kms = \"48h\" }\n[[suppression]]\nfinding = \"unclaimed-signature\"\nsubject = \"*\"\n\
        owner = \"a\"\nreason = \"b\"\nexpires = 2026-12-31\n";
    let folder = strayed().with("policy.toml", policy);
    let replay = [
        "replay",
        "-q",
        "--policy",
        "policy.toml",
        "--format",
        "json",
        "logs",
    ];
    let ended = run(folder.path(), &replay);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{}", ended.out);
    assert!(ended.out.contains("unclaimed-signature"), "{}", ended.out);
    assert!(!ended.out.contains("stale-log"), "{}", ended.out);
    let report = crate::harness::cli::value(&ended.out);
    let window = report["window"].to_string();
    assert!(!window.contains("2099"), "{window}");
}

#[test]
fn an_entry_from_the_future_does_not_make_a_log_young() {
    let folder = strayed().with("policy.toml", "[stale]\nnewest = { kms = \"1h\" }\n");
    ingest(&folder, &["logs"]);
    let scan = [
        "scan",
        "--no-record",
        "--db",
        "a.db",
        "--policy",
        "policy.toml",
    ];
    let ended = run(folder.path(), &scan);
    assert!(ended.out.contains("stale-log"), "{}", ended.out);
}

#[test]
fn a_window_that_ends_before_it_begins_is_an_error() {
    let folder = strayed();
    ingest(&folder, &["logs"]);
    for (from, to) in [("2026-10-07", "2026-10-06"), ("2026-10-07", "2026-10-07")] {
        for verb in ["scan", "pull"] {
            let ended = run(
                folder.path(),
                &[verb, "--db", "a.db", "--from", from, "--to", to],
            );
            failed(&ended, "the window ends at");
        }
    }
}

#[test]
fn a_certificate_revoked_before_all_time_is_revoked() {
    let node = Leaf::of_node("a1b2", NOON).by(Signer::Identified).mint();
    let world = World::framed().used_certificate(&node);
    for at in [
        "0001-01-01T00:00:00Z",
        "1600-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
    ] {
        let at: Timestamp = at.parse().expect("a time");
        let list = authority::revocation_list(&CLUSTER_POOL, &[(&node, at)], NOON);
        let folder = Folder::new()
            .with("logs/all.ndjson", ndjson(&entries(&world)))
            .with("logs/ca.crl", list.pem);
        let report = Report::on(&folder);
        assert_eq!(report.verdict(&node.credential_id()), "broken", "{at}");
    }
    let end: Timestamp = "9999-12-30T00:00:00Z".parse().expect("a time");
    let list = authority::revocation_list(&CLUSTER_POOL, &[(&node, end)], NOON);
    let folder = Folder::new()
        .with("logs/all.ndjson", ndjson(&entries(&world)))
        .with("logs/ca.crl", list.pem);
    let report = Report::on(&folder);
    assert_eq!(report.verdict(&node.credential_id()), "complete");
}

#[test]
fn a_revocation_of_the_log_at_the_end_of_all_time_is_none_yet() {
    let node = Leaf::of_node("a1b2", NOON).mint();
    let world = World::framed().used_certificate(&node);
    let before = NOON - SignedDuration::from_mins(10);
    let verdict = |time: &str| {
        let time_of = "/protoPayload/response/revocation_details/revocation_time";
        let revoked = ca_service::certificate_revoked(&node, before).set(time_of, time);
        let report = Report::on_world(&world.clone().record(revoked));
        report.verdict(&node.credential_id()).to_owned()
    };
    assert_eq!(verdict("0001-01-01T00:00:00Z"), "broken");
    for time in ["2300-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
        assert_eq!(verdict(time), "complete", "{time}");
    }
}

#[test]
fn a_certificate_put_on_hold_and_revoked_at_one_time_is_revoked() {
    let node = Leaf::of_node("a1b2", NOON).mint();
    let before = NOON - SignedDuration::from_mins(10);
    let state_of = "/protoPayload/response/revocation_details/revocation_state";
    let revoked = |state: &str| {
        let record = ca_service::certificate_revoked(&node, before).set(state_of, state);
        record.set("/insertId", state)
    };
    let weight = |states: &[&str]| {
        let world = World::framed().used_certificate(&node);
        let world = states
            .iter()
            .fold(world, |it, state| it.record(revoked(state)));
        let report = Report::on_world(&world);
        report.findings(&node.credential_id())[0].1.to_owned()
    };
    assert_eq!(weight(&["CERTIFICATE_HOLD"]), "note");
    for states in [
        ["CERTIFICATE_HOLD", "KEY_COMPROMISE"],
        ["KEY_COMPROMISE", "CERTIFICATE_HOLD"],
    ] {
        assert_eq!(weight(&states), "break", "{states:?}");
    }
}

/// The audit entry of a call may lack the response.
#[test]
fn a_hold_is_told_by_the_request_where_the_response_is_not_logged() {
    let node = Leaf::of_node("a1b2", NOON).mint();
    let before = NOON - SignedDuration::from_mins(10);
    let weight = |reason: &str| {
        let revoked = ca_service::certificate_revoked(&node, before)
            .without("/protoPayload/response")
            .set("/protoPayload/request/reason", reason);
        let world = World::framed().used_certificate(&node).record(revoked);
        let report = Report::on_world(&world);
        report.findings(&node.credential_id())[0].1.to_owned()
    };
    assert_eq!(weight("CERTIFICATE_HOLD"), "note");
    assert_eq!(weight("KEY_COMPROMISE"), "break");
}
