//! A resource may be named by its project's number or by its id: what nobody can tell is no break.

use jiff::SignedDuration;
use serde_json::Value;

use super::reports::{Report, entries as entries_of};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    CLUSTER_POOL, ClusterKeys, KEY_PROJECT, MALLORY, SA_SIGNING_KEY,
};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{cluster, kms};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Leaf, Token, World};

/// By the agent of CA Service in `crate::simulation::constants`.
const NUMBER: &str = "998877665544";

const CLUSTER: &str = "projects/acme-prod/locations/us-central1/clusters/payments";

fn by(number: &str, name: &str) -> String {
    name.replace(KEY_PROJECT, number)
}

fn policy(projects: &str, key: &str, pool: &str) -> String {
    format!(
        "{projects}\n[[cluster]]\nname = \"{CLUSTER}\"\nservice-account-signing-keys = [\"{key}\"]\ncluster-ca.pools = [\"{pool}\"]\n"
    )
}

fn token() -> Token {
    Token::mint("team-a", "web", NOON)
}

/// A token and a certificate, judged by a policy that names key and pool in a project of this name.
fn judged(world: &World, project: &str, projects: &str) -> Report {
    let policy = policy(
        projects,
        &by(project, SA_SIGNING_KEY),
        &by(project, CLUSTER_POOL.name),
    );
    let folder = Folder::new()
        .with("logs/all.ndjson", ndjson(&entries_of(world)))
        .with("policy.toml", policy);
    Report::on_paths(&folder, &["--policy", "policy.toml", "logs"])
}

fn with_certificate() -> World {
    World::framed()
        .used_token(&token())
        .used_certificate(&Leaf::of_node("n0", NOON - SignedDuration::from_hours(2)).mint())
}

/// No certificate tells the number of the keys' project.
fn with_tokens_alone() -> World {
    World::framed().used_token(&token())
}

/// The entry of the policy that the first finding on a subject asks for.
fn policy_entry(report: &Report, subject: &str) -> String {
    let message = &report.of(subject)["findings"][0]["message"];
    let entry = format!("{NUMBER} = \"{KEY_PROJECT}\"");
    let asked = format!("write {entry} under [projects] of the policy");
    assert!(
        message.as_str().is_some_and(|it| it.contains(&asked)),
        "{message}"
    );
    format!("[projects]\n{entry}\n")
}

#[test]
fn a_key_that_is_named_by_a_number_of_which_nothing_is_known_is_a_gap() {
    let subject = token().credential_id();
    let report = judged(&with_tokens_alone(), NUMBER, "");
    assert_eq!(report.findings(&subject), [("unexpected-key", "gap")]);
    assert_eq!(report.status, 0);
    let entry = policy_entry(&report, &subject);
    let settled = judged(&with_tokens_alone(), NUMBER, &entry);
    assert_eq!(settled.verdict(&subject), "complete");
    let other = format!("[projects]\n{NUMBER} = \"acme-other\"\n");
    let settled = judged(&with_tokens_alone(), NUMBER, &other);
    assert_eq!(settled.findings(&subject)[0], ("unexpected-key", "break"));
}

#[test]
fn the_agents_of_claimed_signatures_tell_the_number_of_a_project() {
    let subject = token().credential_id();
    let own = judged(&with_certificate(), NUMBER, "");
    assert_eq!(own.status, 0, "{:#}", own.json);
    assert_eq!(own.verdict(&subject), "complete");
    let other = judged(&with_certificate(), "111111111111", "");
    assert_eq!(other.findings(&subject)[0], ("unexpected-key", "break"));
    assert!(other.json["summary"]["findings"]["unexpected-pool"].as_u64() > Some(0));
    assert_eq!(other.status, 1);
}

#[test]
fn a_pool_that_is_named_by_a_number_of_which_nothing_is_known_is_a_gap() {
    let node = Leaf::of_node("n0", NOON).mint();
    let world = World::framed()
        .record(crate::simulation::entries::certification(&node))
        .record(crate::simulation::entries::certificate_issuance(&node));
    let report = judged(&world, NUMBER, "");
    let findings = report.findings(&node.credential_id());
    assert!(
        findings.contains(&("unexpected-pool", "gap")),
        "{findings:?}"
    );
}

#[test]
fn a_configuration_that_names_keys_by_number_accuses_nobody() {
    let keys = ClusterKeys {
        signing: vec![SA_SIGNING_KEY],
        verification: vec![SA_SIGNING_KEY],
    };
    let created = cluster::created(&keys, NOON - SignedDuration::from_hours(24)).to_string();
    let created: Value = serde_json::from_str(&by(NUMBER, &created)).expect("JSON");
    for (world, verdict) in [
        (with_tokens_alone(), "unproven"),
        (with_certificate(), "complete"),
    ] {
        let report = Report::on_log(ndjson(
            &[entries_of(&world), vec![created.clone()]].concat(),
        ));
        assert_eq!(
            report.verdict(&token().credential_id()),
            verdict,
            "{:#}",
            report.json
        );
        assert_eq!(report.status, 0);
    }
}

#[test]
fn what_a_key_signed_that_is_configured_by_number_and_was_never_seen_to_issue_is_no_secret() {
    let minted = Digest::sha256("a token minted elsewhere");
    let world = World::framed().record(kms::signature(SA_SIGNING_KEY, &minted, NOON, MALLORY));
    let subject = format!("TBS={}", minted.hex());
    let by_number = judged(&world, NUMBER, "");
    assert_eq!(
        by_number.findings(&subject),
        [("unclaimed-signature", "gap")]
    );
    let entry = policy_entry(&by_number, &subject);
    let settled = judged(&world, NUMBER, &entry);
    assert_eq!(
        settled.findings(&subject),
        [("unclaimed-signature", "break")]
    );
    let by_id = judged(&world, KEY_PROJECT, "");
    assert_eq!(by_id.findings(&subject), [("unclaimed-signature", "break")]);
}
