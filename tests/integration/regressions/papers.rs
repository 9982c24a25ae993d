//! What people have in hand as documents and stores hold it: one in the other, in forms of their own, or with nothing that can be used.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use super::evidence_files::{der, key, no_key_in, signed_data, tagged, web};
use crate::harness::cli::{failed, ingested, run};
use crate::simulation::Leaf;
use crate::simulation::authority;
use crate::simulation::clock::NOON;
use crate::simulation::constants::CLUSTER_POOL;

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;

#[test]
fn a_certificate_is_found_in_documents_that_stand_in_each_other() {
    let node = Leaf::of_node("a1b2", NOON).mint();
    let packed = |text: &str| BASE64_STANDARD.encode(text);
    let certificate = packed(&node.pem);
    let user = json!({ "client-certificate-data": certificate, "client-key-data": packed(&key()) });
    let kubeconfig = json!({ "kind": "Config", "users": [{ "user": user }] }).to_string();
    let yaml = format!("apiVersion: v1\nkind: Config\nclient-certificate-data: {certificate}\n");
    for (name, content) in [
        (
            "JSON in a Secret",
            json!({ "kind": "Secret", "data": { "value": packed(&kubeconfig) } })
                .to_string()
                .into_bytes(),
        ),
        (
            "YAML in a ConfigMap",
            json!({ "kind": "ConfigMap", "data": { "value": yaml } })
                .to_string()
                .into_bytes(),
        ),
        (
            "one line of YAML",
            format!("{{kind: Config, client-certificate-data: {certificate}}}").into_bytes(),
        ),
        (
            "a piece of a Secret",
            format!("data:\n  value: {}\n", packed(&yaml)).into_bytes(),
        ),
        ("PKCS #7, BER", indefinite(&signed_data(&der(&node.pem)))),
    ] {
        let folder = ingested("complete-x509").with("it", content);
        let traced = run(folder.path(), &["trace", "--db", "a.db", "it"]);
        assert_eq!(traced.status, 0, "{name}: {}", traced.err);
        assert!(traced.out.contains(&node.credential_id()), "{name}");
        no_key_in(&folder, &[traced.out, traced.err]);
    }
}

#[test]
fn a_token_is_found_as_json_and_never_shown() {
    let signed = web().signed();
    let parts: Vec<&str> = signed.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        panic!("three parts");
    };
    let one = json!({ "protected": header, "signature": signature });
    for (name, content) in [
        (
            "flattened",
            json!({ "payload": payload, "protected": header, "signature": signature }),
        ),
        (
            "general",
            json!({ "payload": payload, "signatures": [one] }),
        ),
        (
            "a header of HTTP",
            json!({ "headers": { "Authorization": format!("Bearer {signed}") } }),
        ),
        (
            "in base64",
            json!({ "kind": "Secret", "data": { "it": BASE64_STANDARD.encode(json!({ "status": { "token": signed } }).to_string()) } }),
        ),
    ] {
        let folder = ingested("complete-jwt").with("it", content.to_string());
        let traced = run(folder.path(), &["trace", "--db", "a.db", "it"]);
        assert_eq!(traced.status, 0, "{name}: {}", traced.err);
        assert!(traced.out.contains(&web().credential_id()), "{name}");
        let read = run(folder.path(), &["ingest", "--db", "a.db", "it"]);
        for secret in [payload, signature] {
            let outputs = [&traced.out, &traced.err, &read.out, &read.err];
            assert!(outputs.iter().all(|it| !it.contains(*secret)), "{name}");
            assert!(!folder.database_holds(secret), "{name}");
        }
    }
}

#[test]
fn stores_and_keys_are_called_by_their_names() {
    let numbers = [tagged(INTEGER, &[5; 200]), tagged(INTEGER, &[1, 0, 1])].concat();
    let account = json!({ "type": "service_account", "private_key": key() });
    let encrypted = json!({ "protected": "e30", "iv": "a", "ciphertext": "b", "tag": "c" });
    for (content, name) in [
        (store(), "PKCS #12"),
        (BASE64_STANDARD.encode(store()).into(), "PKCS #12"),
        (indefinite(&store()), "PKCS #12"),
        (
            b"PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\n".into(),
            "a private key of PuTTY",
        ),
        (
            b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAA\n".into(),
            "a private key of SSH",
        ),
        (
            b"sk-ssh-ed25519@openssh.com AAAA a@b".into(),
            "a public key of SSH",
        ),
        (tagged(SEQUENCE, &numbers), "a public key"),
        (
            account.to_string().into(),
            "a private key, which was left unread",
        ),
        (encrypted.to_string().into(), "an encrypted token (JWE)"),
        (b"{a".into(), "a document without a certificate or token"),
    ] {
        let folder = ingested("complete-jwt").with("it", content);
        failed(&run(folder.path(), &["trace", "--db", "a.db", "it"]), name);
    }
}

#[test]
fn a_kubeconfig_without_a_credential_of_its_own_says_where_they_come_from() {
    let own = BASE64_STANDARD.encode(&authority::certificate(&CLUSTER_POOL).pem);
    let kubeconfig = format!(
        "kind: Config\nclusters:\n- cluster:\n    certificate-authority-data: {own}\nusers:\n- user:\n    exec: {{command: a}}\n"
    );
    let folder = ingested("complete-jwt").with("it", kubeconfig);
    let traced = run(folder.path(), &["trace", "--db", "a.db", "it"]);
    let expected =
        "a kubeconfig without a certificate or token: its credentials come from a plugin";
    assert_eq!(traced.status, 3);
    assert!(traced.err.contains(expected), "{}", traced.err);
}

#[test]
fn a_key_set_without_keys_verifies_nothing() {
    let folder = ingested("complete-jwt")
        .with("it", web().signed())
        .with("jwks", r#"{"keys":[]}"#);
    let traced = run(
        folder.path(),
        &["trace", "--db", "a.db", "--jwks", "jwks", "it"],
    );
    assert_eq!(traced.status, 3, "{}", traced.err);
    let expected = "signature not verified";
    assert!(traced.out.contains(expected), "{}", traced.out);
}

/// The beginning of a store (RFC 7292 section 4): its version and a box with content of a kind.
fn store() -> Vec<u8> {
    let data = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
    let content = tagged(0xa0, &tagged(0x04, &[7; 300]));
    let parts = [
        tagged(INTEGER, &[3]),
        tagged(SEQUENCE, &[data.to_vec(), content].concat()),
    ];
    tagged(SEQUENCE, &parts.concat())
}

/// The same in BER, without the length of the whole.
fn indefinite(der: &[u8]) -> Vec<u8> {
    [&[SEQUENCE, 0x80], &der[4..], &[0, 0]].concat()
}
