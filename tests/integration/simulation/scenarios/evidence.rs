//! Scenarios with evidence files: certificates, revocation lists, requests and tokens.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::json;

use super::{cache, minutes, web};
use crate::simulation::authority;
use crate::simulation::certificate::{Certificate, Leaf, Signer};
use crate::simulation::clock::{CERTIFYING_LEAD, NOON};
use crate::simulation::constants::{CA_AGENT, CLUSTER_CA_KEY, CLUSTER_POOL};
use crate::simulation::digest::Digest;
use crate::simulation::entries::{
    ca_service, certificate_issuance, certificate_issued, certificate_signature, kms,
    token_issuance, token_signature,
};
use crate::simulation::token::{Algorithm, Token};
use crate::simulation::{Call, Record, Scenario, World};

pub fn all() -> Vec<Scenario> {
    vec![
        papers_in_hand(),
        token_in_hand(),
        token_of_another_algorithm(),
        papers_in_documents(),
        signature_invalid(),
        revoked_credential_used(),
    ]
}

/// The certificate of a node, which names the key that signed it.
fn node(name: &str, signer: Signer, minute: i64) -> Certificate {
    Leaf::of_node(name, minutes(minute)).by(signer).mint()
}

/// All records of a certificate; the record of CA Service holds the authority's certificate.
fn issued(certificate: &Certificate) -> [Record; 3] {
    let at = certificate.leaf.issued_at;
    [
        certificate_signature(certificate),
        ca_service::certificate_created_with_chain(certificate, at - CERTIFYING_LEAD),
        certificate_issuance(certificate),
    ]
}

fn papers_in_hand() -> Scenario {
    let node = node("a1b2", Signer::Identified, 0);
    let own = authority::certificate(&CLUSTER_POOL);
    let request = authority::request(&CLUSTER_POOL);
    let list = authority::revocation_list(&CLUSTER_POOL, &[], minutes(30));
    let signed = [(&own, 10), (&request, 20), (&list, 30)].map(|(it, minute)| {
        kms::signature(CLUSTER_CA_KEY, &it.to_be_signed, minutes(minute), CA_AGENT)
    });
    let world = World::framed()
        .records(issued(&node))
        .call(Call::by_certificate(&node))
        .records(signed);
    let bundle = format!("The cluster's authority\n\n{}\n{}", own.pem, request.pem);
    Scenario::of("papers-in-hand", &world)
        .log("evidence/authority.pem", bundle)
        .log("evidence/list.crl", list.der)
}

fn token_in_hand() -> Scenario {
    let web = web();
    let world = World::framed()
        .record(token_signature(&web))
        .record(token_issuance(&web).without("/protoPayload/metadata/toBeSignedDigest"))
        .call(Call::by_token(&web));
    Scenario::of("token-in-hand", &world)
        .log("evidence/web.jwt", format!("{}\n", web.signing_input))
}

/// Tokens whose headers name another hash function than the records: the signed one, and another one under the id of a signed one.
fn token_of_another_algorithm() -> Scenario {
    let renamed = Token::mint_with(Algorithm::Es384, "team-a", "web", NOON);
    let signed = Token {
        to_be_signed: Digest::sha256(&renamed.signing_input),
        ..renamed
    };
    let cache = cache();
    let payload = cache.signing_input.split('.').nth(1).unwrap_or_default();
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"ES512"}"#);
    let world = World::framed().used_token(&signed).used_token(&cache);
    Scenario::of("token-of-another-algorithm", &world)
        .log("evidence/web.jwt", format!("{}\n", signed.signing_input))
        .log("evidence/cache.jwt", format!("{header}.{payload}\n"))
}

fn papers_in_documents() -> Scenario {
    let (node, web) = (node("a1b2", Signer::Identified, 0), web());
    let own = authority::certificate(&CLUSTER_POOL);
    let signed = kms::signature(CLUSTER_CA_KEY, &own.to_be_signed, minutes(10), CA_AGENT);
    let world = World::framed()
        .records(certificate_issued(&node))
        .call(Call::by_certificate(&node))
        .record(signed)
        .record(token_signature(&web))
        .record(token_issuance(&web).without("/protoPayload/metadata/toBeSignedDigest"))
        .call(Call::by_token(&web));
    let [own, pem] = [&own.pem, &node.pem].map(|it| BASE64_STANDARD.encode(it));
    let kubeconfig = format!(
        "apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    certificate-authority-data: {own}\n  name: payments\nusers:\n- name: a1b2\n  user:\n    client-certificate-data: {pem}\n"
    );
    let token = json!({ "kind": "TokenRequest", "status": { "token": web.signing_input } });
    let unknown = json!({ "kty": "AKP", "kid": "of-later-years", "alg": "ML-DSA-65" });
    let damaged = json!({ "kty": "EC", "kid": "damaged", "crv": "P-256", "x": "AA", "y": "AA" });
    Scenario::of("papers-in-documents", &world)
        .log("evidence/kubeconfig.yaml", kubeconfig)
        .log("evidence/token-request.json", format!("{token:#}\n"))
        .log(
            "evidence/jwks.json",
            format!("{:#}\n", json!({ "keys": [unknown, damaged] })),
        )
}

fn signature_invalid() -> Scenario {
    let forged = node("a1b2", Signer::Impostor, 0);
    let world = World::framed()
        .records(issued(&forged))
        .call(Call::by_certificate(&forged));
    Scenario::of("signature-invalid", &world)
}

fn revoked_credential_used() -> Scenario {
    let [logged, listed] =
        [("a1b2", 0), ("c3d4", 1)].map(|(name, minute)| node(name, Signer::Identified, minute));
    let list = authority::revocation_list(&CLUSTER_POOL, &[(&listed, minutes(20))], minutes(30));
    let late = NOON + SignedDuration::from_hours(2);
    let world = World::framed()
        .records(issued(&logged))
        .records(issued(&listed))
        .record(ca_service::certificate_revoked(&logged, minutes(20)))
        .record(kms::signature(
            CLUSTER_CA_KEY,
            &list.to_be_signed,
            minutes(30),
            CA_AGENT,
        ))
        .call(Call::by_certificate(&logged))
        .call(Call::by_certificate(&listed))
        .call(Call::by_certificate(&logged).at(late))
        .call(Call::by_certificate(&listed).at(late));
    Scenario::of("revoked-credential-used", &world).log("evidence/cluster-ca.crl.pem", list.pem)
}
