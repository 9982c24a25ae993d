//! A policy has one list of callers of keys, and each service agent on it counts for what its service issues.

use super::reports::{Report, entries};
use super::signatures::after;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CA_AGENT, GKE_AGENT, MALLORY};
use crate::simulation::entries::{
    certificate_issuance, certificate_signature, certification, token_issuance, token_signature,
};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, Token, World};

const WHO: &str = "/protoPayload/authenticationInfo/principalEmail";

/// The verdicts on a token and a certificate whose signatures this caller called for, where the policy lists these callers.
fn verdicts(who: &str, listed: &[&str]) -> [String; 2] {
    let token = Token::mint("team-b", "db", after(60));
    let node = Leaf::of_node("n0", NOON).mint();
    let world = World::framed()
        .records([
            token_signature(&token).set(WHO, who),
            token_issuance(&token),
        ])
        .records([
            certificate_signature(&node).set(WHO, who),
            certification(&node),
        ])
        .record(certificate_issuance(&node))
        .call(Call::by_token(&token))
        .call(Call::by_certificate(&node));
    let policy = format!(
        "[[cluster]]\nname = \"projects/acme-prod/locations/us-central1/clusters/payments\"\nprincipals.kms = {listed:?}\n"
    );
    let folder = Folder::new()
        .with("logs/all.ndjson", ndjson(&entries(&world)))
        .with("p.toml", policy);
    let report = Report::on_paths(&folder, &["--policy", "p.toml", "logs"]);
    let verdict = |subject: String| report.verdict(&subject).to_owned();
    [
        verdict(token.credential_id()),
        verdict(node.credential_id()),
    ]
}

#[test]
fn a_listed_service_agent_signs_what_its_service_issues() {
    let agents = [
        "*@container-engine-robot.iam.gserviceaccount.com",
        "*@gcp-sa-privateca.iam.gserviceaccount.com",
    ];
    for listed in [&agents[..], &[GKE_AGENT, CA_AGENT], &["*"]] {
        assert_eq!(
            verdicts(GKE_AGENT, listed),
            ["complete", "broken"],
            "{listed:?}"
        );
        assert_eq!(
            verdicts(CA_AGENT, listed),
            ["broken", "complete"],
            "{listed:?}"
        );
    }
}

#[test]
fn any_other_listed_caller_signs_both() {
    for listed in [&[MALLORY][..], &["*"]] {
        assert_eq!(verdicts(MALLORY, listed), ["complete", "complete"]);
    }
    assert_eq!(
        verdicts(MALLORY, &[GKE_AGENT, CA_AGENT]),
        ["broken", "broken"]
    );
}
