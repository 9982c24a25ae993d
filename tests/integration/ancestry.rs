//! `credtrail trace --ancestry` and `--reach`: who asked for a credential, and what hangs on one.

use crate::harness::cli::{failed, ingest, ingested, run, value};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CLUSTER_CA_KEY, CLUSTER_POOL, MALLORY, SA_SIGNING_KEY};
use crate::simulation::digest::{Digest, uuid};
use crate::simulation::entries::kms;
use crate::simulation::files::Folder;
use crate::simulation::raw::{CREDENTIAL_ID, ISSUED_CREDENTIAL_ID};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Certificate, Leaf, Source, Target, Token, World};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use credtrail::trace::reach::FEW;
use jiff::SignedDuration;
use serde_json::{Value, json};

#[test]
fn trees_fit_80_columns() {
    let folder = ingested("ancestry");
    let cache = cache().credential_id();
    for (flag, what) in [("--ancestry", cache.as_str()), ("--reach", "a1b2")] {
        let tree = run(folder.path(), &["trace", "--db", "a.db", flag, what]);
        assert_eq!((tree.status, tree.err.as_str()), (0, ""));
        assert!(
            tree.out.lines().all(|line| line.chars().count() <= 80),
            "{}",
            tree.out
        );
    }
}

#[test]
fn a_way_up_leads_to_a_request_that_names_no_credential() {
    let folder = ingested("ancestry");
    let report = traced(&folder, "--ancestry", &cache().credential_id());
    let steps = report["ancestries"][0]["steps"].as_array().expect("steps");
    let way = [
        cache().credential_id(),
        web().credential_id(),
        renewed().credential_id(),
        first().credential_id(),
    ];
    assert_eq!(subjects(steps), way);
    for (step, above) in steps.iter().zip(&way[1..]) {
        assert_eq!(step["requests"][0]["requester"], **above, "{step}");
    }
    assert_eq!(steps[3]["requests"][0]["requester"], Value::Null);
    assert_eq!(steps[3]["common_names"][0], "system:node:a1b2");
    assert_eq!(steps[1]["requests"][0]["principal"], "system:node:a1b2");
    assert!(steps.iter().all(|step| step["verdict"] == "complete"));
}

#[test]
fn everything_has_a_reach() {
    let folder = ingested("ancestry");
    let chain = [
        first().credential_id(),
        renewed().credential_id(),
        web().credential_id(),
        cache().credential_id(),
    ];
    let tokens = [
        controller().credential_id(),
        web().credential_id(),
        cache().credential_id(),
    ];
    for (what, expected) in [
        (chain[0].as_str(), &chain[..]),
        (&chain[1], &chain[1..]),
        (&first().serial, &chain),
        ("system:node:a1b2", &chain),
        ("a1b2", &chain),
        (CLUSTER_CA_KEY, &chain),
        (CLUSTER_POOL.name, &chain),
        ("team-a/web", &chain[2..]),
        ("system:serviceaccount:team-a:cache", &chain[3..]),
        (&format!("TBS={}", cache().to_be_signed.hex()), &chain[3..]),
        (SA_SIGNING_KEY, &tokens),
    ] {
        let report = traced(&folder, "--reach", what);
        let mut members = subjects(report["members"].as_array().expect("members"));
        let mut expected = expected.to_vec();
        members.sort();
        expected.sort();
        assert_eq!(members, expected, "{what}");
    }
}

#[test]
fn a_signature_that_nothing_claims_hangs_on_its_key() {
    let digest = Digest::sha256("a token that nobody has seen");
    let unclaimed = kms::signature(
        SA_SIGNING_KEY,
        &digest,
        NOON + SignedDuration::from_mins(30),
        MALLORY,
    );
    let folder = read(&World::framed().used_token(&web()).record(unclaimed));
    let report = traced(&folder, "--reach", SA_SIGNING_KEY);
    let members = report["members"].as_array().expect("members");
    assert_eq!(
        subjects(members),
        [web().credential_id(), format!("TBS={}", digest.hex())]
    );
    assert_eq!(members[1]["verdict"], "broken");
    assert_eq!(report["totals"]["unclaimed_signatures"], 1);
    let status = run(
        folder.path(),
        &["trace", "--db", "a.db", "--reach", SA_SIGNING_KEY],
    )
    .status;
    assert_eq!(status, 1);
}

#[test]
fn a_token_in_hand_claims_its_signature() {
    let report = traced(&ingested("token-in-hand"), "--reach", SA_SIGNING_KEY);
    let members = report["members"].as_array().expect("members");
    assert!(members.iter().all(|it| it["kind"] == "token"), "{report:#}");
    assert_eq!(report["totals"]["unseen"], 0);
}

#[test]
fn a_circle_is_walked_once() {
    let (web, cache) = (web(), cache());
    let world = World::framed().issue_token(&web).issue_token(&cache);
    let world = world
        .call(asking(&web, &web))
        .call(asking(&web, &cache))
        .call(asking(&cache, &web));
    let folder = read(&world);
    for flag in ["--ancestry", "--reach"] {
        let report = traced(&folder, flag, &web.credential_id());
        let found = report["members"]
            .as_array()
            .or(report["ancestries"][0]["steps"].as_array());
        assert_eq!(
            subjects(found.expect("a list")),
            [web.credential_id(), cache.credential_id()]
        );
        let text = run(folder.path(), &["trace", "--db", "a.db", flag, &web.jti]);
        assert!(text.out.contains(&cache.jti), "{}", text.out);
    }
}

#[test]
fn a_credential_that_a_request_alone_names_was_not_seen() {
    let (unseen, node) = (renewed(), first());
    let extra = json!({ CREDENTIAL_ID: [unseen.credential_id()] });
    let certificate = BASE64_STANDARD.encode(&node.pem);
    let body = json!({ "spec": { "extra": extra }, "status": { "certificate": certificate } });
    let stored = Call::by_token(&controller())
        .at(minutes(1))
        .to("update", Target::signing_request("csr-a1b2", "status"))
        .bodies(body.clone(), body);
    let folder = read(&World::framed().used_certificate(&node).call(stored));
    let up = traced(&folder, "--ancestry", &node.credential_id());
    let above = &up["ancestries"][0]["steps"][1];
    assert_eq!(above["subject"], unseen.credential_id());
    assert_eq!(above["verdict"], Value::Null);
    let down = traced(&folder, "--reach", &unseen.credential_id());
    let members = down["members"].as_array().expect("members");
    assert_eq!(
        subjects(members),
        [unseen.credential_id(), node.credential_id()]
    );
    assert_eq!(members[1]["parent"], unseen.credential_id());
    assert_eq!(down["totals"]["unseen"], 1);
}

#[test]
fn many_members_come_in_the_order_of_their_values() {
    let count = FEW + 200;
    let calls = (0..count).map(|number| {
        let second = SignedDuration::from_millis(number as i64);
        Call::new(NOON + second, "crowd").with(format!("JTI={}", uuid(format!("token {number}"))))
    });
    let entries: Vec<Value> = calls
        .map(|call| crate::simulation::entries::kubernetes::call(&call).entry)
        .collect();
    let folder = Folder::new().with("k8s.ndjson", ndjson(&entries));
    ingest(&folder, &["k8s.ndjson"]);
    let report = traced(&folder, "--reach", "crowd");
    let members = subjects(report["members"].as_array().expect("members"));
    assert!(members.is_sorted_by(|one, other| one < other));
    assert_eq!(
        (members.len(), &report["totals"]["uses"]),
        (count, &count.into())
    );
    let text = run(
        folder.path(),
        &["trace", "--db", "a.db", "--reach", "crowd"],
    )
    .out;
    assert_eq!(text.matches("JTI=").count(), 100);
    assert!(
        text.contains("… and 8,292 more; --format json lists all"),
        "{text}"
    );
}

#[test]
fn what_nobody_knows_has_no_reach_and_no_tree_shows_a_token() {
    let folder = ingested("ancestry");
    let unknown = run(
        folder.path(),
        &["trace", "--db", "a.db", "--reach", "team-z/nobody"],
    );
    assert_eq!((unknown.status, unknown.out.as_str()), (3, ""));
    assert!(unknown.err.contains("team-z/nobody"), "{}", unknown.err);
    let token = web().signed();
    for flag in ["--reach", "--ancestry"] {
        let trace = run(folder.path(), &["trace", "--db", "a.db", flag, &token]);
        assert!(trace.out.contains(&web().jti), "{}", trace.err);
        assert!(
            token
                .split('.')
                .skip(1)
                .all(|part| !trace.out.contains(part))
        );
    }
    failed(
        &run(
            folder.path(),
            &["trace", "--db", "a.db", "--reach", "--ancestry", "a1b2"],
        ),
        "--ancestry",
    );
}

/// The report of `trace`, as JSON.
fn traced(folder: &Folder, flag: &str, what: &str) -> Value {
    let trace = run(
        folder.path(),
        &["trace", "--db", "a.db", "--format", "json", flag, what],
    );
    assert_eq!(trace.err, "", "{what}");
    let report = value(&trace.out);
    assert_eq!(report["version"], 1);
    report
}

fn subjects(list: &[Value]) -> Vec<String> {
    let subjects = list
        .iter()
        .map(|it| it["subject"].as_str().expect("a subject"));
    subjects.map(str::to_owned).collect()
}

/// A call in which the holder of one token asks for another one.
fn asking(with: &Token, token: &Token) -> Call {
    Call::by_token(with)
        .at(token.issued_at + SignedDuration::from_secs(70))
        .to("create", Target::token_of(token.namespace, token.account))
        .annotated(ISSUED_CREDENTIAL_ID, token.credential_id())
}

/// A folder with a database of this world, `a.db`.
fn read(world: &World) -> Folder {
    let logs = Source::ALL.into_iter().flat_map(|source| world.log(source));
    let folder = Folder::new().with("all.ndjson", ndjson(&logs.collect::<Vec<_>>()));
    ingest(&folder, &["all.ndjson"]);
    folder
}

fn minutes(count: i64) -> jiff::Timestamp {
    NOON + SignedDuration::from_mins(count)
}

fn first() -> Certificate {
    Leaf::of_node("a1b2", NOON).mint()
}

fn renewed() -> Certificate {
    Leaf::of_node("a1b2", minutes(1)).mint()
}

fn controller() -> Token {
    Token::mint("kube-system", "certificate-controller", minutes(-5))
}

fn web() -> Token {
    Token::mint("team-a", "web", minutes(2))
}

fn cache() -> Token {
    Token::mint("team-a", "cache", minutes(3))
}
