//! Scenarios without a broken lineage, though some may be unproven.

use jiff::SignedDuration;

use super::{minutes, node, web};
use crate::simulation::certificate::{Certificate, Leaf};
use crate::simulation::clock::NOON;
use crate::simulation::entries::{certificate_signature, certification, gke};
use crate::simulation::token::{Algorithm, Token};
use crate::simulation::{Call, Scenario, World};

pub fn all() -> Vec<Scenario> {
    vec![
        complete_x509(),
        complete_jwt(),
        unread_log(),
        internal_certificates(),
        wide_digests(),
    ]
}

fn complete_x509() -> Scenario {
    let node = node();
    let world = World::framed()
        .used_certificate(&node)
        .call(Call::by_certificate(&node).at(minutes(90)));
    Scenario::of("complete-x509", &world).file("certificate.pem", node.pem)
}

fn complete_jwt() -> Scenario {
    let web = web();
    let world = World::framed()
        .used_token(&web)
        .call(Call::by_token(&web).at(minutes(30)));
    Scenario::of("complete-jwt", &world).file("token.jwt", web.signed() + "\n")
}

fn unread_log() -> Scenario {
    Scenario::of("unread-log", &World::framed().used_certificate(&node())).without_log("kms.ndjson")
}

fn internal_certificates() -> Scenario {
    let parts = ["Cluster", "EtcdClient", "EtcdPeer", "EtcdServer"];
    let mut issued_at = NOON;
    let world = parts.into_iter().fold(World::framed(), |world, part| {
        issued_at += SignedDuration::from_mins(1);
        internally_issued(
            world,
            &Leaf::of_node(&format!("control-plane-{part}").to_lowercase(), issued_at).mint(),
            part,
        )
    });
    Scenario::of("internal-certificates", &world)
}

fn internally_issued(world: World, certificate: &Certificate, part: &str) -> World {
    world
        .record(certificate_signature(certificate))
        .record(certification(certificate))
        .record(gke::internal_certificate_issued(certificate, part))
}

fn wide_digests() -> Scenario {
    let sha384 = Token::mint_with(Algorithm::Es384, "team-a", "web", NOON);
    let sha512 = Token::mint_with(Algorithm::Es512, "team-a", "cache", minutes(1));
    Scenario::of(
        "wide-digests",
        &World::framed().used_token(&sha384).used_token(&sha512),
    )
}
