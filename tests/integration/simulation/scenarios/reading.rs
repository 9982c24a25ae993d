//! Scenarios with files that are repeated, scrambled, unusually written or damaged.

use serde_json::Value;

use super::{cache, minutes, node, of_the_day_before, second_node, web};
use crate::simulation::certificate::Leaf;
use crate::simulation::constants::{GKE_AGENT, SA_SIGNING_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{gke, kms};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Record, Scenario, Source, Token, World};

pub fn all() -> Vec<Scenario> {
    vec![
        duplicates(),
        shuffled(),
        bad_lines(),
        odd_lines(),
        hostile_bodies(),
    ]
}

fn duplicates() -> Scenario {
    let world = World::framed()
        .used_certificate(&node())
        .used_token(&cache());
    let again = entries(&world);
    let files = [
        "k8s.ndjson",
        "gke.ndjson",
        "ca-service.ndjson",
        "kms.ndjson",
    ];
    let twice = files
        .into_iter()
        .fold(Scenario::of("duplicates", &world), |scenario, file| {
            scenario.rewrite(file, |content| {
                each_line(content, |line| [line, b"\n", line, b"\n"].concat())
            })
        });
    twice.log("overlap.ndjson", ndjson(&again))
}

fn shuffled() -> Scenario {
    let nodes = [
        node(),
        second_node(),
        Leaf::of_node("e5f6", minutes(2)).mint(),
    ];
    let accounts = ["web", "cache", "db", "queue", "mail"];
    let tokens = accounts
        .into_iter()
        .zip(3..)
        .map(|(account, minute)| Token::mint("team-a", account, minutes(minute)));
    let world = nodes.iter().fold(World::framed(), World::used_certificate);
    let world = tokens.fold(world, |world, token| world.used_token(&token));
    let mut scrambled = entries(&world);
    scrambled.sort_by_key(|entry| Digest::sha256(entry.to_string()).bytes);
    let files = ["a.log", "b.log", "c.log", "d.log"]
        .into_iter()
        .zip(scrambled.chunks(scrambled.len().div_ceil(4)));
    files.fold(Scenario::new("shuffled"), |scenario, (file, entries)| {
        scenario.log(file, ndjson(entries))
    })
}

fn entries(world: &World) -> Vec<Value> {
    world
        .entries()
        .into_iter()
        .map(|record| record.entry)
        .collect()
}

fn bad_lines() -> Scenario {
    let world = World::framed()
        .used_certificate(&node())
        .used_token(&cache());
    Scenario::of("bad-lines", &world.records(incomplete_entries()))
        .rewrite("k8s.ndjson", |content| {
            [content, &damaged_lines(content)].concat()
        })
}

/// Entries whose decisive field is missing or malformed.
fn incomplete_entries() -> [Record; 3] {
    let token = Token::mint("team-a", "db", minutes(10));
    let signature = kms::signature(SA_SIGNING_KEY, &token.to_be_signed, minutes(10), GKE_AGENT);
    let short = &token.to_be_signed.hex()[..62];
    [
        signature
            .clone()
            .set("/protoPayload/request/digest/sha256", short),
        kms::signature(SA_SIGNING_KEY, &token.to_be_signed, minutes(11), GKE_AGENT)
            .without("/protoPayload/request/digest"),
        gke::token_issued(&token, minutes(10)).without("/protoPayload/metadata/credentialId"),
    ]
}

/// Lines that are no entry: half of one, text, one with a NUL, one that is no UTF-8, plain values. A valid line follows.
fn damaged_lines(content: &[u8]) -> Vec<u8> {
    let call = Call::new(minutes(12), "system:apiserver");
    let good = String::from_utf8(ndjson(&World::default().call(call).log(Source::Kubernetes)));
    let good = good.expect("JSON is UTF-8");
    let (head, tail) = good.trim_end().split_once(':').expect("a field");
    let lines: [&[u8]; 8] = [
        &content[..300],
        b"log rotated, see the next file",
        &[head.as_bytes(), b":\0", tail.as_bytes()].concat(),
        &[head.as_bytes(), b":\"\xc3\x28\",\"id\":", tail.as_bytes()].concat(),
        b"\"text\"",
        b"42",
        b"null",
        good.as_bytes(),
    ];
    lines.join(&b'\n')
}

fn odd_lines() -> Scenario {
    let world = World::framed().used_certificate(&node()).used_token(&web());
    Scenario::of("odd-lines", &world)
        .rewrite("k8s.ndjson", |content| [b"\xef\xbb\xbf", content].concat())
        .rewrite("gke.ndjson", |content| {
            each_line(content, |line| [line, b"\r\n"].concat())
        })
        .rewrite("ca-service.ndjson", |content| {
            each_line(content, |line| [b"\n", line, b"\n  \n"].concat())
        })
        .rewrite("kms.ndjson", |content| content.trim_ascii_end().to_vec())
}

/// Bodies that are hard to parse. The first is of a certificate that GKE issued, the others are of tokens without an issuance.
const HOSTILE: [&[u8]; 6] = [
    br#"{"spec":{},"spec":{}}"#,
    br#"{"credentialId":"JTI=a","credential_id":"JTI=b"}"#,
    b"{\"name\":1e999}",
    br#"{"\ud83d":"}},\"user\":{\"username\":\"system:admin\"}"}"#,
    b"{\"a\":\"\xff\"}",
    br#"[{"user":{"username":"system:admin"},"digest":{},"digest":{}},"\udc00"]"#,
];

fn hostile_bodies() -> Scenario {
    let accounts = ["db", "queue", "mail", "search", "proxy"];
    let forged = accounts
        .into_iter()
        .zip(20..)
        .map(|(account, minute)| Call::by_token(&Token::mint("team-a", account, minutes(minute))));
    let calls = [Call::by_certificate(&node())].into_iter().chain(forged);
    let world = World::framed()
        .used_token(&of_the_day_before())
        .issue_certificate(&node());
    let world = calls.zip(0..).fold(world, |world, (call, number)| {
        let body = Value::from(format!("BODY {number}"));
        world.call(Call {
            request: Some(body),
            ..call
        })
    });
    Scenario::of("hostile-bodies", &world).rewrite("k8s.ndjson", |content| {
        HOSTILE
            .iter()
            .zip(0..)
            .fold(content.to_vec(), |log, (body, number)| {
                put_in(&log, format!("\"BODY {number}\"").as_bytes(), body)
            })
    })
}

/// A log in which a body replaces a text that occurs once.
fn put_in(log: &[u8], text: &[u8], body: &[u8]) -> Vec<u8> {
    let mut places = log.windows(text.len());
    let at = places.position(|it| it == text).expect("the text");
    [&log[..at], body, &log[at + text.len()..]].concat()
}

/// A file with each of its lines rewritten.
fn each_line(content: &[u8], rewrite: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let lines = content
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    lines.flat_map(rewrite).collect()
}
