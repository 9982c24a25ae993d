//! Scenarios in which a log was not read, had a hole, was off, or records nothing of a cluster: its silence proves nothing.

use serde_json::json;

use super::{minutes, node, of_the_day_before, web};
use crate::simulation::constants::{ClusterKeys, MALLORY, PLATFORM_TEAM, SA_SIGNING_KEY};
use crate::simulation::entries::{
    certificate_issuance, cluster, kubernetes, policy, token_issuance, token_signature,
};
use crate::simulation::record::Source;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Record, Scenario, Token, World, background_entries};

pub fn all() -> Vec<Scenario> {
    vec![
        hole_in_export(),
        other_permission_type(),
        keys_elsewhere(),
        rotation_elsewhere(),
        rotation_afterwards(),
        without_authority(),
        created_again(),
        used_elsewhere(),
        switched_off(),
        exempted_group(),
    ]
}

/// A token is issued every ten minutes; the kms log has no entries for two hours. Later a single signature is missing.
fn hole_in_export() -> Scenario {
    let is_lost = |minute: i64| (60..180).contains(&minute) || minute == 240;
    let world = (0..300).step_by(10).fold(World::framed(), |world, minute| {
        let token = Token::mint("team-a", "web", minutes(minute));
        let world = if is_lost(minute) {
            world
        } else {
            world.record(token_signature(&token))
        };
        world.record(token_issuance(&token))
    });
    Scenario::of("hole-in-export", &world)
}

/// Only ADMIN_READ is switched on for Cloud KMS.
fn other_permission_type() -> Scenario {
    let listed = |read: Record| {
        let authorization = json!([{
            "granted": true,
            "permission": "cloudkms.cryptoKeys.list",
            "permissionType": "ADMIN_READ",
        }]);
        read.set("/protoPayload/methodName", "ListCryptoKeys")
            .set("/protoPayload/authorizationInfo", authorization)
    };
    let frame = background_entries::records().into_iter();
    let frame = frame.map(|it| match it.source {
        Source::Kms => listed(it),
        _ => it,
    });
    let world = background_entries::calls()
        .into_iter()
        .fold(World::default(), World::call)
        .records(frame)
        .record(token_issuance(&web()))
        .call(Call::by_token(&web()));
    Scenario::of("other-permission-type", &world)
}

/// The configuration names keys in a project whose logs were not read; the cluster's own project has other entries of Cloud KMS.
fn keys_elsewhere() -> Scenario {
    let keys = ClusterKeys {
        signing: vec![SA_SIGNING_KEY],
        verification: vec![SA_SIGNING_KEY],
    };
    let world = World::framed()
        .record(token_issuance(&web()))
        .record(certificate_issuance(&node()))
        .call(Call::by_token(&web()));
    let own = |content: &[u8]| {
        let text = String::from_utf8_lossy(content);
        text.replace("acme-keys", "acme-prod").into_bytes()
    };
    Scenario::of("keys-elsewhere", &world)
        .rewrite("kms.ndjson", own)
        .rewrite("ca-service.ndjson", own)
        .log(
            "cluster.ndjson",
            ndjson(&[cluster::created(&keys, minutes(-24 * 60))]),
        )
}

/// The cluster was updated to a key in another project, whose logs were not read.
fn rotation_elsewhere() -> Scenario {
    let of = |key| ClusterKeys {
        signing: vec![key],
        verification: vec![key],
    };
    let after = Token::mint("team-a", "web", minutes(120));
    let world = World::framed()
        .used_token(&web())
        .record(token_issuance(&after))
        .call(Call::by_token(&after));
    let moved: &'static str = "projects/acme-keys-2/locations/us-central1/keyRings/gke-cpa/cryptoKeys/sa-signing-key/cryptoKeyVersions/1";
    let configured = [
        cluster::created(&of(SA_SIGNING_KEY), minutes(-24 * 60)),
        cluster::updated(&of(moved), minutes(60)),
        cluster::update_ended(minutes(60), minutes(75)),
    ];
    Scenario::of("rotation-elsewhere", &world).log("cluster.ndjson", ndjson(&configured))
}

/// Two tokens without signatures, one from before the only known change of the configuration: to a key in a project whose logs were not
/// read.
fn rotation_afterwards() -> Scenario {
    let moved: &'static str = "projects/acme-keys-2/locations/us-central1/keyRings/gke-cpa/cryptoKeys/sa-signing-key/cryptoKeyVersions/1";
    let second = ClusterKeys {
        signing: vec![moved],
        verification: vec![moved],
    };
    let world = [0, 120].iter().fold(
        World::framed().used_token(&of_the_day_before()),
        |world, &minute| {
            let token = Token::mint("team-a", "web", minutes(minute));
            world
                .record(token_issuance(&token))
                .call(Call::by_token(&token))
        },
    );
    let configured = [
        cluster::updated(&second, minutes(60)),
        cluster::update_ended(minutes(60), minutes(75)),
    ];
    Scenario::of("rotation-afterwards", &world).log("cluster.ndjson", ndjson(&configured))
}

/// GKE records no issuances of a second cluster of the project.
fn without_authority() -> Scenario {
    let tokens = [("team-a", 10), ("team-b", 20), ("team-c", 30)];
    let world = tokens.into_iter().fold(
        World::framed().used_token(&of_the_day_before()),
        |world, (namespace, minute)| {
            let token = Token::mint(namespace, "web", minutes(minute));
            world.record(used_in("legacy", &token))
        },
    );
    Scenario::of("without-authority", &world)
}

/// The cluster was created with keys, deleted, and created again without keys. An unknown token is used in each of the two.
fn created_again() -> Scenario {
    let unknown = [-10, 120].map(|minute| Token::mint("team-a", "cache", minutes(minute)));
    let [first, second] = unknown.map(|it| kubernetes::call(&Call::by_token(&it)));
    let world = World::framed()
        .used_token(&of_the_day_before())
        .records([first, second]);
    let keys = ClusterKeys {
        signing: vec![SA_SIGNING_KEY],
        verification: vec![SA_SIGNING_KEY],
    };
    let configured = [
        cluster::created(&keys, minutes(-2 * 24 * 60)),
        cluster::deleted(minutes(20)),
        cluster::created_without_keys(minutes(40)),
    ];
    Scenario::of("created-again", &world).log("cluster.ndjson", ndjson(&configured))
}

/// A token of one cluster is used in another, whose GKE log was read.
fn used_elsewhere() -> Scenario {
    let of_billing = of_the_day_before();
    let in_billing = |record: Record| record.set("/resource/labels/cluster_name", "billing");
    let world = World::framed()
        .record(token_signature(&of_billing))
        .record(in_billing(token_issuance(&of_billing)))
        .record(used_in("billing", &of_billing))
        .used_token(&web())
        .record(used_in("billing", &web()));
    Scenario::of("used-elsewhere", &world)
}

/// The kms log was switched off for an hour, in which a token was issued. Later, while the log was on, a signature is missing.
fn switched_off() -> Scenario {
    let world = [10, 75, 150, 240]
        .iter()
        .fold(World::framed(), |world, &minute| {
            let token = Token::mint("team-a", "web", minutes(minute));
            let world = world
                .record(token_issuance(&token))
                .call(Call::by_token(&token));
            match minute {
                75 | 240 => world,
                _ => world.record(token_signature(&token)),
            }
        });
    let changed = |action, by, minute| {
        let delta = policy::delta(action, "cloudkms.googleapis.com", "DATA_READ");
        policy::changed("projects/acme-keys", &delta, by, minutes(minute))
    };
    let activity = [
        changed("REMOVE", MALLORY, 60),
        changed("ADD", PLATFORM_TEAM, 120),
    ];
    Scenario::of("switched-off", &world).log("activity.ndjson", ndjson(&activity))
}

/// Calls of a group's members are not recorded. One signature is missing between recorded calls of the agent, another behind them.
fn exempted_group() -> Scenario {
    let world = [30, 90, 120, 150, 240]
        .iter()
        .fold(World::framed(), |world, &minute| {
            let token = Token::mint("team-a", "web", minutes(minute));
            let world = world
                .record(token_issuance(&token))
                .call(Call::by_token(&token));
            match minute {
                120 | 240 => world,
                _ => world.record(token_signature(&token)),
            }
        });
    let delta = policy::Delta {
        exempted: "group:sre@acme.example",
        ..policy::delta("ADD", "cloudkms.googleapis.com", "DATA_READ")
    };
    let exempted = policy::changed("projects/acme-keys", &delta, PLATFORM_TEAM, minutes(60));
    Scenario::of("exempted-group", &world).log("activity.ndjson", ndjson(&[exempted]))
}

fn used_in(cluster: &str, token: &Token) -> Record {
    kubernetes::call(&Call::by_token(token)).set("/resource/labels/cluster_name", cluster)
}
