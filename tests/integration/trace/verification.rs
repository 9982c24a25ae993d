//! A token that is given to `trace` with the key set of its cluster.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use std::io::{Read, Write};

use super::{secrets, web};
use crate::harness::cli::{Ended, credtrail, ended, failed, ingested, run};
use crate::simulation::constants::SA_SIGNING_KEY;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::keys::key_set;
use crate::simulation::shapes::compressed;

#[test]
fn a_token_is_verified_by_the_keys_of_its_cluster() {
    let folder = ingested("complete-jwt").with("jwks.json", key_set());
    let packed = compressed::gzip_members(key_set().as_bytes());
    let folder = folder.with("jwks.json.gz", packed);
    let place = served(200, key_set());
    for keys in ["jwks.json", "jwks.json.gz", &place] {
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
    failed(&run(folder.path(), &no_token), "--jwks verifies a token");
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
