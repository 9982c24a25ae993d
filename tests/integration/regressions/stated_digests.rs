//! CA Service may state a SHA-256 digest of a certificate that its key signed by SHA-384: without the certificate both cannot be compared.

use jiff::SignedDuration;
use rcgen::{
    CertificateParams, Issuer, PKCS_ECDSA_P384_SHA384, PublicKeyData, SerialNumber, SigningKey,
};
use x509_parser::parse_x509_certificate;

use super::reports::{Report, entries};
use crate::simulation::authority;
use crate::simulation::certificate::{Certificate, since_1970, subject};
use crate::simulation::clock::NOON;
use crate::simulation::constants::{CA_AGENT, CLUSTER_CA_KEY, CLUSTER_POOL, MALLORY, OTHER_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{self as written, kms};
use crate::simulation::files::Folder;
use crate::simulation::keys::EcKey;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, Leaf, World};

/// A key that names ECDSA with SHA-384. Nothing here verifies its signatures.
struct Sha384Key(EcKey);

impl PublicKeyData for Sha384Key {
    fn der_bytes(&self) -> &[u8] {
        self.0.der_bytes()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &PKCS_ECDSA_P384_SHA384
    }
}

impl SigningKey for Sha384Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.0.sign(message)
    }
}

/// The certificate of a node by a SHA-384 key, and the digest that the key signed. CA Service states the SHA-256 digest.
fn node() -> (Certificate, Digest) {
    let leaf = Leaf::of_node("p384", NOON);
    let mut params = CertificateParams::default();
    params.serial_number = Some(SerialNumber::from_slice(&[0x4d; 16]));
    params.not_before = rcgen::date_time_ymd(1970, 1, 1) + since_1970(leaf.not_before);
    params.not_after = rcgen::date_time_ymd(1970, 1, 1) + since_1970(leaf.not_after());
    params.distinguished_name = subject("system:nodes", "system:node:p384");
    let issuer = Issuer::new(
        authority::params(&CLUSTER_POOL),
        Sha384Key(EcKey::throw_away(CLUSTER_POOL.key)),
    );
    let signed = params.signed_by(&EcKey::throw_away("holder p384"), &issuer);
    let signed = signed.expect("a certificate that can be signed");
    let (_, parsed) = parse_x509_certificate(signed.der()).expect("a certificate");
    let content = parsed.tbs_certificate.as_ref();
    let certificate = Certificate {
        leaf,
        serial: hex::encode([0x4d; 16]),
        pem: signed.pem(),
        fingerprint: Digest::sha256(signed.der()),
        to_be_signed: Digest::sha256(content),
    };
    (certificate, Digest::sha384(content))
}

/// The node's certificate, whose record has no PEM, without any signature.
fn unsigned() -> World {
    let (node, _) = node();
    World::framed()
        .record(written::certification(&node).without("/protoPayload/response/pem_certificate"))
        .record(written::certificate_issuance(&node))
        .call(Call::by_certificate(&node))
}

fn signed_by(key: &str, digest: &Digest, caller: &str) -> World {
    let at = NOON - SignedDuration::from_secs(2);
    unsigned().record(kms::signature(key, digest, at, caller))
}

fn policy(algorithms: &str) -> String {
    format!(
        "[[cluster]]\nname = \"projects/acme-prod/locations/us-central1/clusters/payments\"\n{algorithms}\n\
         cluster-ca = {{ pools = [\"{}\"], keys = [\"{CLUSTER_CA_KEY}\"] }}\n",
        CLUSTER_POOL.name
    )
}

fn folder(world: &World) -> Folder {
    Folder::new()
        .with("logs/all.ndjson", ndjson(&entries(world)))
        .with("policy.toml", policy(""))
}

fn judged(folder: &Folder) -> Report {
    Report::on_paths(folder, &["logs", "--policy", "policy.toml"])
}

#[test]
fn a_stated_digest_of_another_hash_function_than_the_key_signs_is_a_gap() {
    let (node, digest) = node();
    for algorithms in ["", "algorithms = [\"ec-sign-p384-sha384\"]"] {
        let folder = folder(&signed_by(CLUSTER_CA_KEY, &digest, CA_AGENT));
        let folder = folder.with("policy.toml", policy(algorithms));
        let report = judged(&folder);
        let findings = report.findings(&node.credential_id());
        assert_eq!(findings, [("missing-record", "gap")], "{algorithms}");
        let lineage = report.of(&node.credential_id());
        assert_eq!(lineage["stages"]["kms"], "unlinked", "{lineage:#}");
        assert_eq!(report.status, 0, "{algorithms}");
    }
}

#[test]
fn the_certificate_settles_a_stated_digest_of_another_hash_function() {
    let (node, digest) = node();
    let folder = folder(&signed_by(CLUSTER_CA_KEY, &digest, CA_AGENT))
        .with("logs/node.pem", &node.pem)
        .with(
            "policy.toml",
            policy("algorithms = [\"ec-sign-p384-sha384\"]"),
        );
    let report = judged(&folder);
    assert_eq!(report.findings(&node.credential_id()), []);
    assert_eq!(report.json["summary"]["unclaimed_signatures"], 0);
}

#[test]
fn no_signature_of_another_hash_function_explains_a_missing_one_unless_the_ca_key_makes_no_other() {
    let (node, digest) = node();
    let usual = Leaf::of_node("usual", NOON).mint();
    let ca_key = || signed_by(CLUSTER_CA_KEY, &digest, CA_AGENT);
    for (name, world) in [
        ("no signature", unsigned()),
        ("another key", signed_by(OTHER_KEY, &digest, CA_AGENT)),
        (
            "another caller",
            signed_by(CLUSTER_CA_KEY, &digest, MALLORY),
        ),
        (
            "a key that signs SHA-256",
            ca_key().used_certificate(&usual),
        ),
        (
            "an unclaimed SHA-256 digest",
            signed_by(CLUSTER_CA_KEY, &Digest::sha256("else"), CA_AGENT),
        ),
    ] {
        let report = judged(&folder(&world));
        let findings = report.findings(&node.credential_id());
        assert_eq!(findings, [("missing-record", "break")], "{name}");
    }
}
