//! One row of any export shape, with the few fields that matter, borrowed from the line.
//!
//! LogEntry, BigQuery and Log Analytics rows, raw audit events and the envelopes around them share one struct, so that a line is
//! parsed once whatever it turns out to be. The insides of `request`, `response` and `metadata` are each service's choice, so
//! every field is looked for in camelCase and in snake_case, and a field of an unexpected type is as good as absent.

#![allow(missing_docs, reason = "the fields are the logs' own names")]

use serde::Deserialize;

use super::envelope;
use super::lenient::{Embedded, Lenient, Objects, Text, Texts};

/// A line of any shape.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Row<'a> {
    #[serde(borrow, rename = "logName", alias = "log_name")]
    pub log_name: Text<'a>,
    #[serde(borrow)]
    pub timestamp: Text<'a>,
    #[serde(borrow, rename = "insertId", alias = "insert_id")]
    pub insert_id: Text<'a>,
    #[serde(borrow)]
    pub labels: Embedded<'a, Box<Labels<'a>>>,
    #[serde(borrow)]
    pub resource: Lenient<Resource<'a>>,
    #[serde(borrow, rename = "protoPayload")]
    pub proto_payload: Option<Box<Lenient<Payload<'a>>>>,
    #[serde(borrow)]
    pub protopayload_auditlog: Option<Box<Lenient<Payload<'a>>>>,
    #[serde(borrow, rename = "proto_payload")]
    pub log_analytics: Option<Box<Lenient<LogAnalytics<'a>>>>,

    #[serde(borrow)]
    pub operation: Lenient<Operation<'a>>,

    /// Of a cluster's description, which is no log entry.
    #[serde(borrow, rename = "selfLink", alias = "self_link")]
    pub self_link: Text<'a>,
    #[serde(
        borrow,
        rename = "userManagedKeysConfig",
        alias = "user_managed_keys_config"
    )]
    pub managed_keys: Option<Box<Lenient<ManagedKeys<'a>>>>,

    #[serde(borrow)]
    pub kind: Text<'a>,
    #[serde(borrow, rename = "apiVersion")]
    pub api_version: Text<'a>,
    #[serde(borrow, rename = "auditID")]
    pub audit_id: Text<'a>,
    #[serde(borrow)]
    pub stage: Text<'a>,
    #[serde(borrow, rename = "responseStatus")]
    pub response_status: Lenient<Status<'a>>,
    #[serde(borrow)]
    pub verb: Text<'a>,
    #[serde(borrow)]
    pub user: Lenient<User<'a>>,
    #[serde(borrow, rename = "objectRef")]
    pub object: Lenient<Object<'a>>,
    #[serde(borrow, rename = "requestReceivedTimestamp")]
    pub received: Text<'a>,
    #[serde(borrow, rename = "stageTimestamp")]
    pub staged: Text<'a>,
    #[serde(borrow, rename = "requestObject")]
    pub request_object: Embedded<'a, Box<Body<'a>>>,
    #[serde(borrow, rename = "responseObject")]
    pub response_object: Embedded<'a, Box<Body<'a>>>,
    #[serde(borrow)]
    pub annotations: Lenient<Labels<'a>>,

    #[serde(borrow)]
    pub entries: Option<Vec<Row<'a>>>,
    #[serde(borrow)]
    pub items: Option<Vec<Row<'a>>>,
    #[serde(borrow, rename = "receivedMessages")]
    pub received_messages: Option<Vec<Row<'a>>>,
    #[serde(borrow, rename = "nextPageToken")]
    pub next_page_token: Text<'a>,
    #[serde(borrow)]
    pub message: Option<Lenient<Message<'a>>>,
    #[serde(borrow, alias = "data_base64")]
    pub data: Embedded<'a, Box<Row<'a>>>,
}

/// Log Analytics' `proto_payload`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LogAnalytics<'a> {
    #[serde(borrow)]
    pub audit_log: Lenient<Payload<'a>>,
}

/// A Pub/Sub message: base64 of a LogEntry.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Message<'a> {
    #[serde(borrow)]
    pub data: Text<'a>,
}

/// google.cloud.audit.AuditLog
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Payload<'a> {
    #[serde(borrow, rename = "serviceName", alias = "service_name")]
    pub service: Text<'a>,
    #[serde(borrow, rename = "methodName", alias = "method_name")]
    pub method: Text<'a>,
    #[serde(borrow, rename = "resourceName", alias = "resource_name")]
    pub resource: Text<'a>,
    #[serde(borrow, rename = "authenticationInfo", alias = "authentication_info")]
    pub authentication: Lenient<Authentication<'a>>,
    #[serde(borrow, rename = "authorizationInfo", alias = "authorization_info")]
    pub authorization: Objects<Authorization<'a>>,
    #[serde(borrow)]
    pub status: Embedded<'a, Status<'a>>,
    #[serde(borrow, alias = "requestJson", alias = "requestjson")]
    pub request: Embedded<'a, Box<Body<'a>>>,
    #[serde(borrow, alias = "responseJson", alias = "responsejson")]
    pub response: Embedded<'a, Box<Body<'a>>>,
    #[serde(borrow, alias = "metadataJson", alias = "metadatajson")]
    pub metadata: Embedded<'a, Box<Body<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Authentication<'a> {
    #[serde(borrow, rename = "principalEmail", alias = "principal_email")]
    pub email: Text<'a>,
    #[serde(borrow, rename = "principalSubject", alias = "principal_subject")]
    pub subject: Text<'a>,
}

/// google.cloud.audit.AuthorizationInfo
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Authorization<'a> {
    #[serde(borrow, rename = "permissionType", alias = "permission_type")]
    pub permission_type: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Status<'a> {
    #[serde(borrow)]
    pub code: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Resource<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub labels: Lenient<ResourceLabels<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ResourceLabels<'a> {
    #[serde(borrow)]
    pub project_id: Text<'a>,
    #[serde(borrow)]
    pub location: Text<'a>,
    #[serde(borrow)]
    pub cluster_name: Text<'a>,
}

/// Labels of a LogEntry, annotations or `user.extra` of an audit event: the same keys in every spelling. BigQuery turns `.`, `/`
/// and `-` into `_`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Labels<'a> {
    #[serde(
        borrow,
        rename = "authentication.kubernetes.io/credential-id",
        alias = "authentication_kubernetes_io_credential_id"
    )]
    pub used: Texts<'a>,
    #[serde(
        borrow,
        rename = "authentication.k8s.io/credential-id",
        alias = "authentication_k8s_io_credential_id"
    )]
    pub used_too: Texts<'a>,
    #[serde(
        borrow,
        rename = "authentication.kubernetes.io/issued-credential-id",
        alias = "authentication_kubernetes_io_issued_credential_id"
    )]
    pub issued: Texts<'a>,
    #[serde(
        borrow,
        rename = "authentication.k8s.io/issued-credential-id",
        alias = "authentication_k8s_io_issued_credential_id"
    )]
    pub issued_too: Texts<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct User<'a> {
    #[serde(borrow)]
    pub username: Text<'a>,
    #[serde(borrow)]
    pub extra: Lenient<Labels<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Object<'a> {
    #[serde(borrow)]
    pub resource: Text<'a>,
    #[serde(borrow)]
    pub subresource: Text<'a>,
}

/// The inside of `request`, `response`, `metadata`, `requestObject` or `responseObject`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Body<'a> {
    #[serde(borrow, rename = "credentialId", alias = "credential_id")]
    pub credential_id: Text<'a>,
    #[serde(
        borrow,
        rename = "certificateFingerprint",
        alias = "certificate_fingerprint"
    )]
    pub certificate_fingerprint: Text<'a>,
    #[serde(borrow, rename = "toBeSignedDigest", alias = "to_be_signed_digest")]
    pub to_be_signed_digest: Text<'a>,

    #[serde(borrow)]
    pub name: Text<'a>,
    #[serde(borrow)]
    pub parent: Text<'a>,
    #[serde(borrow)]
    pub digest: Option<Lenient<Digests<'a>>>,
    #[serde(borrow)]
    pub data: Text<'a>,

    #[serde(borrow, rename = "pemCertificate", alias = "pem_certificate")]
    pub pem_certificate: Text<'a>,
    #[serde(
        borrow,
        rename = "pemCertificateChain",
        alias = "pem_certificate_chain"
    )]
    pub chain: Texts<'a>,
    #[serde(borrow, rename = "revocationDetails", alias = "revocation_details")]
    pub revocation: Lenient<Revocation<'a>>,
    #[serde(
        borrow,
        rename = "certificateDescription",
        alias = "certificate_description"
    )]
    pub description: Box<Lenient<Description<'a>>>,

    #[serde(borrow)]
    pub cluster: Option<Box<Lenient<ClusterRequest<'a>>>>,
    #[serde(borrow)]
    pub update: Option<Box<Lenient<ClusterRequest<'a>>>>,

    #[serde(borrow)]
    pub spec: Lenient<Spec<'a>>,
    #[serde(borrow)]
    pub status: Lenient<ObjectStatus<'a>>,
}

/// `operation` of a LogEntry: a long one has an entry at its beginning and one at its end.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Operation<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub first: Text<'a>,
    #[serde(borrow)]
    pub last: Text<'a>,
}

/// `cluster` of CreateCluster or `update` of UpdateCluster.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ClusterRequest<'a> {
    #[serde(
        borrow,
        rename = "userManagedKeysConfig",
        alias = "user_managed_keys_config",
        alias = "desiredUserManagedKeysConfig",
        alias = "desired_user_managed_keys_config"
    )]
    pub keys: Option<Lenient<ManagedKeys<'a>>>,
}

/// UserManagedKeysConfig. Google's own example of a description spells the fields with hyphens.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ManagedKeys<'a> {
    #[serde(
        borrow,
        rename = "clusterCa",
        alias = "cluster_ca",
        alias = "cluster-ca"
    )]
    pub cluster_ca: Text<'a>,
    #[serde(
        borrow,
        rename = "etcdApiCa",
        alias = "etcd_api_ca",
        alias = "etcd-api-ca"
    )]
    pub etcd_api_ca: Text<'a>,
    #[serde(
        borrow,
        rename = "etcdPeerCa",
        alias = "etcd_peer_ca",
        alias = "etcd-peer-ca"
    )]
    pub etcd_peer_ca: Text<'a>,
    #[serde(
        borrow,
        rename = "aggregationCa",
        alias = "aggregation_ca",
        alias = "aggregation-ca"
    )]
    pub aggregation_ca: Text<'a>,
    #[serde(
        borrow,
        rename = "serviceAccountSigningKeys",
        alias = "service_account_signing_keys",
        alias = "sa-signing-key",
        alias = "service-account-signing-keys"
    )]
    pub signing_keys: Texts<'a>,
    #[serde(
        borrow,
        rename = "serviceAccountVerificationKeys",
        alias = "service_account_verification_keys",
        alias = "sa-verification-key",
        alias = "service-account-verification-keys"
    )]
    pub verification_keys: Texts<'a>,
}

/// KMS's `digest`: one of three.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Digests<'a> {
    #[serde(borrow)]
    pub sha256: Text<'a>,
    #[serde(borrow)]
    pub sha384: Text<'a>,
    #[serde(borrow)]
    pub sha512: Text<'a>,
    /// ML-DSA signs no digest.
    #[serde(borrow, rename = "externalMu", alias = "external_mu")]
    pub external_mu: Text<'a>,
}

/// CA Service's CertificateDescription.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Description<'a> {
    #[serde(borrow, rename = "certFingerprint", alias = "cert_fingerprint")]
    pub fingerprint: Lenient<CertFingerprint<'a>>,
    #[serde(
        borrow,
        rename = "tbsCertificateDigest",
        alias = "tbs_certificate_digest"
    )]
    pub tbs_certificate_digest: Text<'a>,
    #[serde(borrow, rename = "subjectDescription", alias = "subject_description")]
    pub subject: Lenient<SubjectDescription<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CertFingerprint<'a> {
    #[serde(borrow, rename = "sha256Hash", alias = "sha256_hash")]
    pub sha256_hash: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SubjectDescription<'a> {
    #[serde(borrow, rename = "hexSerialNumber", alias = "hex_serial_number")]
    pub serial: Text<'a>,
    #[serde(borrow, rename = "notBeforeTime", alias = "not_before_time")]
    pub not_before: Text<'a>,
    #[serde(borrow, rename = "notAfterTime", alias = "not_after_time")]
    pub not_after: Text<'a>,
    #[serde(borrow)]
    pub subject: Lenient<Subject<'a>>,
    #[serde(borrow, rename = "subjectAltName", alias = "subject_alt_name")]
    pub alternative: Lenient<AlternativeNames<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Subject<'a> {
    #[serde(borrow, rename = "commonName", alias = "common_name")]
    pub common_name: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AlternativeNames<'a> {
    #[serde(borrow)]
    pub uris: Texts<'a>,
}

/// CA Service's RevocationDetails.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Revocation<'a> {
    #[serde(borrow, rename = "revocationState", alias = "revocation_state")]
    pub state: Text<'a>,
    #[serde(
        borrow,
        rename = "revocationTime",
        alias = "revocation_time",
        alias = "revokeTime",
        alias = "revoke_time"
    )]
    pub time: Text<'a>,
}

/// `spec` of a CertificateSigningRequest (who asked for it) or of a TokenRequest.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Spec<'a> {
    #[serde(borrow)]
    pub extra: Lenient<Labels<'a>>,
    #[serde(borrow, rename = "expirationSeconds")]
    pub expiration_seconds: Text<'a>,
}

/// `status` of a CertificateSigningRequest or TokenRequest. Of the token only the digest of its first two parts is worked out.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ObjectStatus<'a> {
    #[serde(borrow)]
    pub certificate: Text<'a>,
    #[serde(borrow)]
    pub token: Text<'a>,
    #[serde(borrow, rename = "expirationTimestamp")]
    pub expires: Text<'a>,
}

/// What stood there as an object, as JSON in a string, or not at all.
pub enum Opened<'a, T> {
    /// As it stood.
    Borrowed(&'a T),
    /// From a string, or empty.
    Owned(Box<T>),
}

impl<T> Opened<'_, T> {
    /// The object.
    pub fn get(&self) -> &T {
        match self {
            Opened::Borrowed(object) => object,
            Opened::Owned(object) => object,
        }
    }
}

impl<'a, T: Deserialize<'a> + Default> Embedded<'a, Box<T>> {
    /// The object, whichever way it was written: BigQuery writes JSON into a string. What is no object is an empty one.
    pub fn object(&'a self) -> Opened<'a, T> {
        match self {
            Embedded::Object(object) => Opened::Borrowed(object),
            Embedded::Text(json) => Opened::Owned(Box::new(
                envelope::parse(json.as_bytes()).unwrap_or_default(),
            )),
            Embedded::Absent | Embedded::List(_) => Opened::Owned(Box::default()),
        }
    }
}
