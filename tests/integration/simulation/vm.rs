//! A VM with a managed workload identity: the files of its directory, the answers of its metadata server, and its observations.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::authority::{self, Paper};
use super::certificate::{Certificate, Leaf};
use super::clock::{CERTIFYING_LEAD, written};
use super::constants::{MWI_POOL, MWI_ROOT_POOL, TRUST_DOMAIN, WEB};
use super::digest::Digest;
use super::entries::{ca_service, certificate_signature};
use super::record::Record;

/// The certificates on a VM.
#[derive(Clone, Debug)]
pub struct Vm {
    pub certificate: Certificate,
    pub subordinate: Paper,
    pub root: Paper,
}

/// The text in place of a private key, which no test may open.
pub const NO_KEY: &str = "There is no key here: credtrail never opens this file.\n";

impl Vm {
    /// A VM with a new certificate of this identity.
    pub fn with(spiffe_id: &'static str, issued_at: Timestamp) -> Self {
        Self::of(Leaf::of_identity(spiffe_id, issued_at).mint())
    }

    /// A VM with this certificate.
    pub fn of(certificate: Certificate) -> Self {
        Self {
            certificate,
            subordinate: authority::subordinate(&MWI_POOL, &MWI_ROOT_POOL),
            root: authority::certificate(&MWI_ROOT_POOL),
        }
    }

    /// `certificates.pem`: the leaf and the subordinate, without the root.
    pub fn chain(&self) -> String {
        format!("{}{}", self.certificate.pem, self.subordinate.pem)
    }

    /// The files that the guest agent writes, by name.
    pub fn files(&self) -> Vec<(&'static str, String)> {
        vec![
            ("certificates.pem", self.chain()),
            ("ca_certificates.pem", self.root.pem.clone()),
            ("config_status", HEALTHY.to_string()),
            ("private_key.pem", NO_KEY.to_owned()),
        ]
    }

    /// The answer of `workload-identities`.
    pub fn identities(&self) -> Value {
        json!({ "workloadCredentials": { WEB: { "certificatePem": self.chain(), "privateKeyPem": NO_KEY } } })
    }

    /// The answer of `trust-anchors`.
    pub fn anchors(&self) -> Value {
        json!({ "trustAnchors": { TRUST_DOMAIN: { "trustAnchorsPem": self.root.pem } } })
    }

    /// The entries of CA Service and Cloud KMS for the certificate.
    pub fn issued(&self) -> [Record; 2] {
        let at = self.certificate.leaf.issued_at;
        [
            certificate_signature(&self.certificate),
            ca_service::certificate_created_below(
                &self.certificate,
                &[&self.subordinate, &self.root],
                at - CERTIFYING_LEAD,
            ),
        ]
    }

    /// The line of an observation of this VM.
    pub fn observed(&self, host: &str, at: Timestamp) -> Value {
        let id = Digest::sha256(format!("{host} at {at}")).hex();
        json!({
            "insertId": id[..20],
            "logName": format!("hosts/{host}/logs/credtrail%2Fworkload"),
            "protoPayload": {
                "methodName": "observed",
                "request": { "source": "/var/run/secrets/workload-spiffe-credentials/certificates.pem" },
                "resourceName": format!("hosts/{host}"),
                "response": { "pem_certificate": self.certificate.pem },
                "serviceName": "workload.credtrail",
            },
            "timestamp": written(at),
        })
    }
}

/// The answer of `config-status` without errors.
pub const HEALTHY: &str = "{\"partnerMetadataConfigsErrors\": {}}\n";

/// `CONFIGS.json` for the identity `web`.
pub fn configs() -> Value {
    json!({
        "wc.compute.googleapis.com": { "entries": {
            "certificate-issuance-config": {
                "primary_certificate_authority_config": { "certificate_authority_config": { "ca_pool": MWI_POOL.name } },
                "key_algorithm": "ecdsa-p256",
                "lifetime": "86400s",
            },
            "trust-config": { TRUST_DOMAIN: { "trust_anchors": [{ "ca_pool": MWI_POOL.name }] } },
        } },
        "iam.googleapis.com": { "entries": { "workload-identity": WEB } },
    })
}
