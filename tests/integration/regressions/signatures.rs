//! Every signature of an issuing key counts, and so does whoever called for it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::SignedDuration;
use serde_json::json;
use x509_parser::parse_x509_certificate;
use x509_parser::pem::parse_x509_pem;

use super::reports::{Report, entries, moved};
use crate::harness::cli::{run, value};
use crate::simulation::authority;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    CA_AGENT, CLUSTER_CA_KEY, CLUSTER_POOL, CLUSTER_PROJECT, FOREIGN_GKE_AGENT, GKE_AGENT, MALLORY,
    SA_SIGNING_KEY, SA_SIGNING_KEY_2, WORKLOAD_POOL,
};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{self as written, ca_service, gke, kms};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Algorithm, Call, Leaf, Record, Token, World};

const WHO: &str = "/protoPayload/authenticationInfo/principalEmail";

pub(super) fn after(seconds: i64) -> jiff::Timestamp {
    NOON + SignedDuration::from_secs(seconds)
}

fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

/// One token and one certificate, as they should be.
pub(super) fn usual() -> World {
    let node = Leaf::of_node("n0", NOON).mint();
    World::framed().used_token(&web()).used_certificate(&node)
}

/// The subject of the only unclaimed signature.
pub(super) fn signature(report: &Report) -> String {
    let lineages = report.json["lineages"].as_array().expect("lineages");
    let mut signatures = lineages.iter().filter(|it| it["kind"] == "signature");
    let subject = signatures.next().expect("a signature")["subject"].clone();
    assert!(signatures.next().is_none(), "{:#}", report.json);
    subject.as_str().expect("a subject").to_owned()
}

fn message(report: &Report, subject: &str) -> String {
    report.of(subject)["findings"][0]["message"].to_string()
}

/// The same call with data in place of the digest.
fn by_data(signature: Record, data: &str) -> Record {
    signature
        .without("/protoPayload/request/digest")
        .set("/protoPayload/request/data", data)
}

#[test]
fn data_is_hashed_as_the_token_says() {
    for algorithm in [Algorithm::Rs256, Algorithm::Es384, Algorithm::Es512] {
        let token = Token::mint_with(algorithm, "team-b", "db", after(60));
        let base64 = BASE64_STANDARD.encode(&token.signing_input);
        let hex = hex::encode(&token.signing_input);
        for data in [base64, hex, token.signing_input.clone()] {
            let world = usual()
                .record(by_data(written::token_signature(&token), &data))
                .record(written::token_issuance(&token))
                .call(Call::by_token(&token));
            let report = Report::on_world(&world);
            assert_eq!(report.verdict(&token.credential_id()), "complete", "{data}");
            assert_eq!(report.json["summary"]["unclaimed_signatures"], 0);
        }
    }
}

#[test]
fn data_is_hashed_as_the_certificate_says() {
    let node = Leaf::of_node("n1", after(60)).mint();
    let (_, pem) = parse_x509_pem(node.pem.as_bytes()).expect("PEM");
    let (_, parsed) = parse_x509_certificate(&pem.contents).expect("a certificate");
    let data = BASE64_STANDARD.encode(parsed.tbs_certificate.as_ref());
    let world = usual()
        .record(by_data(written::certificate_signature(&node), &data))
        .record(written::certification(&node))
        .record(written::certificate_issuance(&node));
    let report = Report::on_world(&world);
    assert_eq!(report.verdict(&node.credential_id()), "complete");
}

#[test]
fn a_signature_that_does_not_tell_its_content_is_one_by_every_route() {
    let untold = kms::data_signature(SA_SIGNING_KEY, None, after(600), GKE_AGENT);
    let cut = untold.clone().set("/timestamp", "2026-10-06T12:10:00Z");
    let report = Report::on_world(&usual().records([untold, cut]));
    assert_eq!(report.json["summary"]["unclaimed_signatures"], 1);
    let subject = signature(&report);
    assert_eq!(
        report.findings(&subject),
        [("unclaimed-signature", "break")]
    );
    assert_eq!(report.status, 1);
}

#[test]
fn a_response_that_names_data_or_an_external_mu_tells_a_signature_too() {
    let plain = kms::signature(SA_SIGNING_KEY, &Digest::sha256("x"), after(600), GKE_AGENT);
    let checked = plain.clone().without("/protoPayload/request/digest");
    let checked = checked.set(
        "/protoPayload/response",
        json!({ "verified_data_crc32c": true }),
    );
    let external = json!({ "externalMu": "ab".repeat(64) });
    let external = plain.set("/protoPayload/request/digest", external);
    for signed in [checked, external] {
        let report = Report::on_world(&usual().record(signed));
        let subject = signature(&report);
        assert_eq!(
            report.findings(&subject),
            [("unclaimed-signature", "break")]
        );
    }
}

#[test]
fn a_call_without_any_content_is_a_signature_where_no_agent_made_it() {
    let bare = |who| {
        let signed = kms::signature(SA_SIGNING_KEY, &Digest::sha256("x"), after(600), who);
        usual().record(signed.without("/protoPayload/request/digest"))
    };
    let report = Report::on_world(&bare(MALLORY));
    let subject = signature(&report);
    assert_eq!(
        report.findings(&subject),
        [("unclaimed-signature", "break")]
    );
    for who in [GKE_AGENT, ""] {
        let report = Report::on_world(&bare(who));
        assert_eq!(report.rejected().len(), 1, "{who}");
        assert_eq!(report.status, 0);
    }
}

#[test]
fn a_name_made_from_a_call_is_found_again() {
    let untold = kms::data_signature(SA_SIGNING_KEY, None, after(600), MALLORY);
    let log = ndjson(&entries(&usual().record(untold)));
    let folder = Folder::new().with("all.ndjson", log);
    crate::harness::cli::ingest(&folder, &["all.ndjson"]);
    let scan = run(
        folder.path(),
        &["scan", "-q", "--db", "a.db", "--format", "json"],
    );
    let report = Report {
        json: value(&scan.out),
        status: scan.status,
    };
    let subject = signature(&report);
    for what in [subject.clone(), subject[..14].to_owned()] {
        let trace = run(folder.path(), &["trace", "-q", "--db", "a.db", &what]);
        assert!(
            trace.out.contains(&subject),
            "{what}: {}{}",
            trace.out,
            trace.err
        );
    }
}

#[test]
fn a_verification_key_is_watched_before_it_was_ever_at_work() {
    use crate::simulation::constants::ClusterKeys;
    use crate::simulation::entries::cluster;
    let keys = ClusterKeys {
        signing: vec![SA_SIGNING_KEY_2],
        verification: vec![
            "projects/acme-keys/locations/us-central1/keyRings/old/cryptoKeys/old/cryptoKeyVersions/7",
        ],
    };
    let minted = Digest::sha256("minted");
    for version in ["7", "3"] {
        let key = keys.verification[0].replace("/7", &format!("/{version}"));
        let world = World::framed().record(kms::signature(&key, &minted, after(600), MALLORY));
        let folder = Folder::new()
            .with("logs/all.ndjson", ndjson(&entries(&world)))
            .with(
                "logs/told.ndjson",
                ndjson(&[cluster::created(&keys, after(-3_600))]),
            );
        let report = Report::on(&folder);
        let subject = format!("TBS={}", minted.hex());
        assert_eq!(
            report.findings(&subject),
            [("unclaimed-signature", "break")]
        );
    }
}

#[test]
fn an_agent_is_known_by_its_subject_and_a_withheld_name_accuses_nobody() {
    let token = Token::mint("team-b", "db", after(60));
    let signed = written::token_signature(&token);
    let subject = |who: &str| {
        let info = json!({ "principalSubject": format!("serviceAccount:{who}") });
        signed.clone().set("/protoPayload/authenticationInfo", info)
    };
    let withheld = signed
        .clone()
        .set("/protoPayload/authenticationInfo", json!({}));
    for (record, verdict) in [
        (subject(GKE_AGENT), "complete"),
        (withheld, "complete"),
        (subject(FOREIGN_GKE_AGENT), "broken"),
        (subject(CA_AGENT), "broken"),
    ] {
        let world = usual()
            .record(record)
            .record(written::token_issuance(&token));
        let report = Report::on_world(&world);
        assert_eq!(report.verdict(&token.credential_id()), verdict);
    }
}

#[test]
fn the_policy_tells_who_may_call_and_which_number_a_project_has() {
    let token = Token::mint("team-b", "db", after(60));
    let signed = |who: &str| written::token_signature(&token).set(WHO, who);
    let alone = |who| {
        World::framed()
            .record(signed(who))
            .record(written::token_issuance(&token))
            .call(Call::by_token(&token))
    };
    let cluster =
        "[[cluster]]\nname = \"projects/acme-prod/locations/us-central1/clusters/payments\"\n";
    let listed = format!(
        "{cluster}principals.kms = [\"{MALLORY}\", \"*@gcp-sa-privateca.iam.gserviceaccount.com\"]\n"
    );
    let number = "[projects]\n123456789012 = \"acme-prod\"\n".to_owned();
    for (who, policy, verdict) in [
        (FOREIGN_GKE_AGENT, "", "complete"), // no number is known
        (FOREIGN_GKE_AGENT, &number, "broken"),
        (GKE_AGENT, &number, "complete"),
        (MALLORY, "", "broken"),
        (MALLORY, cluster, "broken"),
        (MALLORY, &listed, "complete"),
        (GKE_AGENT, &listed, "broken"),
    ] {
        let folder = Folder::new()
            .with("all.ndjson", ndjson(&entries(&alone(who))))
            .with("p.toml", policy);
        let arguments = [
            "replay",
            "-q",
            "--policy",
            "p.toml",
            "--format",
            "json",
            "all.ndjson",
        ];
        let ended = run(folder.path(), &arguments);
        let report = Report {
            json: value(&ended.out),
            status: ended.status,
        };
        assert_eq!(
            report.verdict(&token.credential_id()),
            verdict,
            "{who} {policy}"
        );
    }
}

#[test]
fn the_agent_of_a_project_that_was_read_is_no_excuse() {
    let beta = |record| {
        moved(
            moved(record, CLUSTER_PROJECT, "acme-beta"),
            GKE_AGENT,
            FOREIGN_GKE_AGENT,
        )
    };
    let far = Token::mint("team-b", "db", after(60));
    let frame = [-20, 4].map(|hours| beta(gke::node_pool_repaired(after(3_600 * hours))));
    let unclaimed = Digest::sha256("nobody claims this");
    let signed = kms::signature(SA_SIGNING_KEY, &unclaimed, after(600), FOREIGN_GKE_AGENT);
    let world = usual()
        .record(signed)
        .record(written::token_signature(&far).set(WHO, FOREIGN_GKE_AGENT))
        .record(beta(written::token_issuance(&far)));
    let subject = format!("TBS={}", unclaimed.hex());
    let report = Report::on_world(&world.clone().records(frame));
    assert_eq!(report.verdict(&far.credential_id()), "complete");
    assert_eq!(
        report.findings(&subject),
        [("unclaimed-signature", "break")]
    );
    let report = Report::on_world(&world);
    assert_eq!(report.findings(&subject), [("unclaimed-signature", "gap")]);
    assert!(
        message(&report, &subject).contains("acme-beta"),
        "{}",
        message(&report, &subject)
    );
}

#[test]
fn a_certificate_of_a_shared_pool_belongs_to_the_project_whose_agent_called() {
    let far = Leaf::of_node("far", after(600)).mint();
    let created = |who: &str| {
        let created = written::certification(&far).set(WHO, who);
        let signed = written::certificate_signature(&far);
        usual().record(created).record(signed)
    };
    let subject = far.credential_id();
    let unread = Report::on_world(&created(FOREIGN_GKE_AGENT));
    assert_eq!(
        unread.findings(&subject),
        [("unclaimed-certificate", "gap")]
    );
    assert!(message(&unread, &subject).contains("projects/222222222222 "));
    assert_eq!(unread.of(&subject)["stages"]["gke"], "unread");
    assert_eq!(unread.status, 0);
    for who in [GKE_AGENT, MALLORY, CA_AGENT] {
        let report = Report::on_world(&created(who));
        let findings = [("unclaimed-certificate", "break")];
        assert_eq!(report.findings(&subject), findings, "{who}");
    }
    let beta = |record| moved(record, CLUSTER_PROJECT, "acme-beta");
    let near = Leaf::of_node("near", after(60)).mint();
    let frame = [-20, 4].map(|hours| beta(gke::node_pool_repaired(after(3_600 * hours))));
    let world = created(FOREIGN_GKE_AGENT)
        .record(written::certification(&near).set(WHO, FOREIGN_GKE_AGENT))
        .record(written::certificate_signature(&near))
        .record(beta(written::certificate_issuance(&near)))
        .records(frame);
    let read = Report::on_world(&world);
    assert_eq!(read.verdict(&near.credential_id()), "complete");
    assert_eq!(
        read.findings(&subject),
        [("unclaimed-certificate", "break")]
    );
}

#[test]
fn evidence_explains_what_the_agent_of_ca_service_signed_and_nothing_else() {
    let list = authority::revocation_list(&CLUSTER_POOL, &[], after(600));
    for (key, who, weight) in [
        (CLUSTER_CA_KEY, CA_AGENT, None),
        (CLUSTER_CA_KEY, "", None),
        (CLUSTER_CA_KEY, MALLORY, Some("break")),
        (CLUSTER_CA_KEY, GKE_AGENT, Some("break")),
        (SA_SIGNING_KEY, CA_AGENT, Some("break")),
        (SA_SIGNING_KEY, GKE_AGENT, Some("break")),
    ] {
        let world = usual().record(kms::signature(key, &list.to_be_signed, after(600), who));
        let folder = Folder::new()
            .with("logs/all.ndjson", ndjson(&entries(&world)))
            .with("logs/list.crl", &list.der);
        let report = Report::on(&folder);
        let subject = format!("TBS={}", list.to_be_signed.hex());
        let found = report.find(&subject).map(|_| report.findings(&subject));
        let expected = weight.map(|it| vec![("unclaimed-signature", it)]);
        assert_eq!(found, expected, "{key} {who}");
    }
}

#[test]
fn the_chain_of_a_foreign_pool_explains_no_signature_of_a_clusters_authority() {
    let below = authority::subordinate(&WORKLOAD_POOL, &CLUSTER_POOL);
    let (own, far) = (CLUSTER_POOL, WORKLOAD_POOL);
    let signed = kms::signature(own.key, &below.to_be_signed, after(600), CA_AGENT);
    let subject = format!("TBS={}", below.to_be_signed.hex());
    let leaf = Leaf {
        pool: far,
        ..Leaf::of_node("n2", after(700))
    }
    .mint();
    let above = authority::certificate(&own);
    let foreign = ca_service::certificate_created_below(&leaf, &[&below, &above], after(700));
    let world = usual().record(signed).record(foreign.clone());
    let report = Report::on_world(&world);
    assert_eq!(report.findings(&subject), [("unclaimed-signature", "gap")]);
    let near = foreign.respell("/protoPayload", |payload| {
        value(&payload.to_string().replace(far.name, own.name))
    });
    let report = Report::on_world(&world.record(near));
    assert!(report.find(&subject).is_none(), "{:#}", report.json);
}
