//! Two clusters of one short name are two; one under a short and a full name is one.

use jiff::SignedDuration;

use super::reports::{Report, entries as entries_of, moved};
use crate::harness::cli::{run, value};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CLUSTER, CLUSTER_PROJECT};
use crate::simulation::entries;
use crate::simulation::files::Folder;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Token, World};

const USER: &str = "system:serviceaccount:team-a:web";

fn complete() -> Token {
    Token::mint("team-a", "web", NOON)
}

fn forged() -> Token {
    Token::mint("team-a", "web", NOON + SignedDuration::from_hours(1))
}

/// Something that somebody did in a cluster of the same short name, in another project.
fn namesake_elsewhere(world: World) -> World {
    let other = Token::mint("team-b", "api", NOON);
    let call = entries::kubernetes::call(&Call::by_token(&other));
    world.record(moved(call, CLUSTER_PROJECT, "acme-beta"))
}

/// A complete token by GKE's entries, and a forged one by a raw event under the short name of the cluster.
fn folder(world: &World) -> Folder {
    let raw = World::default()
        .call(Call::by_token(&forged()))
        .raw_events();
    Folder::new()
        .with("logs/all.ndjson", ndjson(&entries_of(world)))
        .with("logs/audit.log", ndjson(&raw))
}

fn is_shadow(world: &World) -> bool {
    let report = Report::on_paths(&folder(world), &["--cluster", CLUSTER, "logs"]);
    let findings = report.findings(&forged().credential_id());
    findings.iter().any(|it| it.0 == "shadow-identity")
}

#[test]
fn a_user_of_a_cluster_is_the_same_under_its_short_and_its_full_name() {
    let world = World::framed().used_token(&complete());
    assert!(is_shadow(&world));
}

#[test]
fn a_short_name_that_may_mean_two_clusters_means_neither() {
    let world = namesake_elsewhere(World::framed().used_token(&complete()));
    assert!(!is_shadow(&world));
}

#[test]
fn what_hangs_on_a_user_is_told_cluster_by_cluster() {
    let elsewhere = Token::mint("team-a", "web", NOON + SignedDuration::from_hours(2));
    let call = entries::kubernetes::call(&Call::by_token(&elsewhere));
    let world =
        World::framed()
            .used_token(&complete())
            .record(moved(call, CLUSTER_PROJECT, "acme-beta"));
    let folder = folder(&world);
    let read = ["ingest", "-q", "--db", "a.db", "logs/all.ndjson"];
    assert_eq!(run(folder.path(), &read).status, 0);
    let reach = |form| {
        let asked = ["trace", "--db", "a.db", "--reach", USER, "--format", form];
        run(folder.path(), &asked).out
    };
    let members = value(&reach("json"))["members"].clone();
    let members = members.as_array().expect("members").clone();
    let mut clusters: Vec<String> = members
        .iter()
        .map(|it| it["clusters"].to_string())
        .collect();
    clusters.sort();
    let full =
        |project: &str| format!("[\"projects/{project}/locations/us-central1/clusters/payments\"]");
    assert_eq!(clusters, [full("acme-beta"), full(CLUSTER_PROJECT)]);
    let text = reach("text");
    for project in ["acme-beta", CLUSTER_PROJECT] {
        let heading = format!("in projects/{project}/locations/us-central1/clusters/payments");
        assert!(text.contains(&heading), "{text}");
    }
}
