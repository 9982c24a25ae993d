//! Entries of Cloud KMS: which key was called to sign which digest.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Envelope;
use crate::simulation::constants::{GKE_AGENT, KEY_PROJECT, LOCATION, SA_SIGNING_KEY};
use crate::simulation::digest::Digest;
use crate::simulation::record::{Kind, Record, Source};

/// A key version signed a digest.
pub fn signature(key: &str, digest: &Digest, at: Timestamp, principal: &str) -> Record {
    let payload = json!({
        "authenticationInfo": { "principalEmail": principal },
        "authorizationInfo": [authorization(key)],
        "methodName": "AsymmetricSign",
        "request": {
            "@type": "type.googleapis.com/google.cloud.kms.v1.AsymmetricSignRequest",
            "digest": digest.request(),
            "name": key,
        },
        "requestMetadata": { "callerIp": "private" },
        "resourceName": key,
        "status": {},
    });
    entry(Kind::Signed, key, payload, at)
}

/// A key version signed data, which KMS hashed; the entry holds the data, or only their checksum.
pub fn data_signature(key: &str, data: Option<&str>, at: Timestamp, principal: &str) -> Record {
    let none = Digest::sha256("");
    let signed = signature(key, &none, at, principal)
        .without("/protoPayload/request/digest")
        .set("/protoPayload/request/dataCrc32c", "123456789");
    let signed = match data {
        Some(data) => signed.set("/protoPayload/request/data", BASE64_STANDARD.encode(data)),
        None => signed,
    };
    let name = Digest::sha256(signed.entry.to_string()).hex();
    signed.set("/insertId", format!("2{}", &name[..13]))
}

/// A key version was called to sign a digest and refused.
pub fn refused_signature(key: &str, digest: &Digest, at: Timestamp, principal: &str) -> Record {
    let refusal = "Permission 'cloudkms.cryptoKeyVersions.useToSign' denied on resource (or it may not exist).";
    let refused = signature(key, digest, at, principal)
        .set(
            "/protoPayload/status",
            json!({ "code": 7, "message": refusal }),
        )
        .without("/protoPayload/authorizationInfo/0/granted")
        .set("/severity", "ERROR");
    Record {
        kind: Kind::Irrelevant,
        ..refused
    }
}

/// A principal read a public key.
pub fn public_key_read(at: Timestamp) -> Record {
    let payload = json!({
        "authenticationInfo": { "principalEmail": GKE_AGENT },
        "methodName": "GetPublicKey",
        "request": {
            "@type": "type.googleapis.com/google.cloud.kms.v1.GetPublicKeyRequest",
            "name": SA_SIGNING_KEY,
        },
        "requestMetadata": { "callerIp": "private" },
        "resourceName": SA_SIGNING_KEY,
        "status": {},
    });
    entry(Kind::Irrelevant, SA_SIGNING_KEY, payload, at)
}

fn authorization(key: &str) -> Value {
    let (resource, _) = key.split_once("/cryptoKeyVersions").expect("a key version");
    json!({ "granted": true, "permission": "cloudkms.cryptoKeyVersions.useToSign", "resource": resource })
}

fn entry(kind: Kind, key: &str, mut payload: Value, at: Timestamp) -> Record {
    payload["serviceName"] = json!("cloudkms.googleapis.com");
    payload["resourceLocation"] = json!({ "currentLocations": [LOCATION] });
    Envelope {
        source: Source::Kms,
        kind,
        at,
        project: KEY_PROJECT,
        log: "data_access",
        severity: "INFO",
        resource: json!({ "type": "cloudkms_cryptokeyversion", "labels": labels(key) }),
        payload,
    }
    .seal()
}

fn labels(key: &str) -> Value {
    let segments: Vec<&str> = key.split('/').collect();
    json!({
        "crypto_key_id": segments[7],
        "crypto_key_version_id": segments[9],
        "key_ring_id": segments[5],
        "location": segments[3],
        "project_id": segments[1],
    })
}
