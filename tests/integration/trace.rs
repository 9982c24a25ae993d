//! `credtrail trace`: one credential by any of its names, and a token that leaves no trace of itself.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use std::io::{Read, Write};

use crate::harness::cli::{Ended, credtrail, ended, failed, ingested, run};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CLUSTER_CA_KEY, SA_SIGNING_KEY};
use crate::simulation::files::{Folder, fixture};
use crate::simulation::keys::key_set;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Certificate, Leaf, Source, Token, World, entries};

#[test]
fn a_certificate_is_found_by_any_of_its_names() {
    let node = node();
    let folder = ingested("complete-x509").with("node.der", der(&node.pem));
    let expected = traced(&folder, &node.credential_id());
    assert!(expected.contains(&node.credential_id()), "{expected}");
    for name in [
        node.fingerprint.hex(),
        node.fingerprint.upper_hex(),
        node.fingerprint.colons(),
        node.fingerprint.base64(),
        node.fingerprint.hex()[..9].to_owned(),
        format!("X509SHA256={}", &node.fingerprint.hex()[..9]),
        node.to_be_signed.hex(),
        format!("TBS={}", node.to_be_signed.hex()),
        node.serial.clone(),
        node.user().to_owned(),
        CLUSTER_CA_KEY.to_owned(),
        fixture("complete-x509/certificate.pem")
            .display()
            .to_string(),
        "node.der".to_owned(),
    ] {
        assert_eq!(traced(&folder, &name), expected, "{name}");
    }
}

#[test]
fn a_token_is_found_by_any_of_its_names() {
    let web = web();
    let folder = ingested("complete-jwt");
    let expected = traced(&folder, &web.credential_id());
    assert!(expected.contains(&web.credential_id()), "{expected}");
    for name in [
        web.jti.clone(),
        web.jti[..6].to_owned(),
        format!("TBS={}", web.to_be_signed.upper_hex()),
        web.to_be_signed.base64url(),
        web.user(),
        SA_SIGNING_KEY.to_owned(),
        fixture("complete-jwt/token.jwt").display().to_string(),
    ] {
        assert_eq!(traced(&folder, &name), expected, "{name}");
    }
    let mut piped = credtrail(folder.path());
    let piped = ended(
        piped
            .args(["trace", "--db", "a.db", "-"])
            .write_stdin(web.signed()),
    );
    assert_eq!((piped.status, piped.out), (0, expected));
}

#[test]
fn a_chain_has_a_receipt_for_every_hop() {
    let chain = traced(&ingested("complete-x509"), &node().credential_id());
    for hop in [
        "signed",
        "certified",
        "issued",
        "kms.ndjson:4",
        "ca-service.ndjson:4",
        "gke.ndjson:4",
        "k8s.ndjson:4",
    ] {
        assert!(chain.contains(hop), "{hop} is not in\n{chain}");
    }
}

#[test]
fn a_workload_is_found_by_its_spiffe_id() {
    let id = "spiffe://acme.example/ns/shop/sa/cart";
    let workload = Leaf::of_workload(id, NOON).mint();
    let world = World::framed().issue_certificate(&workload);
    let found = traced(&read(&world), id);
    assert!(found.contains(&workload.credential_id()), "{found}");
}

#[test]
fn a_certificate_of_strangers_is_told_to_whoever_asks() {
    let workload = Leaf::of_workload("spiffe://acme.example/ns/shop/sa/cart", NOON).mint();
    let made = [
        entries::certificate_signature(&workload),
        entries::certification(&workload),
    ];
    let folder = read(&World::framed().records(made));
    let told = traced(&folder, &workload.credential_id());
    assert!(told.contains(&workload.credential_id()), "{told}");
}

#[test]
fn what_nobody_knows_is_not_found() {
    let folder = ingested("complete-x509");
    for name in [
        "X509SHA256=00",
        "JTI=025a10e5-82ff-40a5-a10c-03a9a819d6eb",
        "system:node:z9",
        "ffffffff",
        &"ab".repeat(32),
    ] {
        let trace = run(folder.path(), &["trace", "--db", "a.db", name]);
        assert_eq!((trace.status, trace.out.as_str()), (3, ""), "{name}");
        assert!(trace.err.contains(name), "{}", trace.err);
    }
}

#[test]
fn the_beginning_of_two_credentials_names_neither() {
    let twins = [
        "abcd0000-0000-4000-8000-000000000000",
        "abcd1111-0000-4000-8000-000000000000",
    ];
    let call = |jti| Call::new(NOON, "twin").with(format!("JTI={jti}"));
    let folder = read(&World::default().call(call(twins[0])).call(call(twins[1])));
    let ambiguous = run(folder.path(), &["trace", "--db", "a.db", "abcd"]);
    failed(&ambiguous, twins[0]);
    failed(&ambiguous, twins[1]);
    assert!(traced(&folder, "abcd1").contains(twins[1]));
}

#[test]
fn a_forged_token_is_told_from_the_real_one_of_its_id() {
    let token = web().signed();
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("a token has three parts");
    };
    let claims = BASE64_URL_SAFE_NO_PAD.decode(payload).expect("base64");
    let forged = String::from_utf8(claims)
        .expect("text")
        .replacen('{', "{\"forged\":true,", 1);
    let forged = format!(
        "{header}.{}.{signature}",
        BASE64_URL_SAFE_NO_PAD.encode(forged)
    );
    let folder = ingested("complete-jwt").with("forged.jwt", forged);
    let trace = run(folder.path(), &["trace", "--db", "a.db", "forged.jwt"]);
    assert_eq!(trace.status, 1, "{}", trace.out);
    assert!(trace.out.contains("digest-mismatch"), "{}", trace.out);
}

#[test]
fn a_token_is_neither_printed_nor_kept() {
    let token = web().signed();
    let folder = ingested("complete-jwt");
    let path = fixture("complete-jwt/token.jwt").display().to_string();
    let unknown = Token::mint("team-z", "nobody", NOON).signed();
    for arguments in [
        &["trace", "--db", "a.db", &path][..],
        &["trace", "--db", "a.db", "--format", "json", &path],
        &["trace", "--db", "a.db", &token],
        &["trace", "--db", "a.db", &unknown],
        &["ingest", "-v", "--db", "a.db", &path],
    ] {
        let ended = run(folder.path(), arguments);
        for part in secrets(&token).chain(secrets(&unknown)) {
            let said = ended.out.contains(part) || ended.err.contains(part);
            assert!(
                !said && !folder.database_holds(part),
                "{arguments:?} gave the token away"
            );
        }
    }
}

/// The certificate of `complete-x509`.
fn node() -> Certificate {
    Leaf::of_node("a1b2", NOON).mint()
}

/// The token of `complete-jwt`.
fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

/// What is printed of a credential that is known and complete, or not disproved.
fn traced(folder: &Folder, name: &str) -> String {
    let trace = run(folder.path(), &["trace", "--db", "a.db", name]);
    assert_eq!((trace.status, trace.err.as_str()), (0, ""), "{name}");
    trace.out
}

/// A folder with a database of this world, `a.db`.
fn read(world: &World) -> Folder {
    let entries: Vec<_> = Source::ALL
        .into_iter()
        .flat_map(|source| world.log(source))
        .collect();
    let folder = Folder::new().with("all.ndjson", ndjson(&entries));
    assert_eq!(
        run(
            folder.path(),
            &["ingest", "-q", "--db", "a.db", "all.ndjson"]
        )
        .status,
        0
    );
    folder
}

/// The claims and the signature of a token.
fn secrets(token: &str) -> impl Iterator<Item = &str> {
    token.split('.').skip(1)
}

/// The bytes of a certificate without their armour.
fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    BASE64_STANDARD.decode(body).expect("base64")
}

#[test]
fn a_token_is_verified_by_the_keys_of_its_cluster() {
    let folder = ingested("complete-jwt").with("jwks.json", key_set());
    let place = served(200, key_set());
    for keys in ["jwks.json", &place] {
        let trace = verified(&folder, &web().signed(), keys);
        assert_eq!(trace.status, 0, "{}", trace.err);
        let text = trace.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            text.contains(&format!(
                "verified with key throw-away-sa-signing of {keys}"
            )),
            "{text}"
        );
        assert!(!trace.out.contains("signature NOT"));
        for secret in secrets(&web().signed()) {
            assert!(!trace.out.contains(secret) && !folder.database_holds(secret));
        }
    }
}

#[test]
fn a_token_that_its_key_did_not_sign_is_broken() {
    let mut signed = web().signed();
    let last = signed.pop().expect("a signature");
    let forged = signed.clone() + "A" + if last == 'A' { "Q" } else { "A" };
    let folder = ingested("complete-jwt").with("jwks.json", key_set());
    let trace = verified(&folder, &forged[..forged.len() - 1], "jwks.json");
    assert_eq!(trace.status, 1, "{}", trace.out);
    assert!(
        trace.out.contains("break signature-invalid"),
        "{}",
        trace.out
    );
    let unknown = Folder::new().with("jwks.json", key_set());
    run(
        unknown.path(),
        &[
            "ingest",
            "-q",
            "--db",
            "a.db",
            &fixture("complete-x509/logs").display().to_string(),
        ],
    );
    let trace = verified(&unknown, &forged[..forged.len() - 1], "jwks.json");
    assert_eq!(
        trace.status, 1,
        "of a token that no log knows: {}",
        trace.err
    );
}

#[test]
fn the_key_is_matched_with_the_version_whose_public_key_the_policy_has() {
    let folder = ingested("complete-jwt").with("jwks.json", key_set());
    let with = |pem: &str| {
        let policy = format!("[public-keys]\n\"{SA_SIGNING_KEY}\" = \"\"\"\n{pem}\"\"\"\n");
        std::fs::write(folder.path().join("credtrail.toml"), policy).expect("a policy");
        verified(&folder, &web().signed(), "jwks.json")
    };
    let right = with(&public_key(&key_set()));
    assert_eq!(right.status, 0, "{}", right.err);
    let text = right.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains(&format!("by the policy that is {SA_SIGNING_KEY}")),
        "{text}"
    );
    let other = key_set().replacen("\"n\": \"", "\"n\": \"AQ", 1);
    let wrong = with(&public_key(&other));
    assert_eq!(wrong.status, 1, "{}", wrong.err);
    assert!(wrong.out.contains("break unexpected-key"), "{}", wrong.out);
    let none = with("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    failed(&none, "gcloud kms keys versions get-public-key");
}

#[test]
fn keys_that_cannot_verify_say_what_to_do() {
    let strange = key_set().replace("throw-away-sa-signing", "another");
    let folder = ingested("complete-jwt")
        .with("jwks.json", key_set())
        .with("strangers.json", "{\"keys\": [7]}")
        .with("page.html", "<html>");
    let token = web().signed();
    let renamed = verified(
        &folder.with("strange.json", &strange),
        &token,
        "strange.json",
    );
    assert_eq!(
        renamed.status, 3,
        "an API server looks for a key of that name alone"
    );

    let folder = ingested("complete-jwt")
        .with("jwks.json", key_set())
        .with(
            "strange.json",
            strange.replacen("\"n\": \"", "\"n\": \"AQ", 1),
        )
        .with("strangers.json", "{\"keys\": [7]}")
        .with("page.html", "<html>");
    let rotated = verified(&folder, &token, "strange.json");
    assert_eq!(rotated.status, 3, "{}", rotated.err);
    let text = rotated.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("names key throw-away-sa-signing, which strange.json does not have"),
        "{text}"
    );
    let unsigned = verified(
        &folder,
        token.rsplit_once('.').expect("parts").0,
        "jwks.json",
    );
    assert_eq!(unsigned.status, 3);
    for (place, reason) in [
        ("strangers.json", "no public key"),
        ("page.html", "is no key set"),
        ("nowhere.json", "cannot read nowhere.json"),
        ("http://keys.example/jwks", "prove nothing"),
        (
            &served(403, "no".to_owned()),
            "kubectl get --raw /openid/v1/jwks",
        ),
        (
            &served(401, "no".to_owned()),
            "system:service-account-issuer-discovery",
        ),
        (&served(404, "no".to_owned()), "answers 404"),
        (&served(200, "<html>".to_owned()), "is no key set"),
        (
            "http://127.0.0.1:9/jwks",
            "cannot reach http://127.0.0.1:9/jwks",
        ),
    ] {
        let trace = verified(&folder, &token, place);
        failed(&trace, reason);
        assert_eq!(trace.err.lines().count(), 1, "{}", trace.err);
    }
    let no_token = [
        "trace",
        "--db",
        "a.db",
        "--jwks",
        "jwks.json",
        SA_SIGNING_KEY,
    ];
    failed(&run(folder.path(), &no_token), "a token in hand");
}

fn verified(folder: &Folder, token: &str, keys: &str) -> Ended {
    let mut trace = credtrail(folder.path());
    trace.args(["trace", "--db", "a.db", "--jwks", keys, "-"]);
    ended(trace.write_stdin(token.to_owned()))
}

/// The address of a server that always answers this.
fn served(status: u16, answer: String) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!(
        "http://{}/openid/v1/jwks",
        listener.local_addr().expect("an address")
    );
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let _ = stream.read(&mut [0; 4096]);
            let length = answer.len();
            let head = format!(
                "HTTP/1.1 {status} It\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.write_all((head + &answer).as_bytes());
        }
    });
    url
}

/// The RSA key of a key set as Cloud KMS gives it out: SubjectPublicKeyInfo, PEM.
fn public_key(key_set: &str) -> String {
    let set: serde_json::Value = serde_json::from_str(key_set).expect("JSON");
    let number = |name: &str| {
        let text = set["keys"][0][name].as_str().expect("a number");
        let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64url");
        bytes.splice(..0, (bytes[0] > 0x7f).then_some(0));
        tagged(2, &bytes)
    };
    let key = tagged(0x30, &[number("n"), number("e")].concat());
    let algorithm = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
    let bits = tagged(3, &[vec![0], key].concat());
    let der = tagged(0x30, &[&algorithm[..], &bits].concat());
    format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        BASE64_STANDARD.encode(der)
    )
}

/// A DER value of any length below 64 KiB.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len())
        .expect("a length")
        .to_be_bytes();
    let head = if content.len() < 128 {
        vec![tag, low]
    } else {
        vec![tag, 0x82, high, low]
    };
    [head, content.to_vec()].concat()
}
