//! Scenarios with keys and pools that do not serve the cluster, and with what somebody else does or writes.

use jiff::SignedDuration;

use super::{cache, minutes, node, node_of_the_day_before, web};
use crate::simulation::certificate::Leaf;
use crate::simulation::constants::{MALLORY, RELEASE_BOT, RELEASE_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{
    certificate_signature, certification, kms, token_issuance, token_signature,
};
use crate::simulation::{Call, Record, Scenario, Token, World};

pub fn all() -> Vec<Scenario> {
    vec![strangers(), own_log(), own_calls()]
}

fn strangers() -> Scenario {
    let spiffe_id = "spiffe://acme.global.123456789012.workload.id.goog/ns/team-a/sa/web";
    let workload = Leaf::of_workload(spiffe_id, minutes(20)).mint();
    let world = World::framed()
        .used_certificate(&node())
        .used_token(&web())
        .records(releases())
        .record(certificate_signature(&workload))
        .record(certification(&workload));
    Scenario::of("strangers", &world)
}

/// Three releases, each signed at another minute.
fn releases() -> impl Iterator<Item = Record> {
    (1..=3).map(|number| {
        let digest = Digest::sha256(format!("release {number}"));
        let at = minutes(10) + SignedDuration::from_mins(number);
        kms::signature(RELEASE_KEY, &digest, at, RELEASE_BOT)
    })
}

/// The records of a token stand in a log that anybody may write.
fn own_log() -> Scenario {
    let written = |it: Record| it.set("/logName", "projects/acme-prod/logs/app");
    let world = World::issuing()
        .used_token(&web())
        .record(written(token_signature(&cache())))
        .record(written(token_issuance(&cache())))
        .call(Call::by_token(&cache()));
    Scenario::of("own-log", &world)
}

/// GKE's log is silent for some hours, in which somebody makes certificates of the cluster's authority.
fn own_calls() -> Scenario {
    let steady = (-180..=0).step_by(20).fold(World::framed(), |world, it| {
        world.issue_token(&Token::mint("team-a", "web", minutes(it)))
    });
    let world = steady.used_certificate(&node_of_the_day_before());
    let made = [100, 160].map(|it| Leaf::of_node("admin", minutes(it)).mint());
    let world = made.iter().fold(world, |world, it| {
        let who = "/protoPayload/authenticationInfo/principalEmail";
        world
            .record(certificate_signature(it))
            .record(certification(it).set(who, MALLORY))
            .call(Call::by_certificate(it))
    });
    Scenario::of("own-calls", &world)
}
