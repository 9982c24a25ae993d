//! Entries of the four logs: one file for each log, one function for each kind of entry.

pub mod ca_service;
pub mod cluster;
pub mod gke;
pub mod kms;
pub mod kubernetes;
pub mod policy;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::certificate::Certificate;
use super::clock::{CERTIFYING_LEAD, SIGNING_LEAD, written};
use super::constants::{CA_AGENT, GKE_AGENT, SA_SIGNING_KEY};
use super::digest::Digest;
use super::record::{Kind, Record, Source};
use super::token::Token;

/// How long an entry takes to reach Cloud Logging.
const RECEIVING_LAG: SignedDuration = SignedDuration::from_millis(1_250);

/// The entries of a complete issuance of a certificate: signature, creation, issuance.
pub fn certificate_issued(certificate: &Certificate) -> [Record; 3] {
    [
        certificate_signature(certificate),
        certification(certificate),
        certificate_issuance(certificate),
    ]
}

/// The entries of a complete issuance of a token: signature, issuance.
pub fn token_issued(token: &Token) -> [Record; 2] {
    [token_signature(token), token_issuance(token)]
}

/// The key of the pool signs the certificate.
pub fn certificate_signature(certificate: &Certificate) -> Record {
    let at = certificate.leaf.issued_at - SIGNING_LEAD;
    kms::signature(
        certificate.leaf.pool.key,
        &certificate.to_be_signed,
        at,
        CA_AGENT,
    )
}

/// CA Service creates the certificate.
pub fn certification(certificate: &Certificate) -> Record {
    ca_service::certificate_created(certificate, certificate.leaf.issued_at - CERTIFYING_LEAD)
}

/// GKE logs the issuance of the certificate.
pub fn certificate_issuance(certificate: &Certificate) -> Record {
    gke::certificate_issued(certificate, certificate.leaf.issued_at)
}

/// The service-account key signs the token.
pub fn token_signature(token: &Token) -> Record {
    kms::signature(
        SA_SIGNING_KEY,
        &token.to_be_signed,
        token.issued_at - SIGNING_LEAD,
        GKE_AGENT,
    )
}

/// GKE logs the issuance of the token.
pub fn token_issuance(token: &Token) -> Record {
    gke::token_issued(token, token.issued_at)
}

/// The envelope of an audit log entry, the same for every service.
struct Envelope {
    source: Source,
    kind: Kind,
    at: Timestamp,
    project: &'static str,
    log: &'static str,
    severity: &'static str,
    resource: Value,
    payload: Value,
}

impl Envelope {
    /// The finished entry; its insertId follows from its content and time.
    fn seal(mut self) -> Record {
        self.payload["@type"] = json!("type.googleapis.com/google.cloud.audit.AuditLog");
        let entry = json!({
            "insertId": self.insert_id(),
            "logName": format!("projects/{}/logs/cloudaudit.googleapis.com%2F{}", self.project, self.log),
            "protoPayload": self.payload,
            "receiveTimestamp": written(self.at + RECEIVING_LAG),
            "resource": self.resource,
            "severity": self.severity,
            "timestamp": written(self.at),
        });
        Record {
            source: self.source,
            kind: self.kind,
            at: self.at,
            entry,
        }
    }

    fn insert_id(&self) -> String {
        let name = Digest::sha256(format!(
            "{} {} {}",
            self.log,
            written(self.at),
            self.payload
        ))
        .hex();
        format!("1{}", &name[..13])
    }
}
