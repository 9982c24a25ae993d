//! Entries of CA Service: which principal had which certificate created.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Envelope;
use crate::simulation::authority::{self, Paper};
use crate::simulation::casing::camel;
use crate::simulation::certificate::{Certificate, Holder};
use crate::simulation::clock::written;
use crate::simulation::constants::{CLUSTER_POOL, GKE_AGENT, KEY_PROJECT, Pool, SECURITY};
use crate::simulation::digest::{Digest, uuid};
use crate::simulation::record::{Kind, Record, Source};

const SERVICE: &str = "google.cloud.security.privateca.v1.CertificateAuthorityService";

/// A pool created a certificate.
pub fn certificate_created(certificate: &Certificate, at: Timestamp) -> Record {
    let leaf = &certificate.leaf;
    let id = uuid(format!("certificate {}", certificate.serial));
    let lifetime = format!("{}s", leaf.lifetime.as_secs());
    let payload = json!({
        "authenticationInfo": { "principalEmail": leaf.pool.requester },
        "authorizationInfo":
            [{ "granted": true, "permission": "privateca.certificates.create", "resource": leaf.pool.name }],
        "methodName": format!("{SERVICE}.CreateCertificate"),
        "request": { "parent": leaf.pool.name, "certificate_id": id, "certificate": { "lifetime": lifetime } },
        "requestMetadata": { "callerIp": "private" },
        "resourceName": leaf.pool.name,
        "response": response(certificate, &id),
        "status": {},
    });
    entry(Kind::Certified, payload, at)
}

/// A pool created a certificate, and its answer holds the certificates of its authorities.
pub fn certificate_created_with_chain(certificate: &Certificate, at: Timestamp) -> Record {
    let chain = [authority::certificate(&certificate.leaf.pool).pem];
    certificate_created(certificate, at)
        .set("/protoPayload/response/pem_certificate_chain", json!(chain))
}

/// A pool created a certificate, and its answer holds the certificates of these authorities, the issuer first.
pub fn certificate_created_below(
    certificate: &Certificate,
    above: &[&Paper],
    at: Timestamp,
) -> Record {
    let chain: Vec<&str> = above.iter().map(|it| it.pem.as_str()).collect();
    certificate_created(certificate, at)
        .set("/protoPayload/response/pem_certificate_chain", json!(chain))
}

/// A pool created the certificate of an authority below its own.
pub fn authority_created(paper: &Paper, pool: &Pool, at: Timestamp) -> Record {
    let id = uuid(format!("authority {}", paper.to_be_signed.hex()));
    let payload = json!({
        "authenticationInfo": { "principalEmail": pool.requester },
        "methodName": format!("{SERVICE}.CreateCertificate"),
        "request": { "parent": pool.name, "certificate_id": id },
        "requestMetadata": { "callerIp": "private" },
        "resourceName": pool.name,
        "response": {
            "@type": "type.googleapis.com/google.cloud.security.privateca.v1.Certificate",
            "name": format!("{}/certificates/{id}", pool.name),
            "certificate_description": {
                "cert_fingerprint": { "sha256_hash": Digest::sha256(&paper.der).hex() },
                "tbs_certificate_digest": paper.to_be_signed.hex(),
            },
            "pem_certificate": paper.pem,
        },
        "status": {},
    });
    entry(Kind::Certified, payload, at)
}

/// A principal revoked a certificate: Admin Activity.
pub fn certificate_revoked(certificate: &Certificate, at: Timestamp) -> Record {
    let id = uuid(format!("certificate {}", certificate.serial));
    let mut response = response(certificate, &id);
    response["revocation_details"] =
        json!({ "revocation_state": "KEY_COMPROMISE", "revocation_time": written(at) });
    let payload = json!({
        "authenticationInfo": { "principalEmail": SECURITY },
        "methodName": format!("{SERVICE}.RevokeCertificate"),
        "request": { "name": response["name"], "reason": "KEY_COMPROMISE" },
        "requestMetadata": { "callerIp": "private" },
        "resourceName": response["name"],
        "response": response,
        "status": {},
    });
    entry(Kind::Irrelevant, payload, at).set(
        "/logName",
        format!("projects/{KEY_PROJECT}/logs/cloudaudit.googleapis.com%2Factivity"),
    )
}

/// The certificate as gcloud lists it: camelCase, outside of a log entry.
pub fn listed(certificate: &Certificate) -> Value {
    let id = uuid(format!("certificate {}", certificate.serial));
    let chain = [authority::certificate(&certificate.leaf.pool).pem];
    let mut listed = response(certificate, &id);
    listed["pem_certificate_chain"] = json!(chain);
    listed.as_object_mut().expect("an object").remove("@type");
    camel(&listed)
}

/// A principal fetched the certificates of the authorities.
pub fn ca_certificates_fetched(at: Timestamp) -> Record {
    let payload = json!({
        "authenticationInfo": { "principalEmail": GKE_AGENT },
        "methodName": format!("{SERVICE}.FetchCaCerts"),
        "request": { "ca_pool": CLUSTER_POOL.name },
        "requestMetadata": { "callerIp": "private" },
        "resourceName": CLUSTER_POOL.name,
        "status": {},
    });
    entry(Kind::Irrelevant, payload, at)
}

fn entry(kind: Kind, mut payload: Value, at: Timestamp) -> Record {
    payload["serviceName"] = json!("privateca.googleapis.com");
    let method = payload["methodName"].clone();
    Envelope {
        source: Source::CaService,
        kind,
        at,
        project: KEY_PROJECT,
        log: "data_access",
        severity: "INFO",
        resource: json!({
            "type": "audited_resource",
            "labels": { "method": method, "project_id": KEY_PROJECT, "service": "privateca.googleapis.com" },
        }),
        payload,
    }
    .seal()
}

fn response(certificate: &Certificate, id: &str) -> Value {
    let pool = certificate.leaf.pool;
    json!({
        "@type": "type.googleapis.com/google.cloud.security.privateca.v1.Certificate",
        "name": format!("{}/certificates/{id}", pool.name),
        "issuer_certificate_authority": format!("{}/certificateAuthorities/{}", pool.name, pool.authority),
        "certificate_description": description(certificate),
        "pem_certificate": certificate.pem,
    })
}

fn description(certificate: &Certificate) -> Value {
    let leaf = &certificate.leaf;
    let mut subject = json!({
        "hex_serial_number": certificate.serial,
        "lifetime": format!("{}s", leaf.lifetime.as_secs()),
        "not_before_time": written(leaf.not_before),
        "not_after_time": written(leaf.not_after()),
    });
    subject
        .as_object_mut()
        .expect("an object")
        .extend(holder(&leaf.holder));
    json!({
        "cert_fingerprint": { "sha256_hash": certificate.fingerprint.hex() },
        "subject_description": subject,
        "tbs_certificate_digest": certificate.to_be_signed.hex(),
    })
}

fn holder(holder: &Holder) -> Map<String, Value> {
    let (key, value) = match holder {
        Holder::User { name, group } => (
            "subject",
            json!({ "common_name": name, "organization": group }),
        ),
        Holder::Workload { spiffe_id } => ("subject_alt_name", json!({ "uris": [spiffe_id] })),
    };
    Map::from_iter([(key.to_owned(), value)])
}
