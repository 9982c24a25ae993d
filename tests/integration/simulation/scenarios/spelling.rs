//! Scenarios with the same facts in every notation of the logs.

use serde_json::json;

use super::{minutes, node, second_node};
use crate::simulation::casing::camel;
use crate::simulation::entries::{
    certificate_issuance, certificate_signature, certification, kubernetes, token_issuance,
    token_signature,
};
use crate::simulation::raw::CREDENTIAL_ID;
use crate::simulation::{Call, Certificate, Record, Scenario, Token, World};

const SIGNED: &str = "/protoPayload/request/digest/sha256";
const FINGERPRINT: &str = "/protoPayload/metadata/certificateFingerprint";
const DESCRIPTION: &str = "/protoPayload/response/certificate_description";

pub fn all() -> Vec<Scenario> {
    vec![notations()]
}

fn notations() -> Scenario {
    let world = World::framed()
        .records(in_base64(&node()))
        .records(in_camel_case(&second_node()))
        .records(in_base64url(&Token::mint("team-a", "web", minutes(2))))
        .records(in_the_request(&Token::mint("team-a", "cache", minutes(3))));
    Scenario::of("notations", &world)
}

fn in_base64(certificate: &Certificate) -> [Record; 4] {
    [
        certificate_signature(certificate).set(SIGNED, certificate.to_be_signed.upper_hex()),
        certification(certificate)
            .set(
                &format!("{DESCRIPTION}/cert_fingerprint/sha256_hash"),
                certificate.fingerprint.base64(),
            )
            .set(
                &format!("{DESCRIPTION}/tbs_certificate_digest"),
                certificate.to_be_signed.base64url(),
            ),
        certificate_issuance(certificate).set(FINGERPRINT, certificate.fingerprint.colons()),
        with_short_label(&Call::by_certificate(certificate)),
    ]
}

fn in_camel_case(certificate: &Certificate) -> [Record; 4] {
    [
        certificate_signature(certificate).set(SIGNED, certificate.to_be_signed.base64()),
        certification(certificate)
            .set(
                &format!("{DESCRIPTION}/tbs_certificate_digest"),
                certificate.to_be_signed.colons(),
            )
            .respell("/protoPayload/response", camel),
        certificate_issuance(certificate).set(FINGERPRINT, certificate.credential_id()),
        kubernetes::call(&Call::by_certificate(certificate)),
    ]
}

fn in_base64url(token: &Token) -> [Record; 3] {
    [
        token_signature(token).set(SIGNED, token.to_be_signed.colons()),
        token_issuance(token).set(
            "/protoPayload/metadata/toBeSignedDigest",
            token.to_be_signed.base64url(),
        ),
        with_short_label(&Call::by_token(token)),
    ]
}

/// GKE names the digest in its request, in upper case.
fn in_the_request(token: &Token) -> [Record; 3] {
    let request = json!({ "toBeSignedDigest": token.to_be_signed.upper_hex() });
    [
        token_signature(token).set(SIGNED, token.to_be_signed.base64()),
        token_issuance(token)
            .without("/protoPayload/metadata/toBeSignedDigest")
            .set("/protoPayload/request", request),
        kubernetes::call(&Call::by_token(token)),
    ]
}

/// The call with the other spelling of its label.
fn with_short_label(call: &Call) -> Record {
    kubernetes::call(call).respell("/labels", |labels| {
        let mut labels = labels.as_object().expect("an object").clone();
        let id = labels
            .remove(CREDENTIAL_ID)
            .expect("a call with a credential");
        labels.insert("authentication.k8s.io/credential-id".into(), id);
        labels.into()
    })
}
