//! Signed reports and signed policies, as they are made and verified.

mod chain;
mod kms;
mod openssl;
mod policy;
mod usage;

use std::collections::BTreeSet;
use std::fs;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::SigningKey;
use p256::pkcs8::{EncodePrivateKey, EncodePublicKey};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::harness::cli::{Ended, ingest, ingested, run, value};
use crate::simulation::files::Folder;

/// A private and a public key in PEM, made for one test.
struct Keys {
    private: String,
    public: String,
}

impl Keys {
    fn ed25519() -> Self {
        let key = Ed25519KeyPair::generate().expect("a key");
        let private = key.to_pkcs8v1().expect("PKCS#8");
        let head = hex::decode("302a300506032b6570032100").expect("hex"); // RFC 8410 section 4
        let public = [head.as_slice(), key.public_key().as_ref()].concat();
        Keys {
            private: pem("PRIVATE", private.as_ref()),
            public: pem("PUBLIC", &public),
        }
    }

    /// Another number makes another key.
    fn p256(number: u8) -> Self {
        let key = SigningKey::from_slice(&[number; 32]).expect("a key");
        let private = key.to_pkcs8_pem(Default::default()).expect("PEM");
        let public = key.verifying_key().to_public_key_pem(Default::default());
        Keys {
            private: private.to_string(),
            public: public.expect("PEM"),
        }
    }

    /// Writes `NAME.pem`, which its owner alone can read, and `NAME.pub.pem`.
    fn into(self, folder: Folder, name: &str) -> Folder {
        let folder = folder
            .with(&format!("{name}.pem"), self.private)
            .with(&format!("{name}.pub.pem"), self.public);
        mode(&folder, &format!("{name}.pem"), 0o600);
        folder
    }
}

fn pem(kind: &str, der: &[u8]) -> String {
    let der = STANDARD.encode(der);
    format!("-----BEGIN {kind} KEY-----\n{der}\n-----END {kind} KEY-----\n")
}

#[cfg(unix)]
fn mode(folder: &Folder, name: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(folder.path().join(name), permissions).expect("a mode");
}

#[cfg(not(unix))]
fn mode(_: &Folder, _: &str, _: u32) {}

/// A database, and the keys `a` and `b`.
fn desk() -> Folder {
    let folder = ingested("missing-record");
    let folder = Keys::ed25519().into(folder, "a");
    Keys::p256(7).into(folder, "b")
}

fn scan(folder: &Folder, flags: &[&str]) -> Ended {
    run(
        folder.path(),
        &[&["scan", "-q", "--db", "a.db"], flags].concat(),
    )
}

/// Signs `NAME.json` with a key, into `NAME.dsse.json`.
fn sign(folder: &Folder, key: &str, name: &str) {
    let (key, signature) = (format!("{key}.pem"), format!("{name}.dsse.json"));
    let report = format!("{name}.json");
    let flags = [
        "--sign",
        &key,
        "--signature",
        &signature,
        "--signed-report",
        &report,
    ];
    let ended = scan(folder, &flags);
    assert_eq!((ended.status, ended.err.as_str()), (1, ""), "{}", ended.out);
}

fn verify(folder: &Folder, arguments: &[&str]) -> Ended {
    run(folder.path(), &[&["verify-report"], arguments].concat())
}

/// Verifies with both keys.
fn verified(folder: &Folder, files: &[&str]) -> Ended {
    let keys = ["--key", "a.pub.pem", "--key", "b.pub.pem"];
    verify(folder, &[&keys, files].concat())
}

/// The statement in an envelope.
fn statement(folder: &Folder, name: &str) -> Value {
    let envelope = value(&String::from_utf8(folder.bytes(name)).expect("UTF-8"));
    assert_eq!(envelope["payloadType"], "application/vnd.in-toto+json");
    let payload = STANDARD.decode(envelope["payload"].as_str().expect("a text"));
    serde_json::from_slice(&payload.expect("base64")).expect("a statement")
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[test]
fn a_signed_report_is_verified_with_the_public_key_alone() {
    let folder = desk();
    let (from, to) = ("--from=2026-10-05", "--to=2026-10-08");
    let plain = scan(&folder, &["--format=json", from, to]).out;
    for key in ["a", "b"] {
        let signature = format!("{key}.dsse.json");
        let signing = [&format!("--sign={key}.pem"), "--signature", &signature];
        let text = scan(
            &folder,
            &[&signing[..], &[from, to, "--signed-report=r.json"]].concat(),
        );
        assert!(text.out.starts_with("BROKEN"), "{}", text.out);
        assert_eq!(String::from_utf8(folder.bytes("r.json")), Ok(plain.clone()));
        let statement = statement(&folder, &signature);
        let subject = &statement["subject"][0];
        assert_eq!(subject["name"], "r.json");
        assert_eq!(subject["digest"]["sha256"], sha256(plain.as_bytes()));
        let public = format!("--key={key}.pub.pem");
        let verified = verify(&folder, &[&public, &signature]);
        assert_eq!((verified.status, verified.err.as_str()), (0, ""));
        assert!(
            verified
                .out
                .contains("r.json is the report that was signed")
        );
    }
}

#[test]
fn a_json_report_is_signed_itself() {
    let folder = desk();
    let ended = scan(
        &folder,
        &["--format=json", "--sign=a.pem", "--signature=s.json"],
    );
    let signed = statement(&folder, "s.json")["subject"][0].clone();
    assert_eq!(signed["digest"]["sha256"], sha256(ended.out.as_bytes()));
    assert_eq!(signed["name"], "report.json");
    let missing = verified(&folder, &["s.json"]);
    assert_eq!(missing.status, 0);
    assert!(missing.out.contains("report.json is not here"));
    let folder = folder.with("elsewhere.json", &ended.out);
    let named = verified(&folder, &["s.json", "--report=elsewhere.json"]);
    assert_eq!(named.status, 0);
    assert!(
        named
            .out
            .contains("report.json is the report that was signed")
    );
    let folder = folder.with("elsewhere.json", ended.out + " ");
    let other = verified(&folder, &["s.json", "--report=elsewhere.json"]);
    assert_eq!(other.status, 1);
    assert!(other.out.contains("BROKEN elsewhere.json: none of these"));
}

/// The hashes of all lines that are entries.
fn recorded_lines(folder: &Folder) -> BTreeSet<Vec<u8>> {
    let database = rusqlite::Connection::open(folder.path().join("a.db")).expect("a database");
    let mut statement = database
        .prepare("select sha256 from entry")
        .expect("a query");
    let lines = statement.query_map([], |row| row.get(0)).expect("rows");
    lines.map(|it| it.expect("a row")).collect()
}

#[test]
fn a_statement_tells_what_the_scan_rests_on() {
    let folder = desk();
    sign(&folder, "a", "1");
    let first = statement(&folder, "1.dsse.json")["predicate"].clone();
    let scans = run(
        folder.path(),
        &["diff", "--list", "--format=json", "--db=a.db"],
    );
    assert_eq!(first["scan"]["number"], value(&scans.out)["scans"][0]["id"]);
    let fsck = run(folder.path(), &["fsck", "--db=a.db", "--format=json"]);
    assert_eq!(first["scan"]["sha256"], value(&fsck.out)["head"]["hash"]);
    assert_eq!(first["previous"], Value::Null);
    assert_eq!(first["tool"]["name"], "credtrail");
    assert_eq!(first["verdicts"]["broken"], 1);
    let read = first["evidence"]["read"].as_array().expect("files").clone();
    let gke = read
        .iter()
        .find(|it| it["name"].as_str().expect("a name").ends_with("gke.ndjson"));
    let gke = gke.expect("the log of GKE");
    let bytes = fs::read(gke["name"].as_str().expect("a name")).expect("a log");
    let lines = bytes.split(|it| *it == b'\n').map(Sha256::digest);
    let known = recorded_lines(&folder);
    let hashes = lines.filter(|it| known.contains(it.as_slice()));
    let hashes: Vec<u8> = hashes.flatten().collect();
    assert_eq!(
        (read.len(), &gke["receipts"]),
        (4, &(hashes.len() / 32).into())
    );
    assert_eq!(gke["receiptsSha256"], sha256(&hashes));
    let folder = folder.with("more.ndjson", [bytes, b"\n\n".to_vec()].concat());
    ingest(&folder, &["more.ndjson"]);
    sign(&folder, "b", "2");
    let second = statement(&folder, "2.dsse.json")["predicate"].clone();
    assert_eq!(second["evidence"]["read"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["evidence"]["read"][0]["name"], "more.ndjson");
    let envelope = sha256(&folder.bytes("1.dsse.json"));
    assert_eq!(second["previous"]["sha256"], envelope);
    assert_eq!(second["previous"]["scan"], 1);
}
