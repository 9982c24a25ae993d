//! What the pages show.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::cli::{ingest, ingested, run};
use crate::simulation::clock::NOON;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Token, World};
use jiff::SignedDuration;

use super::server::Server;
use super::{page_of, serving, subjects};

/// The verdict of `trace` on a subject.
fn traced(folder: &Folder, subject: &str) -> String {
    let trace = run(
        folder.path(),
        &["trace", "-q", "--db", "a.db", "-f", "json", subject],
    );
    let report: Value = serde_json::from_str(&trace.out).expect("a report");
    let lineages = report["lineages"].as_array().expect("lineages").iter();
    let verdicts = lineages.filter(|it| it["subject"] == subject);
    let verdicts: Vec<&str> = verdicts.filter_map(|it| it["verdict"].as_str()).collect();
    let [verdict] = verdicts[..] else {
        panic!("{subject}: {verdicts:?}")
    };
    verdict.to_owned()
}

#[test]
fn a_verdict_is_that_of_trace() {
    for scenario in [
        "ancestry",
        "digest-mismatch",
        "missing-record",
        "suppressed",
        "unclaimed-signature",
        "unread-log",
    ] {
        let folder = ingested(scenario);
        let policy = fixture(scenario).join("credtrail.toml");
        if policy.exists() {
            std::fs::copy(policy, folder.path().join("credtrail.toml")).expect("a policy");
        }
        let server = Server::start(folder.path(), &[]);
        for (subject, _) in subjects(&folder) {
            let page = server.get(&page_of(&subject));
            assert_eq!(page.status, 200, "{scenario} {subject}");
            assert_eq!(
                page.verdict(),
                traced(&folder, &subject),
                "{scenario} {subject}"
            );
        }
    }
}

#[test]
fn the_chain_the_ancestry_and_the_reach_are_drawn() {
    let (_folder, server) = serving("ancestry");
    let page = server.get(&page_of("JTI=51b14150-85de-4afc-a512-d82c496c738a"));
    assert_eq!(page.body.matches("<ol class=\"chain\"").count(), 1);
    let boxes = |body: &str| body.matches("<div class=\"box ").count();
    assert_eq!(boxes(&page.body), 4, "three credentials stand above it");
    assert!(
        page.body
            .contains("Nothing is known that was asked for with it.")
    );
    let node = "X509SHA256=ea33ad67f76e695097236db02468db88ea0efcd0fc7d2ad7ed7e782a914bbe31";
    let page = server.get(&page_of(node));
    assert_eq!(boxes(&page.body), 2 + 3, "one above, two below");
    for shown in [
        "JTI=6f34534f-71aa-43fd-af71-12baea07eccb",
        "JTI=51b14150-85de-4afc-a512-d82c496c738a",
    ] {
        assert!(page.body.contains(&page_of(shown)), "{shown}");
    }
}

/// The subjects to which the links of all pages of a list lead, in order.
fn listed(server: &Server, first: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(address) = next {
        let page = server.get(&address);
        assert_eq!(page.status, 200, "{address}");
        let table = page.body.split("<tbody>").nth(1);
        let table = table.and_then(|it| it.split("</tbody>").next());
        let links = table
            .unwrap_or_default()
            .split("href=\"/credential?id=")
            .skip(1);
        found.extend(links.filter_map(|it| it.split('"').next().map(str::to_owned)));
        let more = page.body.split("<p><a href=\"/list?").nth(1);
        let more = more.and_then(|it| it.split('"').next());
        next = more.map(|it| format!("/list?{}", it.replace("&#38;", "&")));
        assert!(found.len() < 1_000, "no end");
    }
    found
}

#[test]
fn lists_go_on_page_by_page_to_the_end() {
    let tokens: Vec<Token> = (0..95)
        .map(|it| Token::mint("team-a", "web", NOON + SignedDuration::from_secs(it)))
        .collect();
    let world = tokens.iter().fold(World::framed(), World::used_token);
    let entries: Vec<Value> = world.entries().into_iter().map(|it| it.entry).collect();
    let folder = Folder::new().with("all.ndjson", ndjson(&entries));
    ingest(&folder, &["all.ndjson"]);
    let server = Server::start(folder.path(), &[]);
    let all: BTreeSet<String> = tokens
        .iter()
        .map(|it| it.credential_id().replace('=', "%3D"))
        .collect();
    let user = "/list?of=user&name=system%3Aserviceaccount%3Ateam-a%3Aweb";
    let key = "/list?of=resource&name=projects%2Facme-keys%2Flocations%2Fus-central1%2FkeyRings%2Fgke-cpa%2FcryptoKeys%2Fsa-signing-key%2FcryptoKeyVersions%2F1";
    for list in [user, key] {
        let found = listed(&server, list);
        assert_eq!(found.len(), all.len(), "each once: {list}");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), all, "{list}");
    }
    let by_time: BTreeSet<String> = listed(&server, "/list?of=time").into_iter().collect();
    assert!(by_time.is_superset(&all));
    let before = listed(&server, "/list?of=time&until=2026-01-01T00%3A00");
    assert_eq!(before, [""; 0]);
    assert_eq!(server.get("/list?of=time&until=yesterday").status, 422);
}

#[test]
fn places_lead_to_lists() {
    let (_folder, server) = serving("ancestry");
    for (address, link) in [
        (
            "/places?kind=clusters",
            "/list?of=resource&#38;name=projects%2Facme-prod%2Flocations%2Fus-central1%2Fclusters%2Fpayments",
        ),
        ("/places?kind=keys", "cryptoKeyVersions%2F1"),
        ("/places?kind=pools", "caPools%2Fcluster-ca-pool"),
        (
            "/places?kind=namespaces",
            "/places?kind=accounts&#38;within=team-a",
        ),
        (
            "/places?kind=accounts&within=team-a",
            "name=system%3Aserviceaccount%3Ateam-a%3Acache",
        ),
        ("/places?kind=nodes", "name=system%3Anode%3Aa1b2"),
    ] {
        let page = server.get(address);
        assert!(page.body.contains(link), "{address}");
    }
}

#[test]
fn scans_and_their_differences_are_shown() {
    let folder = ingested("missing-record");
    let scan = ["scan", "-q", "--db", "a.db", "-o", "x.txt"];
    run(
        folder.path(),
        &[&scan[..], &["--to", "2026-01-01"]].concat(),
    );
    run(folder.path(), &scan);
    let server = Server::start(folder.path(), &[]);
    let scans = server.get("/scans");
    assert!(scans.body.contains("/changes?after=2"));
    assert!(!scans.body.contains("/changes?after=1"), "none before it");
    let home = server.get("/");
    assert_eq!(home.verdict(), "broken", "that of the last scan");
    let changes = server.get("/changes?after=2");
    assert_eq!(changes.status, 200);
    assert!(
        changes.body.contains("newly broken"),
        "{}",
        changes.heading()
    );
    assert!(changes.body.contains("/credential?id="));
    assert_eq!(server.get("/changes?before=1&after=2").status, 200);
    assert_eq!(server.get("/changes?before=2&after=1").status, 422);
    assert_eq!(server.get("/changes?after=1").status, 404, "none before it");
    assert_eq!(server.get("/changes?before=1&after=3").status, 404);
}

#[test]
fn nothing_is_written() {
    let (folder, server) = serving("missing-record");
    let before = folder.bytes("a.db");
    for (subject, _) in subjects_without_scan(&server) {
        server.get(&page_of(&subject));
    }
    for path in ["/", "/scans", "/list?of=time", "/places?kind=keys"] {
        assert_eq!(server.get(path).status, 200);
    }
    assert_eq!(server.stopped("-TERM"), Some(0));
    assert!(before == folder.bytes("a.db"), "the database has changed");
    let others: Vec<String> = folder.names();
    assert!(
        others
            .iter()
            .all(|it| it.starts_with("a.db") || it == "stderr.txt"),
        "{others:?}"
    );
}

fn subjects_without_scan(server: &Server) -> Vec<(String, ())> {
    let found = listed(server, "/list?of=time").into_iter();
    found.map(|it| (it.replace("%3D", "="), ())).collect()
}

#[test]
fn a_database_that_grows_is_read_anew() {
    let folder = ingested("complete-jwt");
    let server = Server::start(folder.path(), &[]);
    let node = "X509SHA256=ea33ad67f76e695097236db02468db88ea0efcd0fc7d2ad7ed7e782a914bbe31";
    assert_eq!(server.get(&page_of(node)).status, 404);
    let logs = fixture("ancestry").join("logs").display().to_string();
    ingest(&folder, &[&logs]);
    assert_eq!(server.get(&page_of(node)).status, 200);
}
