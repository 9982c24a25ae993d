//! Who asked for a certificate, where the object names somebody else.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::harness::cli::{ingest, run, value};
use crate::simulation::clock::NOON;
use crate::simulation::entries::kubernetes;
use crate::simulation::files::Folder;
use crate::simulation::raw::{self, CREDENTIAL_ID};
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Certificate, Leaf, Target, Token, World};

const CSR: Target = Target {
    subresource: None,
    ..Target::signing_request("csr-1", "")
};

fn after(seconds: i64) -> jiff::Timestamp {
    NOON + SignedDuration::from_secs(seconds)
}

fn node() -> Certificate {
    Leaf::of_node("n0", NOON).mint()
}

fn mallory() -> Token {
    Token::mint("team-m", "mallory", NOON)
}

fn other() -> Token {
    Token::mint("team-o", "other", NOON)
}

fn victim() -> Token {
    Token::mint("team-a", "web", NOON)
}

fn object(uid: &str) -> Value {
    let extra = json!({ CREDENTIAL_ID: [victim().credential_id()] });
    json!({
        "metadata": { "name": "csr-1", "uid": uid },
        "spec": { "username": victim().user(), "extra": extra, "signerName": "kubernetes.io/kube-apiserver-client" },
    })
}

/// A caller creates the request as the victim, whose credential the caller claims.
fn creation(token: &Token, uid: &str, at: i64) -> Call {
    Call::by_token(token)
        .at(after(at))
        .to("create", CSR)
        .answered(201)
        .impersonating(json!({ "username": victim().user() }))
        .bodies(object("words of the caller"), object(uid))
}

fn answer(uid: &str) -> Call {
    let mut body = object(uid);
    body["status"] = json!({ "certificate": BASE64_STANDARD.encode(&node().pem) });
    Call::by_token(&Token::mint("kube-system", "certificate-controller", NOON))
        .at(after(20))
        .to("update", Target::signing_request("csr-1", "status"))
        .bodies(body.clone(), body)
}

fn entry(call: &Call) -> Value {
    kubernetes::call(call).entry
}

/// What credtrail says of the request for the certificate.
fn request(log: &[Value]) -> (Folder, Value) {
    let mut entries = super::reports::entries(&World::issuing().used_certificate(&node()));
    entries.extend_from_slice(log);
    let folder = Folder::new().with("all.ndjson", ndjson(&entries));
    ingest(&folder, &["all.ndjson"]);
    let report = traced(&folder, "--ancestry", &node().credential_id());
    let request = report["ancestries"][0]["steps"][0]["requests"][0].clone();
    (folder, request)
}

fn traced(folder: &Folder, flag: &str, what: &str) -> Value {
    let arguments = ["trace", "--db", "a.db", flag, "--format", "json", what];
    value(&run(folder.path(), &arguments).out)
}

fn members(folder: &Folder, token: &Token) -> Vec<Value> {
    let report = traced(folder, "--reach", &token.credential_id());
    let members = report["members"].as_array().cloned().unwrap_or_default();
    let subjects = members.iter().map(|it| it["subject"].clone());
    subjects.collect()
}

#[test]
fn the_event_of_the_creation_names_the_real_requester() {
    let (create, answer) = (creation(&mallory(), "u1", 10), answer("u1"));
    for log in [
        vec![entry(&create), entry(&answer)],
        vec![entry(&answer), entry(&create)],
        [raw::stages(&create), vec![raw::completed(&answer)]].concat(),
        vec![
            raw::completed(&create),
            entry(&create),
            entry(&answer),
            raw::completed(&answer),
        ],
    ] {
        let (folder, request) = request(&log);
        assert_eq!(
            request["requester"],
            mallory().credential_id(),
            "{request:#}"
        );
        assert_eq!(request["creation"]["principal"], mallory().user());
        assert_eq!(request["creation"]["acting_as"], victim().user());
        assert_eq!(request["creation"]["credential"], mallory().credential_id());
        assert!(members(&folder, &mallory()).contains(&node().credential_id().into()));
        assert!(!members(&folder, &victim()).contains(&node().credential_id().into()));
        let text = run(
            folder.path(),
            &[
                "trace",
                "--db",
                "a.db",
                "--ancestry",
                &node().credential_id(),
            ],
        );
        let text = text.out.split_whitespace().collect::<Vec<_>>().join(" ");
        let expected = format!("by {} acting as {} with", mallory().user(), victim().user());
        assert!(text.contains(&expected), "{text}");
    }
}

#[test]
fn the_word_of_the_request_counts_where_its_creation_is_not_known() {
    let unrelated = Target {
        name: Some("csr-2"),
        ..CSR
    };
    let failed = creation(&mallory(), "u1", 10).answered(409);
    let late = creation(&mallory(), "u1", 30);
    let other_object = creation(&mallory(), "u0", 10);
    let old = creation(&mallory(), "u1", -28 * 3_600);
    let mut other_name = creation(&mallory(), "u1", 10).to("create", unrelated);
    other_name.response = None;
    for wrong in [failed, late, other_object, old, other_name] {
        let (folder, request) = request(&[raw::completed(&wrong), raw::completed(&answer("u1"))]);
        assert_eq!(request["requester"], victim().credential_id(), "{wrong:?}");
        assert_eq!(request["creation"], Value::Null);
        assert!(members(&folder, &victim()).contains(&node().credential_id().into()));
        assert!(!members(&folder, &mallory()).contains(&node().credential_id().into()));
    }
}

#[test]
fn a_trial_creates_no_request() {
    let mut tried = raw::completed(&creation(&mallory(), "u1", 10));
    let uri = tried["requestURI"].as_str().expect("an address").to_owned();
    tried["requestURI"] = format!("{uri}?dryRun=All").into();
    let (_, request) = request(&[tried, raw::completed(&answer("u1"))]);
    assert_eq!(request["creation"], Value::Null);
}

#[test]
fn the_last_creation_before_the_answer_counts() {
    let mut nameless = creation(&mallory(), "", 5);
    nameless.response = None;
    let creation = creation(&other(), "", 10);
    let log = [entry(&nameless), entry(&creation), entry(&answer("u1"))];
    let (_, request) = request(&log);
    assert_eq!(request["requester"], other().credential_id());
}

#[test]
fn a_name_that_the_server_chose_stands_in_its_answer() {
    let unnamed = Target { name: None, ..CSR };
    let create = creation(&mallory(), "u1", 10).to("create", unnamed);
    for log in [
        [entry(&create), entry(&answer("u1"))],
        [raw::completed(&create), raw::completed(&answer("u1"))],
    ] {
        assert_eq!(request(&log).1["requester"], mallory().credential_id());
    }
}

#[test]
fn a_caller_without_a_credential_id_is_named() {
    let bootstrap = Call {
        credentials: Vec::new(),
        user: Some("system:bootstrap:abcdef".to_owned()),
        impersonated: None,
        ..creation(&mallory(), "u1", 10)
    };
    let (_, request) = request(&[entry(&bootstrap), entry(&answer("u1"))]);
    assert_eq!(request["requester"], Value::Null);
    assert_eq!(request["creation"]["principal"], "system:bootstrap:abcdef");
    assert_eq!(request["creation"].get("acting_as"), None);
}
