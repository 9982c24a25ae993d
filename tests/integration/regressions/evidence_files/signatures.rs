//! `trace` and `ingest` say the same of a signature.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::web;
use crate::harness::cli::{credtrail, ended, run, scanned, value};
use crate::simulation::World;
use crate::simulation::files::Folder;
use crate::simulation::keys::key_set;
use crate::simulation::shapes::ndjson;

#[test]
fn trace_and_ingest_say_the_same_of_a_signature() {
    let web = web();
    let world = World::framed().used_token(&web);
    let log: Vec<Value> = world.entries().into_iter().map(|it| it.entry).collect();
    let right = &value(&key_set())["keys"][0];
    let other = changed(right, json!({ "n": other_modulus(right) }));
    let set = |keys: &[Value]| json!({ "keys": keys }).to_string();
    for (name, keys, status) in [
        ("right", set(std::slice::from_ref(right)), 0),
        ("wrong", set(std::slice::from_ref(&other)), 1),
        (
            "of another name",
            set(&[changed(right, json!({ "kid": "b" }))]),
            3,
        ),
        (
            "the name of another",
            set(&[other.clone(), changed(right, json!({ "kid": "b" }))]),
            1,
        ),
        (
            "too short",
            set(&[changed(right, json!({ "n": "AQAB" }))]),
            3,
        ),
        (
            "for encryption",
            set(&[changed(right, json!({ "use": "enc" }))]),
            3,
        ),
        (
            "of a type of later years",
            set(&[changed(right, json!({ "kty": "AKP" }))]),
            3,
        ),
        (
            "right beside one of later years",
            set(&[json!({ "kty": "AKP", "kid": "c" }), right.clone()]),
            0,
        ),
        (
            "wrong beside one that is damaged",
            set(&[other, changed(right, json!({ "n": "!" }))]),
            3,
        ),
    ] {
        let folder = Folder::new()
            .with("log", ndjson(&log))
            .with("web.jwt", web.signed())
            .with("jwks.json", &keys);
        run(folder.path(), &["ingest", "-q", "--db", "a.db", "log"]);
        let mut trace = credtrail(folder.path());
        trace.args(["trace", "--db", "a.db", "--jwks", "jwks.json", "web.jwt"]);
        let trace = ended(&mut trace);
        assert_eq!(trace.status, status, "{name}: {}{}", trace.out, trace.err);
        assert_eq!(
            trace.out.contains("forged"),
            status == 1,
            "{name}: {}",
            trace.out
        );
        run(
            folder.path(),
            &["ingest", "-q", "--db", "a.db", "jwks.json", "web.jwt"],
        );
        let report = scanned(&folder);
        assert_eq!(report.contains("signature-invalid"), status == 1, "{name}");
        let looked_up = run(
            folder.path(),
            &["trace", "--db", "a.db", &web.credential_id()],
        );
        let holds = looked_up.out.contains("signature verified with key");
        assert_eq!(holds, status == 0, "{name}: {}", looked_up.out);
    }
}

/// The number of another RSA key of the same size.
fn other_modulus(key: &Value) -> String {
    let n = key["n"].as_str().expect("a number");
    let mut n = BASE64_URL_SAFE_NO_PAD.decode(n).expect("base64url");
    n[9] ^= 1;
    BASE64_URL_SAFE_NO_PAD.encode(n)
}

fn changed(key: &Value, more: Value) -> Value {
    let mut key = key.clone();
    for (name, value) in more.as_object().expect("members") {
        key[name] = value.clone();
    }
    key
}
