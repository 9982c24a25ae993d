//! Many CA certificates that state the key identifier of one authority.

use serde_json::Value;

use crate::harness::cli::{ingest, scanned, value};
use crate::simulation::authority;
use crate::simulation::constants::CLUSTER_POOL;
use crate::simulation::files::{Folder, fixture};
use crate::simulation::keys::EcKey;

/// CA certificates of other keys with the identifier of the authority's key.
pub fn impostors(count: u32) -> String {
    let pem = |number| impostor(number, &EcKey::throw_away(&format!("impostor {number}")));
    (0..count).map(pem).collect()
}

/// A CA certificate of this key with the identifier of the authority's key.
fn impostor(number: u32, key: &impl rcgen::SigningKey) -> String {
    let mut params = authority::params(&CLUSTER_POOL);
    params.serial_number = Some(rcgen::SerialNumber::from(u64::from(number) + 1));
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.self_signed(key).expect("a certificate").pem()
}

/// The records of CA Service in a scenario, without the certificates of authorities.
pub fn without_chain(scenario: &str) -> String {
    let path = fixture(scenario).join("logs/ca-service.ndjson");
    let log = std::fs::read_to_string(path).expect("a log");
    let cut = |line: &str| {
        let mut entry: Value = serde_json::from_str(line).expect("JSON");
        if let Some(response) = entry.pointer_mut("/protoPayload/response") {
            let response = response.as_object_mut().expect("an object");
            response.remove("pem_certificate_chain");
        }
        entry.to_string() + "\n"
    };
    log.lines().map(cut).collect()
}

/// The weights of `signature-invalid` after these files were read one after the other.
fn weights(folder: &Folder, files: &[&str]) -> Vec<String> {
    for file in files {
        ingest(folder, &[file]);
    }
    let report = value(&scanned(folder));
    let lineages = report["lineages"].as_array().into_iter().flatten();
    let findings = lineages.flat_map(|it| it["findings"].as_array().into_iter().flatten());
    let invalid = findings.filter(|it| it["code"] == "signature-invalid");
    let mut weights: Vec<_> = invalid.map(|it| text(&it["weight"])).collect();
    weights.dedup();
    weights
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_crowd_of_keys_hides_no_forged_signature_whose_record_holds_the_chain_and_costs_no_sound_one() {
    for (scenario, count, expected) in [
        ("signature-invalid", 10, vec!["break"]),
        ("signature-invalid", 100, vec!["break"]),
        ("complete-x509", 100, vec![]),
    ] {
        let folder = Folder::new().with("impostors.pem", impostors(count));
        let logs = fixture(&format!("{scenario}/logs")).display().to_string();
        assert_eq!(
            weights(&folder, &["impostors.pem", &logs]),
            expected,
            "{scenario} {count}"
        );
    }
}

/// Nobody else can have a key from which the identifier is worked out, so that this key alone decides, among however many.
#[test]
fn the_key_from_which_the_identifier_is_worked_out_decides_among_many_others() {
    let impostors = impostors(200);
    for (scenario, expected) in [
        ("signature-invalid", vec!["break"]),
        ("revoked-credential-used", vec![]),
    ] {
        for files in [
            ["own.pem", "impostors.pem", "ca-service.ndjson"],
            ["impostors.pem", "own.pem", "ca-service.ndjson"],
            ["ca-service.ndjson", "impostors.pem", "own.pem"],
            ["ca-service.ndjson", "own.pem", "impostors.pem"],
        ] {
            let folder = Folder::new()
                .with("ca-service.ndjson", without_chain(scenario))
                .with("impostors.pem", &impostors)
                .with("own.pem", authority::certificate(&CLUSTER_POOL).pem);
            assert_eq!(weights(&folder, &files), expected, "{scenario} {files:?}");
        }
    }
}

#[test]
fn a_signature_that_none_of_the_tried_keys_made_is_undecided_while_others_were_not_tried() {
    for (scenario, count, expected) in [
        ("signature-invalid", 64, vec!["break"]),
        ("signature-invalid", 65, vec!["gap"]),
        ("revoked-credential-used", 65, vec!["gap"]),
    ] {
        for files in [
            ["impostors.pem", "ca-service.ndjson"],
            ["ca-service.ndjson", "impostors.pem"],
        ] {
            let folder = Folder::new()
                .with("ca-service.ndjson", without_chain(scenario))
                .with("impostors.pem", impostors(count));
            assert_eq!(
                weights(&folder, &files),
                expected,
                "{scenario} {count} {files:?}"
            );
        }
    }
}

/// The label of the key behind the scenario `signature-invalid`.
const FORGER: &str = "an impostor";

/// An Ed25519 key, with which an ECDSA signature cannot be tried. What it signs is of no interest.
struct OfAnotherKind;

impl rcgen::PublicKeyData for OfAnotherKind {
    fn der_bytes(&self) -> &[u8] {
        &[7; 32]
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ED25519
    }
}

impl rcgen::SigningKey for OfAnotherKind {
    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(vec![0; 64])
    }
}

/// All orders of these.
fn orders<'n>(names: &[&'n str]) -> Vec<Vec<&'n str>> {
    let Some((first, rest)) = names.split_first() else {
        return vec![Vec::new()];
    };
    let with_first = |order: Vec<&'n str>| {
        let places = 0..=order.len();
        places.map(move |at| [&order[..at], &[*first], &order[at..]].concat())
    };
    orders(rest).into_iter().flat_map(with_first).collect()
}

/// A key that only states the identifier decides until the right one is met, and a crowd of them decides nothing.
#[test]
fn what_is_said_of_a_signature_does_not_depend_on_the_order_of_its_keys() {
    let forger = impostor(900, &EcKey::throw_away(FORGER));
    let folder = || {
        Folder::new()
            .with("forged.ndjson", without_chain("signature-invalid"))
            .with("forger.pem", &forger)
            .with("ed25519.pem", impostor(901, &OfAnotherKind))
            .with("crowd.pem", impostors(65))
            .with("own.pem", authority::certificate(&CLUSTER_POOL).pem)
    };
    for (files, expected) in [
        (&["forged.ndjson", "forger.pem"][..], vec![]),
        (&["forged.ndjson", "ed25519.pem"], vec![]),
        (&["forged.ndjson", "forger.pem", "own.pem"], vec!["break"]),
        (&["forged.ndjson", "ed25519.pem", "own.pem"], vec!["break"]),
        (&["forged.ndjson", "forger.pem", "crowd.pem"], vec!["gap"]),
        (&["forged.ndjson", "ed25519.pem", "crowd.pem"], vec!["gap"]),
        (
            &["forged.ndjson", "forger.pem", "crowd.pem", "own.pem"],
            vec!["break"],
        ),
    ] {
        for order in orders(files) {
            assert_eq!(weights(&folder(), &order), expected, "{order:?}");
        }
    }
}

/// The crowd may come in several files.
#[test]
fn keys_that_come_one_after_the_other_are_the_crowd_that_they_are_together() {
    let forger = impostor(900, &EcKey::throw_away(FORGER));
    let crowd = impostors(66);
    let half = crowd
        .match_indices("-----BEGIN")
        .nth(33)
        .expect("33 others")
        .0;
    for order in orders(&["forged.ndjson", "forger.pem", "one.pem", "two.pem"]) {
        let folder = Folder::new()
            .with("forged.ndjson", without_chain("signature-invalid"))
            .with("forger.pem", &forger)
            .with("one.pem", &crowd[..half])
            .with("two.pem", &crowd[half..]);
        assert_eq!(weights(&folder, &order), ["gap"], "{order:?}");
    }
}
