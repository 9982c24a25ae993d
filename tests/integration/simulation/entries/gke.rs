//! Entries of GKE's system events: what the control plane issued.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Envelope;
use crate::simulation::certificate::Certificate;
use crate::simulation::constants::{CLUSTER, CLUSTER_PROJECT, GKE_AGENT, LOCATION};
use crate::simulation::record::{Kind, Record, Source};
use crate::simulation::token::Token;

const AUTH: &str = "google.cloud.gkeauth.v1.Auth";

/// A certificate was issued.
pub fn certificate_issued(certificate: &Certificate, at: Timestamp) -> Record {
    let metadata = json!({
        "credentialId": certificate.credential_id(),
        "certificateFingerprint": certificate.fingerprint.hex(),
    });
    event(
        Kind::Issued,
        &format!("{AUTH}.SignCertificate"),
        metadata,
        at,
    )
}

/// A certificate was issued for a part of the control plane, for example `EtcdPeer`.
pub fn internal_certificate_issued(certificate: &Certificate, part: &str) -> Record {
    let method = format!("{AUTH}.IssueInternal{part}Certificate");
    certificate_issued(certificate, certificate.leaf.issued_at)
        .set("/protoPayload/methodName", method)
}

/// A token was signed.
pub fn token_issued(token: &Token, at: Timestamp) -> Record {
    let metadata = json!({
        "credentialId": token.credential_id(),
        "toBeSignedDigest": token.to_be_signed.hex(),
    });
    event(
        Kind::Issued,
        &format!("{AUTH}.SignServiceAccountJWT"),
        metadata,
        at,
    )
}

/// A system event that is no issuance.
pub fn node_pool_repaired(at: Timestamp) -> Record {
    let method = "google.container.internal.ClusterManagerInternal.RepairNodePool";
    event(
        Kind::Irrelevant,
        method,
        json!({ "operationType": "AUTO_REPAIR_NODES" }),
        at,
    )
}

fn event(kind: Kind, method: &str, metadata: Value, at: Timestamp) -> Record {
    Envelope {
        source: Source::Gke,
        kind,
        at,
        project: CLUSTER_PROJECT,
        log: "system_event",
        severity: "INFO",
        resource: json!({
            "type": "gke_cluster",
            "labels": { "cluster_name": CLUSTER, "location": LOCATION, "project_id": CLUSTER_PROJECT },
        }),
        payload: json!({
            "authenticationInfo": { "principalEmail": GKE_AGENT },
            "metadata": metadata,
            "methodName": method,
            "requestMetadata": { "callerIp": "private" },
            "resourceName": format!("projects/{CLUSTER_PROJECT}/locations/{LOCATION}/clusters/{CLUSTER}"),
            "serviceName": "container.googleapis.com",
            "status": {},
        }),
    }
    .seal()
}
