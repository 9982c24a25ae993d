//! What a caller does elsewhere, or writes into a request, hides nothing.

use jiff::SignedDuration;
use serde_json::Value;

use super::reports::{Report, entries as entries_of, moved};
use crate::harness::cli::value;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    CA_AGENT, CLUSTER_CA_KEY, CLUSTER_PROJECT, ClusterKeys, GKE_AGENT, KEY_PROJECT, MALLORY,
    OTHER_KEY, SA_SIGNING_KEY,
};
use crate::simulation::entries::{
    certificate_signature, certification, cluster, kms, kubernetes, token_issuance,
};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, Record, Token, World};

fn after(seconds: i64) -> jiff::Timestamp {
    NOON + SignedDuration::from_secs(seconds)
}

fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

/// A token that GKE issued and no key signed, used once.
fn unsigned() -> (Token, World) {
    let token = Token::mint("team-a", "db", after(600));
    let world = World::framed().used_token(&web());
    let world = world
        .record(token_issuance(&token))
        .call(Call::by_token(&token));
    (token, world)
}

/// A call with the token a tenth of a second after its first use, with the same id of the request.
fn same_request(path: &str, value: &str) -> Record {
    let first = Call::by_token(&web());
    let at = first.at + SignedDuration::from_millis(100);
    let id = kubernetes::call(&first).entry["insertId"].clone();
    let again = kubernetes::call(&first.at(at)).set("/insertId", id);
    again.set(path, value)
}

#[test]
fn one_request_id_for_two_requests_hides_neither() {
    let user = "/protoPayload/authenticationInfo/principalEmail";
    for (path, value, code) in [
        ("/resource/labels/cluster_name", "zulu", "used-elsewhere"),
        ("/resource/labels/cluster_name", "alpha", "used-elsewhere"),
        (
            user,
            "system:serviceaccount:team-z:admin",
            "shared-identity",
        ),
        (user, "system:serviceaccount:a:admin", "shared-identity"),
    ] {
        let mut entries = entries_of(&World::framed().used_token(&web()));
        entries.push(same_request(path, value).entry);
        for _ in 0..2 {
            let report = Report::on_log(ndjson(&entries));
            let subject = web().credential_id();
            assert_eq!(report.uses(&subject), 2, "{value}");
            assert_eq!(report.findings(&subject), [(code, "gap")], "{value}");
            entries.reverse();
        }
    }
}

#[test]
fn a_short_name_does_not_hide_the_cluster_that_did_not_issue() {
    let forged = Token::mint("team-a", "db", after(600));
    let call = Call::by_token(&forged);
    let world = World::issuing()
        .used_token(&web())
        .call(call.clone().at(after(700)));
    let raw = World::default().call(call).raw_events();
    let folder = Folder::new()
        .with("logs/all.ndjson", ndjson(&entries_of(&world)))
        .with("logs/audit.log", ndjson(&raw));
    let report = Report::on_paths(&folder, &["--cluster", "elsewhere", "logs"]);
    assert_eq!(report.verdict(&forged.credential_id()), "broken");
}

/// A cluster in another project was created with this key for tokens, and with the CA pools of the cluster.
fn configured(project: &str, key: &'static str) -> Value {
    let keys = ClusterKeys {
        signing: vec![key],
        verification: vec![key],
    };
    let entry = cluster::created(&keys, after(-7_200)).to_string();
    value(&entry.replace(CLUSTER_PROJECT, project))
}

#[test]
fn a_use_in_a_cluster_with_other_keys_does_not_move_the_missing_signature() {
    let (token, world) = unsigned();
    let subject = token.credential_id();
    assert_eq!(Report::on_world(&world).verdict(&subject), "broken");
    const ELSEWHERE: &str =
        "projects/beta-keys/locations/us-central1/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1";
    let call = kubernetes::call(&Call::by_token(&token).at(after(700)));
    let mut entries = entries_of(&world.record(moved(call, CLUSTER_PROJECT, "acme-beta")));
    entries.push(configured("acme-beta", ELSEWHERE));
    let report = Report::on_log(ndjson(&entries));
    assert_eq!(report.verdict(&subject), "broken");
}

#[test]
fn a_policy_that_lists_the_agents_does_not_make_the_keys_of_others_count() {
    let (token, world) = unsigned();
    let again = kms::signature(OTHER_KEY, &web().to_be_signed, after(60), MALLORY);
    let world = world.record(moved(again, KEY_PROJECT, "mallory-keys"));
    let name = format!("projects/{CLUSTER_PROJECT}/locations/us-central1/clusters/payments");
    let policy = format!(
        "[[cluster]]\nname = \"{name}\"\n[cluster.principals]\nkms = [\"{GKE_AGENT}\", \"{CA_AGENT}\"]\n"
    );
    let folder = Folder::new()
        .with("policy.toml", policy)
        .with("logs/all.ndjson", ndjson(&entries_of(&world)));
    let report = Report::on_paths(&folder, &["--policy", "policy.toml", "logs"]);
    assert_eq!(report.verdict(&token.credential_id()), "broken");
}

#[test]
fn a_listed_caller_does_not_make_the_keys_of_others_count() {
    const PIPELINE: &str = "pipeline@acme-prod.iam.gserviceaccount.com";
    let (token, world) = unsigned();
    let signed = |key, by| kms::signature(key, &web().to_be_signed, after(60), by);
    let foreign = moved(signed(OTHER_KEY, MALLORY), KEY_PROJECT, "mallory-keys");
    let world = world
        .record(signed(SA_SIGNING_KEY, PIPELINE))
        .record(foreign);
    let name = format!("projects/{CLUSTER_PROJECT}/locations/us-central1/clusters/payments");
    let policy = format!(
        "[[cluster]]\nname = \"{name}\"\n[cluster.principals]\nkms = [\"{GKE_AGENT}\", \"{CA_AGENT}\", \"{PIPELINE}\"]\n"
    );
    let folder = Folder::new()
        .with("policy.toml", policy)
        .with("logs/all.ndjson", ndjson(&entries_of(&world)));
    let report = Report::on_paths(&folder, &["--policy", "policy.toml", "logs"]);
    assert_eq!(report.verdict(&token.credential_id()), "broken");
}

#[test]
fn the_configuration_of_another_cluster_takes_no_key_or_pool_from_the_one_that_has_it() {
    let node = Leaf::of_node("n0", NOON).mint();
    let made = Leaf::of_node("admin", after(600)).mint();
    let token = Token::mint("team-a", "db", after(600));
    let principal = "/protoPayload/authenticationInfo/principalEmail";
    let signed = kms::signature(CLUSTER_CA_KEY, &token.to_be_signed, after(600), GKE_AGENT);
    let world = World::issuing()
        .used_token(&web())
        .used_certificate(&node)
        .record(certificate_signature(&made))
        .record(certification(&made).set(principal, MALLORY))
        .records([signed, token_issuance(&token)])
        .call(Call::by_token(&token));
    let mut entries = entries_of(&world);
    entries.push(configured("mallory-prod", CLUSTER_CA_KEY));
    let report = Report::on_log(ndjson(&entries));
    assert_eq!(report.verdict(&node.credential_id()), "complete");
    for broken in [made.credential_id(), token.credential_id()] {
        assert_eq!(report.verdict(&broken), "broken", "{broken}");
    }
}

#[test]
fn a_use_without_the_id_of_its_request_counts() {
    let forged = Token::mint("team-a", "db", after(600));
    let call = |seconds| kubernetes::call(&Call::by_token(&forged).at(after(seconds)));
    let bare = |seconds| call(seconds).without("/insertId");
    let unnamed = |seconds| bare(seconds).without("/operation");
    let world = World::issuing().used_token(&web());
    for (records, uses) in [
        (vec![unnamed(700)], 1),
        (vec![unnamed(700), unnamed(700)], 1),
        (vec![unnamed(700), unnamed(701)], 2),
        (vec![call(700), bare(700)], 1),
        (vec![bare(700), bare(701), call(701)], 2),
    ] {
        let report = Report::on_world(&world.clone().records(records));
        let subject = forged.credential_id();
        assert_eq!(report.rejected(), [] as [Value; 0]);
        assert_eq!(report.verdict(&subject), "broken");
        assert_eq!(report.uses(&subject), uses);
    }
}

#[test]
fn an_event_without_the_id_of_its_request_counts_once() {
    let forged = Token::mint("team-a", "db", after(600));
    let world = World::default().call(Call::by_token(&forged).at(after(700)));
    let mut events = world.raw_events();
    for event in &mut events {
        event.as_object_mut().expect("an event").remove("auditID");
    }
    assert_eq!(events.len(), 2);
    let report = Report::on_log(ndjson(&events));
    assert_eq!(report.rejected(), [] as [Value; 0]);
    assert_eq!(report.uses(&forged.credential_id()), 1);
}
