//! What nobody exported proves nothing.

use jiff::SignedDuration;
use serde_json::json;

use super::reports::{Report, entries as entries_of, moved};
use crate::harness::cli::value;
use crate::simulation::clock::NOON;
use crate::simulation::constants::{
    CA_AGENT, CLUSTER, CLUSTER_CA_KEY, CLUSTER_PROJECT, ClusterKeys, GKE_AGENT, KEY_PROJECT,
    MALLORY, SA_SIGNING_KEY,
};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{self, cluster, gke, kms};
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, Record, Source, Token, World};

#[test]
fn the_kms_log_of_another_project_proves_nothing() {
    let token = Token::mint("team-a", "web", NOON);
    let world = World::framed()
        .record(entries::token_issuance(&token))
        .call(Call::by_token(&token));
    let read = Report::on_world(&world.clone().used_token(&other_token()));
    assert_eq!(read.verdict(&token.credential_id()), "broken");
    let elsewhere = elsewhere(world, &[Source::Kms]);
    let unread = Report::on_world(&elsewhere);
    assert_eq!(unread.status, 0);
    assert_eq!(unread.verdict(&token.credential_id()), "unproven");
}

#[test]
fn the_keys_of_one_cluster_prove_nothing_of_another() {
    let (near, far) = (Token::mint("team-a", "web", NOON), other_token());
    let beta = |record| moved(record, CLUSTER_PROJECT, "acme-beta");
    let frame = [-20, 20].map(|hours| gke::node_pool_repaired(after(3_600 * hours)));
    let world = World::framed()
        .used_token(&near)
        .records(frame.map(beta))
        .record(beta(entries::token_issuance(&far)))
        .record(beta(entries::kubernetes::call(&Call::by_token(&far))));
    let report = Report::on_world(&world);
    assert_eq!(report.status, 0);
    assert_eq!(report.verdict(&near.credential_id()), "complete");
    assert_eq!(report.verdict(&far.credential_id()), "unproven");
}

#[test]
fn the_keys_of_tokens_prove_nothing_of_the_keys_of_a_pool() {
    let node = Leaf::of_node("n0", NOON).mint();
    let pool = |record| moved(record, KEY_PROJECT, "acme-elsewhere");
    let world = elsewhere(World::framed(), &[Source::CaService])
        .used_token(&other_token())
        .record(pool(entries::certification(&node)))
        .record(entries::certificate_issuance(&node))
        .call(Call::by_certificate(&node));
    let report = Report::on_world(&world);
    assert_eq!(report.verdict(&node.credential_id()), "unproven");
    assert_eq!(report.of(&node.credential_id())["stages"]["kms"], "unread");
    assert_eq!(report.status, 0);
}

#[test]
fn a_ca_service_log_without_any_creation_proves_no_absence() {
    let node = Leaf::of_node("n0", NOON).mint();
    let world = World::framed()
        .used_token(&other_token())
        .record(entries::certificate_signature(&node))
        .record(entries::certificate_issuance(&node))
        .call(Call::by_certificate(&node));
    let report = Report::on_world(&world);
    assert_eq!(report.verdict(&node.credential_id()), "unproven");
    assert_eq!(report.status, 0);
    let earlier = Leaf::of_node("n1", after(-3600)).mint();
    let report = Report::on_world(&world.used_certificate(&earlier));
    assert_eq!(report.verdict(&node.credential_id()), "broken");
}

/// Cloud KMS writes the type of `GetPublicKey` as DATA_READ; the entries of this world say otherwise.
#[test]
fn the_permission_type_that_an_entry_states_outweighs_the_one_of_its_method() {
    let token = Token::mint("team-a", "web", NOON);
    let verdict = |permission_type: Option<&str>| {
        let stated = |record: Record| match (record.source, permission_type) {
            (Source::Kms, Some(it)) => record.set(
                "/protoPayload/authorizationInfo",
                json!([{ "granted": true, "permissionType": it }]),
            ),
            _ => record,
        };
        let world = World::framed();
        let world = World {
            records: world.records.into_iter().map(stated).collect(),
            ..world
        };
        let world = world
            .record(entries::token_issuance(&token))
            .call(Call::by_token(&token));
        let report = configured(&world);
        report.verdict(&token.credential_id()).to_owned()
    };
    assert_eq!(verdict(None), "broken");
    assert_eq!(verdict(Some("DATA_READ")), "broken");
    assert_eq!(verdict(Some("")), "broken");
    assert_eq!(verdict(Some("PERMISSION_TYPE_UNSPECIFIED")), "broken");
    assert_eq!(verdict(Some("ADMIN_READ")), "unproven");
    assert_eq!(verdict(Some("DATA_WRITE")), "unproven");
}

/// The world, and a cluster whose configuration names its key.
fn configured(world: &World) -> Report {
    let keys = ClusterKeys {
        signing: vec![SA_SIGNING_KEY],
        verification: vec![SA_SIGNING_KEY],
    };
    let configured = vec![cluster::updated(&keys, after(-30 * 3600))];
    Report::on_log(ndjson(&[entries_of(world), configured].concat()))
}

#[test]
fn a_cluster_that_is_known_by_its_short_name_alone_is_none_of_those_that_issue() {
    let (usual, used) = (other_token(), Token::mint("team-a", "web", NOON));
    let call = Call::by_token(&used).at(after(4 * 3600));
    let event = |cluster| {
        let world = World::issuing().used_token(&usual);
        let folder = Folder::new()
            .with("logs/all.ndjson", ndjson(&entries_of(&world)))
            .with(
                "logs/audit.log",
                ndjson(&World::default().call(call.clone()).raw_events()),
            );
        Report::on_paths(&folder, &["--cluster", cluster, "logs"])
    };
    let subject = used.credential_id();
    let known = event(CLUSTER);
    assert_eq!(
        known.findings(&subject)[0],
        ("unissued-credential", "break")
    );
    let legacy = event("legacy");
    assert_eq!(legacy.findings(&subject)[0], ("unissued-credential", "gap"));
    let message = legacy.of(&subject)["findings"][0]["message"].to_string();
    assert!(
        message.contains("legacy is not known to be under"),
        "{message}"
    );
}

#[test]
fn a_revocation_list_signed_by_the_ca_key_breaks_nothing() {
    let node = Leaf::of_node("n0", NOON).mint();
    let list = Digest::sha256("a revocation list");
    let issuance = entries::certificate_issuance(&node).set(
        "/protoPayload/metadata/toBeSignedDigest",
        node.to_be_signed.hex(),
    );
    let world = World::framed()
        .records([
            entries::certificate_signature(&node),
            entries::certification(&node),
            issuance,
        ])
        .call(Call::by_certificate(&node))
        .record(kms::signature(CLUSTER_CA_KEY, &list, after(500), CA_AGENT));
    let report = Report::on_world(&world);
    let subject = format!("TBS={}", list.hex());
    assert_eq!(
        report.findings(&subject),
        [("unclaimed-signature", "gap")],
        "{:#}",
        report.json
    );
    assert_eq!(report.verdict(&node.credential_id()), "complete");
    assert_eq!(report.status, 0);
}

#[test]
fn who_signs_a_claimed_digest_again_elsewhere_makes_nothing_uncertain() {
    let token = Token::mint("team-a", "web", NOON);
    let again = |who| {
        let digest = other_token().to_be_signed;
        let again = kms::signature(SA_SIGNING_KEY, &digest, after(301), who);
        moved(again, KEY_PROJECT, "acme-elsewhere")
    };
    let world = World::framed()
        .used_token(&other_token())
        .record(entries::token_issuance(&token))
        .call(Call::by_token(&token));
    for (who, verdict) in [(MALLORY, "broken"), (GKE_AGENT, "unproven")] {
        let report = Report::on_world(&world.clone().record(again(who)));
        assert_eq!(report.verdict(&token.credential_id()), verdict, "{who}");
    }
}

#[test]
fn who_uses_a_forged_token_in_a_cluster_of_his_own_too_makes_nothing_uncertain() {
    let forged = Token::mint("team-a", "web", NOON);
    let elsewhere = |call| {
        moved(
            entries::kubernetes::call(&call),
            CLUSTER_PROJECT,
            "acme-beta",
        )
    };
    let world = World::issuing()
        .used_token(&other_token())
        .call(Call::by_token(&forged))
        .record(elsewhere(Call::by_token(&forged).at(after(60))));
    let report = Report::on_world(&world);
    assert_eq!(
        report.findings(&forged.credential_id()),
        [("unissued-credential", "break")]
    );
}

/// The world, and a cluster that was told this morning at eight to use keys and pools in another project.
fn rotated(world: &World) -> Report {
    let keys = ClusterKeys {
        signing: vec![SA_SIGNING_KEY],
        verification: vec![SA_SIGNING_KEY],
    };
    let next = cluster::updated(&keys, rotation()).to_string();
    let configured = [
        cluster::updated(&keys, after(-30 * 3600)),
        value(&next.replace(KEY_PROJECT, NEXT_PROJECT)),
    ];
    Report::on_log(ndjson(&[entries_of(world), configured.into()].concat()))
}

const NEXT_PROJECT: &str = "acme-keys-2";

fn rotation() -> jiff::Timestamp {
    after(-4 * 3600)
}

#[test]
fn what_another_key_signs_after_a_rotation_is_no_hole_in_the_log_of_the_last() {
    let tokens = (-36..=24).map(|it| Token::mint("team-a", "web", after(it * 600)));
    let tokens: Vec<Token> = tokens.collect();
    let signed = |token: &Token| match entries::token_signature(token) {
        record if token.issued_at < rotation() => record,
        record => moved(record, KEY_PROJECT, NEXT_PROJECT),
    };
    let world = tokens.iter().fold(World::framed(), |world, token| {
        let world = world.record(entries::token_issuance(token));
        world.call(Call::by_token(token))
    });
    let missing = tokens[36].credential_id();
    let all = tokens.iter().filter(|it| it.credential_id() != missing);
    let report = rotated(&world.clone().records(all.map(signed)));
    assert_eq!(report.findings(&missing)[0], ("missing-record", "break"));
    assert!(report.json["holes"].is_null());
    let old = tokens.iter().filter(|it| it.issued_at < rotation());
    let report = rotated(&world.records(old.map(signed)));
    assert_eq!(report.verdict(&missing), "unproven");
    let message = report.of(&missing)["findings"][0]["message"].to_string();
    assert!(
        message.contains("projects/acme-keys-2 was not read"),
        "{message}"
    );
}

#[test]
fn a_pool_that_is_configured_later_need_not_hold_what_came_before() {
    let [old, lost, new] =
        [-8, -6, 1].map(|it| Leaf::of_node(&format!("n{it}"), after(it * 3600)).mint());
    let next = entries::certificate_issued(&new);
    let world = World::framed()
        .used_certificate(&old)
        .records([
            entries::certificate_signature(&lost),
            entries::certificate_issuance(&lost),
        ])
        .call(Call::by_certificate(&lost))
        .records(next.map(|it| moved(it, KEY_PROJECT, NEXT_PROJECT)))
        .call(Call::by_certificate(&new));
    let report = rotated(&world);
    assert_eq!(report.verdict(&new.credential_id()), "complete");
    assert_eq!(report.verdict(&lost.credential_id()), "broken");
}

/// A second token of the cluster.
fn other_token() -> Token {
    Token::mint("team-a", "cache", after(300))
}

fn after(seconds: i64) -> jiff::Timestamp {
    NOON + SignedDuration::from_secs(seconds)
}

/// A world where some logs are those of another project.
fn elsewhere(world: World, sources: &[Source]) -> World {
    let move_away = |record: Record| match sources.contains(&record.source) {
        true => moved(record, KEY_PROJECT, "acme-elsewhere"),
        false => record,
    };
    World {
        records: world.records.into_iter().map(move_away).collect(),
        ..world
    }
}
