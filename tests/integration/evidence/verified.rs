//! What evidence proves of a signature, a revocation or an identity, and what evidence cannot prove.

use super::{cache, codes, entries, ingested, issued, lineage, node, replayed, web};
use crate::harness::cli::{run, value};
use crate::simulation::authority;
use crate::simulation::certificate::Signer;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    CLUSTER_CA_KEY, CLUSTER_POOL, MALLORY, SA_SIGNING_KEY, WORKLOAD_POOL,
};
use crate::simulation::entries::{ca_service, kms, token_issuance, token_signature};
use crate::simulation::files::Folder;
use crate::simulation::keys::key_set;
use crate::simulation::raw::{self, ISSUED_CREDENTIAL_ID};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, Target, Token, World};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;

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
    let ingested = run(folder.path(), &["ingest", "-vv", "--db", "a.db", "log"]);
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
        for text in [&ingested.out, &ingested.err, &scan.out, &scan.err] {
            assert!(!text.contains(part));
        }
        assert!(!folder.database_holds(part));
    }
}
