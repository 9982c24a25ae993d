//! What people have in hand, in every dressing that it comes in.

mod forged_lists;
mod lists;
mod mixed;
mod signatures;
mod tokens;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::harness::cli::{failed, ingested, run};
use crate::simulation::authority;
use crate::simulation::certificate::Signer;
use crate::simulation::clock::NOON;
use crate::simulation::constants::CLUSTER_POOL;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::keys::key_set;
use crate::simulation::{Leaf, Token};

/// A file with what stands in it, by the words of `ingest`.
type Dressed = (&'static str, Vec<u8>, &'static str);

#[test]
fn a_certificate_is_found_in_every_dressing() {
    let node = Leaf::of_node("a1b2", NOON).mint();
    let folder = ingested("complete-x509");
    let plain = run(
        folder.path(),
        &["trace", "--db", "a.db", &node.credential_id()],
    );
    for (name, content, expected) in certificates(&node.pem) {
        let folder = ingested("complete-x509").with("it", content);
        let traced = run(folder.path(), &["trace", "--db", "a.db", "it"]);
        assert_eq!(
            (traced.status, &traced.out),
            (0, &plain.out),
            "{name}: {}",
            traced.err
        );
        let read = run(folder.path(), &["ingest", "--db", "a.db", "it"]);
        assert!(
            read.err.ends_with(&format!("{expected}, 0 rejected\n")),
            "{name}: {}",
            read.err
        );
        no_key_in(&folder, &[traced.out, traced.err, read.err]);
    }
}

fn certificates(pem: &str) -> Vec<Dressed> {
    let key = key();
    let packed = |text: &str| BASE64_STANDARD.encode(text);
    let wide: Vec<u8> = format!("\u{feff}{pem}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let indented: String = pem.lines().map(|line| format!("    {line}\n")).collect();
    let own = authority::certificate(&CLUSTER_POOL).pem;
    let kubeconfig = format!(
        "apiVersion: v1\nkind: Config\nusers:\n- name: n\n  user:\n    client-key-data: {}\n    client-certificate-data: {}\n",
        packed(&key),
        packed(pem)
    );
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret",
        "data": { "tls.key": packed(&key), "tls.crt": packed(pem) },
    });
    let one = "PEM with 1 certificate";
    let object = "Kubernetes object with 1 certificate";
    vec![
        (
            "a byte order mark",
            format!("\u{feff}{pem}").into_bytes(),
            one,
        ),
        (
            "Latin-1",
            [b"# Schl\xfcssel\n", pem.as_bytes()].concat(),
            one,
        ),
        ("UTF-16", wide, one),
        ("CRLF", pem.replace('\n', "\r\n").into_bytes(), one),
        ("escaped", pem.replace('\n', "\\n").into_bytes(), one),
        (
            "a member of JSON",
            format!("\"pem\": {},", json!(pem)).into_bytes(),
            one,
        ),
        ("indented", indented.clone().into_bytes(), one),
        ("a key before", format!("{key}{pem}").into_bytes(), one),
        (
            "a chain, its authority first",
            format!("{own}{pem}").into_bytes(),
            "PEM with 2 certificates",
        ),
        (
            "a name of X.509",
            pem.replace("CERTIFICATE", "X509 CERTIFICATE").into_bytes(),
            one,
        ),
        (
            "DER and a line end",
            [der(pem), b"\n".to_vec()].concat(),
            "DER with 1 certificate",
        ),
        (
            "base64",
            packed(pem).into_bytes(),
            "base64 with 1 certificate",
        ),
        (
            "base64 of DER",
            BASE64_STANDARD.encode(der(pem)).into_bytes(),
            "base64 with 1 certificate",
        ),
        (
            "PKCS #7, DER",
            signed_data(&der(pem)),
            "DER with 1 certificate",
        ),
        (
            "PKCS #7, PEM",
            armoured("PKCS7", &signed_data(&der(pem))).into_bytes(),
            one,
        ),
        ("kubeconfig", kubeconfig.clone().into_bytes(), object),
        (
            "a cut kubeconfig",
            format!("{kubeconfig}- name: [").into_bytes(),
            object,
        ),
        (
            "a line of a kubeconfig",
            format!("client-certificate-data: {}", packed(pem)).into_bytes(),
            object,
        ),
        ("Secret, JSON", secret.to_string().into_bytes(), object),
        (
            "List of Secrets",
            json!({ "kind": "List", "items": [secret] })
                .to_string()
                .into_bytes(),
            object,
        ),
        (
            "Secret, text",
            format!("apiVersion: v1\nkind: Secret\nstringData:\n  tls.crt: |\n{indented}")
                .into_bytes(),
            object,
        ),
    ]
}

#[test]
fn the_chain_comes_along_with_the_certificate_that_is_asked_for() {
    let node = Leaf::of_node("a1b2", NOON).by(Signer::Identified).mint();
    let own = authority::certificate(&CLUSTER_POOL).pem;
    let folder = ingested("papers-in-hand")
        .with("chain.pem", format!("{own}{}", node.pem))
        .with("own.pem", own);
    let traced = |name: &str| run(folder.path(), &["trace", "--db", "a.db", name]);
    assert_eq!(traced("chain.pem").out, traced(&node.credential_id()).out);
    assert!(traced("own.pem").out.contains("  evidence  "));
}

#[test]
fn what_cannot_be_used_is_called_by_its_name() {
    let own = authority::certificate(&CLUSTER_POOL);
    let request = authority::request(&CLUSTER_POOL).der;
    let list = authority::revocation_list(&CLUSTER_POOL, &[], NOON).der;
    let damaged = |der: &[u8]| {
        let mut der = der.to_vec();
        let at = 60;
        der[at..at + 8].fill(0xff);
        der
    };
    let cut = |der: &[u8]| der[..der.len() - 9].to_vec();
    for (content, name) in [
        (cut(&request), "a signing request (DER) that ends early"),
        (cut(&list), "a revocation list (DER) that ends early"),
        (
            damaged(&list),
            "a revocation list (DER) that cannot be read",
        ),
        (cut(&own.der), "a certificate (DER) that ends early"),
        (own.pem[..200].into(), "CERTIFICATE has no end"),
        (key().into(), "a private key, which was left unread"),
        (key_set().into(), "a key set (JWKS)"),
        (b"".into(), "empty"),
        (b"ssh-ed25519 AAAA a@b".into(), "a public key of SSH"),
        (br#"{"logName":"projects/p/logs/l"}"#.into(), "a log"),
        (
            b"eyJhbGciOiJub25lIn0.a.b.c.d".into(),
            "an encrypted token (JWE)",
        ),
        (
            b"kind: Config\nusers:\n- user:\n    exec: {command: a}\n".into(),
            "a plugin (exec)",
        ),
        (
            b"kind: Config\nusers:\n- user:\n    token: opaque\n".into(),
            "a token that is no JWT",
        ),
        (b"kind: Secret\ndata: {a: Yg==}\n".into(), "Secret"),
        (b"words".into(), "nothing that can be looked up"),
    ] {
        let folder = ingested("complete-jwt").with("it", content);
        failed(&run(folder.path(), &["trace", "--db", "a.db", "it"]), name);
    }
}

#[test]
fn a_request_that_cannot_be_parsed_is_no_certificate() {
    for der in [
        authority::request(&CLUSTER_POOL).der,
        authority::revocation_list(&CLUSTER_POOL, &[], NOON).der,
    ] {
        for at in (der.len() / 2..der.len()).step_by(16) {
            let mut flipped = der.clone();
            flipped[at] ^= 0x80;
            let folder = Folder::new().with("it", flipped);
            let read = run(folder.path(), &["ingest", "--db", "a.db", "it"]);
            assert!(!read.err.contains("certificate,"), "{at}: {}", read.err);
        }
    }
}

/// A throw-away private key, PEM.
pub fn key() -> String {
    std::fs::read_to_string(fixture("keys/throw-away-sa-signing.pem")).expect("a throw-away key")
}

pub fn no_key_in(folder: &Folder, texts: &[String]) {
    for line in key().lines().filter(|line| !line.starts_with('-')) {
        assert!(texts.iter().all(|it| !it.contains(line)));
        assert!(!folder.database_holds(line));
    }
}

pub fn web() -> Token {
    Token::mint("team-a", "web", NOON)
}

pub fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    BASE64_STANDARD.decode(body).expect("base64")
}

pub fn armoured(label: &str, der: &[u8]) -> String {
    let body = BASE64_STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

/// A certificate in PKCS #7 without a signature (RFC 5652 section 5.1).
pub fn signed_data(certificate: &[u8]) -> Vec<u8> {
    let (signed, data) = (
        b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
        b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01",
    );
    let parts = [
        tagged(0x02, &[1]),
        tagged(0x31, &[]),
        tagged(0x30, data),
        tagged(0xa0, certificate),
        tagged(0x31, &[]),
    ];
    let content = tagged(0xa0, &tagged(0x30, &parts.concat()));
    tagged(0x30, &[signed.to_vec(), content].concat())
}

pub fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len())
        .expect("a length")
        .to_be_bytes();
    let head = match content.len() {
        0..128 => vec![tag, length[1]],
        _ => vec![tag, 0x82, length[0], length[1]],
    };
    [head, content.to_vec()].concat()
}
