//! Scenarios of one complete world in every shape of export.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::simulation::certificate::Leaf;
use crate::simulation::clock::MICROSECOND_NOON;
use crate::simulation::shapes::bigquery::{self, Times};
use crate::simulation::shapes::{self, compressed, log_analytics, pubsub};
use crate::simulation::{Call, Scenario, Source, Token, World};

/// How the entries of one log become a file.
type Shape = fn(&[Value]) -> Vec<u8>;

/// Folder, extension of its files, shape.
const SHAPES: [(&str, &str, Shape); 14] = [
    ("shape-array-pretty", "json", shapes::pretty_array),
    ("shape-array-compact", "json", shapes::compact_array),
    ("shape-entries-pages", "json", shapes::pages),
    ("shape-pubsub-push", "ndjson", pubsub::push),
    ("shape-pubsub-pull", "json", pubsub::pull),
    ("shape-cloudevents", "ndjson", shapes::cloud_events),
    ("shape-bigquery", "ndjson", bigquery::rows),
    ("shape-bigquery-array", "json", |entries| {
        bigquery::printed_array(entries, Times::Zoneless)
    }),
    ("shape-bigquery-seconds", "json", |entries| {
        bigquery::printed_array(entries, Times::Seconds)
    }),
    ("shape-log-analytics", "ndjson", log_analytics::rows),
    ("shape-gzip", "ndjson.gz", |entries| {
        compressed::gzip_members(&shapes::ndjson(entries))
    }),
    ("shape-gzip-trailer", "ndjson.gz", |entries| {
        [
            compressed::gzip_members(&shapes::ndjson(entries)),
            vec![0; 512],
        ]
        .concat()
    }),
    ("shape-zstd", "ndjson.zst", |entries| {
        compressed::zstd(&shapes::ndjson(entries))
    }),
    ("shape-utf16", "json", |entries| {
        shapes::utf16(&shapes::ndjson(entries))
    }),
];

pub fn all() -> Vec<Scenario> {
    let world = world();
    let ndjson = Scenario::of("shape-ndjson", &world);
    let mut all: Vec<Scenario> = SHAPES
        .into_iter()
        .map(|(name, ending, shape)| shaped(&world, name, ending, shape))
        .collect();
    all.extend([
        ndjson,
        single_objects(&world),
        raw_events(&world),
        event_list(&world),
        mixed(&world),
    ]);
    all
}

/// Two certificates and three tokens, all used, with times cut to microseconds.
fn world() -> World {
    let node = Leaf::of_node("a1b2", minute(0)).mint();
    let second_node = Leaf::of_node("c3d4", minute(1)).mint();
    let web = Token::mint("team-a", "web", minute(2));
    World::framed()
        .used_certificate(&node)
        .used_certificate(&second_node)
        .used_token(&web)
        .used_token(&Token::mint("team-a", "cache", minute(3)))
        .used_token(&Token::mint("team-b", "db", minute(4)))
        .call(Call::by_certificate(&node).at(minute(30)))
        .call(Call::by_token(&web).at(minute(31)))
}

fn minute(count: i64) -> Timestamp {
    MICROSECOND_NOON + SignedDuration::from_mins(count)
}

fn shaped(world: &World, name: &'static str, ending: &str, shape: Shape) -> Scenario {
    Source::ALL
        .into_iter()
        .fold(Scenario::new(name), |scenario, source| {
            scenario.log(
                &format!("{}.{ending}", source.stem()),
                shape(&world.log(source)),
            )
        })
}

/// Every record of an issuance in a file of its own, the rest as NDJSON.
fn single_objects(world: &World) -> Scenario {
    let (issuance, rest): (Vec<_>, Vec<_>) = world
        .entries()
        .into_iter()
        .partition(|record| record.kind.is_issuance());
    let rest: Vec<Value> = rest.into_iter().map(|record| record.entry).collect();
    let scenario = Scenario::new("shape-single-objects").log("rest.ndjson", shapes::ndjson(&rest));
    issuance
        .into_iter()
        .zip(1..)
        .fold(scenario, |scenario, (record, number)| {
            let file = format!("{}/{number:02}.json", record.source.stem());
            scenario.log(&file, shapes::single_object(&record.entry))
        })
}

fn raw_events(world: &World) -> Scenario {
    Scenario::of("shape-raw-events", world).log("k8s.ndjson", shapes::ndjson(&world.raw_events()))
}

fn event_list(world: &World) -> Scenario {
    Scenario::of("shape-event-list", world)
        .without_log("k8s.ndjson")
        .log("k8s.json", shapes::event_list(&world.raw_events()))
}

fn mixed(world: &World) -> Scenario {
    let entries: Vec<Value> = world
        .entries()
        .into_iter()
        .map(|record| record.entry)
        .collect();
    Scenario::new("shape-mixed").log("everything.ndjson", shapes::ndjson(&entries))
}
