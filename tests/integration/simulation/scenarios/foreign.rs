//! Scenarios with keys and pools that do not serve the cluster.

use jiff::SignedDuration;

use super::{minutes, node, web};
use crate::simulation::certificate::Leaf;
use crate::simulation::constants::{RELEASE_BOT, RELEASE_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{certificate_signature, certification, kms};
use crate::simulation::{Record, Scenario, World};

pub fn all() -> Vec<Scenario> {
    vec![strangers()]
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
