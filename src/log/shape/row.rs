//! One row of any export shape: the few fields that matter, borrowed from the line.
//!
//! LogEntry, BigQuery and Log Analytics rows, raw audit events and the envelopes around them share one struct, so that a line is parsed
//! once in any shape. Each service chooses the content of `request`, `response` and `metadata`, so that every field is read in camelCase
//! and in snake_case, and a field of an unexpected type counts as absent. Different values under two spellings are both kept.

#![allow(missing_docs, reason = "the fields are the logs' own names")]

mod bound;
mod certificate;
mod opened;
mod request;
mod spelt;
mod time;

use serde::{Deserialize, Deserializer};

use super::json;
use super::lenient::{Embedded, Lenient, Objects, Text, Texts};
use super::object::{Joined, object};
use super::pairs;
pub use bound::Bound;
pub use certificate::{Description, Revocation, SubjectDescription};
pub use opened::Opened;
pub use request::{Object, ObjectIdentity, Operation, User};
pub use spelt::SnakePayload;

/// A line of any shape.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Row<'a> {
    #[serde(borrow, rename = "logName")]
    log_name: Text<'a>,
    #[serde(borrow, rename = "log_name")]
    log_name_too: Text<'a>,
    #[serde(borrow, deserialize_with = "time::text")]
    pub timestamp: Text<'a>,
    #[serde(borrow, rename = "insertId")]
    insert_id: Text<'a>,
    #[serde(borrow, rename = "insert_id")]
    insert_id_too: Text<'a>,
    #[serde(borrow, deserialize_with = "pairs::embedded")]
    pub labels: Embedded<'a, Box<Labels<'a>>>,
    #[serde(borrow)]
    pub resource: Lenient<Resource<'a>>,
    #[serde(borrow, rename = "protoPayload")]
    pub proto_payload: Option<Box<Lenient<Payload<'a>>>>,
    #[serde(borrow)]
    pub protopayload_auditlog: Option<Box<Lenient<Payload<'a>>>>,
    #[serde(borrow, rename = "proto_payload")]
    pub snake_payload: Option<Box<Lenient<SnakePayload<'a>>>>,

    #[serde(borrow, rename = "jsonPayload")]
    pub json_payload: Lenient<EventHead<'a>>,
    #[serde(borrow, rename = "json_payload")]
    pub json_payload_too: Lenient<EventHead<'a>>,

    #[serde(borrow)]
    pub operation: Lenient<Operation<'a>>,

    /// Of the description of a cluster, which is no log entry.
    #[serde(borrow, rename = "selfLink")]
    self_link: Text<'a>,
    #[serde(borrow, rename = "self_link")]
    self_link_too: Text<'a>,
    #[serde(borrow, rename = "userManagedKeysConfig")]
    pub managed_keys: Option<Box<Lenient<ManagedKeys<'a>>>>,
    #[serde(borrow, rename = "user_managed_keys_config")]
    pub managed_keys_too: Option<Box<Lenient<ManagedKeys<'a>>>>,

    #[serde(borrow)]
    pub kind: Text<'a>,
    #[serde(borrow, rename = "apiVersion")]
    pub api_version: Text<'a>,
    #[serde(borrow, rename = "auditID")]
    pub audit_id: Text<'a>,
    #[serde(borrow, rename = "requestURI")]
    pub request_uri: Text<'a>,
    #[serde(borrow)]
    pub stage: Text<'a>,
    #[serde(borrow, rename = "responseStatus")]
    pub response_status: Lenient<Status<'a>>,
    #[serde(borrow)]
    pub verb: Text<'a>,
    #[serde(borrow)]
    pub user: Lenient<User<'a>>,
    #[serde(borrow, rename = "impersonatedUser")]
    pub impersonated: Lenient<User<'a>>,
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

    #[serde(borrow, deserialize_with = "rows")]
    pub entries: Option<Vec<Row<'a>>>,
    #[serde(borrow, deserialize_with = "rows")]
    pub items: Option<Vec<Row<'a>>>,
    #[serde(borrow, rename = "receivedMessages", deserialize_with = "rows")]
    pub received_messages: Option<Vec<Row<'a>>>,
    #[serde(borrow, rename = "nextPageToken")]
    pub next_page_token: Text<'a>,
    #[serde(borrow)]
    pub message: Option<Lenient<Message<'a>>>,
    #[serde(borrow)]
    data: Embedded<'a, Box<Row<'a>>>,
    #[serde(borrow, rename = "data_base64")]
    data_too: Embedded<'a, Box<Row<'a>>>,
}

/// Reads the rows of a page. An element that is no object counts as an empty row: serde would accept an array as the members of a row.
fn rows<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<Row<'a>>>, D::Error> {
    let rows: Option<Vec<Lenient<Row<'a>>>> = Option::deserialize(deserializer)?;
    Ok(rows.map(|rows| rows.into_iter().map(|it| it.0).collect()))
}

/// A Pub/Sub message: base64 of a LogEntry.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Message<'a> {
    #[serde(borrow)]
    pub data: Text<'a>,
}

object! {
    /// google.cloud.audit.AuditLog, or another message in its place.
    pub struct Payload<'a> {
        pub kind: Text<'a> = "@type",
        pub service: Text<'a> = "serviceName" | "service_name",
        pub method: Text<'a> = "methodName" | "method_name",
        pub resource: Text<'a> = "resourceName" | "resource_name",
        pub authentication: Lenient<Authentication<'a>> = "authenticationInfo" | "authentication_info",
        pub authorization: Objects<Authorization<'a>> = "authorizationInfo" | "authorization_info",
        pub status: Embedded<'a, Status<'a>> = "status",
        pub request: Embedded<'a, Box<Body<'a>>> = "request" | "requestJson" | "requestjson",
        pub response: Embedded<'a, Box<Body<'a>>> = "response" | "responseJson" | "responsejson",
        pub metadata: Embedded<'a, Box<Body<'a>>> = "metadata" | "metadataJson" | "metadatajson",
        pub service_data: Embedded<'a, Box<ServiceData<'a>>> = "serviceData",
        pub service_data_too: Embedded<'a, Box<ServiceData<'a>>> = "service_data",
        /// BigQuery has a column for each type of `serviceData`.
        pub servicedata_v1_iam: Embedded<'a, Box<ServiceData<'a>>> = "servicedata_v1_iam",
    }
}

object! {
    /// `jsonPayload` of a LogEntry, which may be an audit event that a program logged.
    pub struct EventHead<'a> {
        pub api_version: Text<'a> = "apiVersion",
        pub kind: Text<'a> = "kind",
    }
}

object! {
    /// google.iam.v1.logging.AuditData
    pub struct ServiceData<'a> {
        pub delta: Lenient<PolicyDelta<'a>> = "policyDelta" | "policy_delta",
    }
}

object! {
    /// google.iam.v1.PolicyDelta, with the changes of audit settings only.
    pub struct PolicyDelta<'a> {
        pub audit: Objects<AuditConfigDelta<'a>> = "auditConfigDeltas" | "audit_config_deltas",
    }
}

object! {
    /// google.iam.v1.AuditConfigDelta
    pub struct AuditConfigDelta<'a> {
        pub action: Text<'a> = "action",
        pub service: Text<'a> = "service",
        pub log_type: Text<'a> = "logType" | "log_type",
        pub exempted: Text<'a> = "exemptedMember" | "exempted_member",
    }
}

object! {
    /// google.cloud.audit.AuthenticationInfo
    pub struct Authentication<'a> {
        pub email: Text<'a> = "principalEmail" | "principal_email",
        pub subject: Text<'a> = "principalSubject" | "principal_subject",
        /// The user whom the caller of the API server impersonated.
        pub selector: Text<'a> = "authoritySelector" | "authority_selector",
    }
}

object! {
    /// google.cloud.audit.AuthorizationInfo
    pub struct Authorization<'a> {
        pub permission_type: Text<'a> = "permissionType" | "permission_type",
        pub granted: Text<'a> = "granted",
    }
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
    #[serde(borrow, deserialize_with = "resource_labels")]
    pub labels: ResourceLabels<'a>,
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

/// Reads the labels as an object, as pairs or as a string. In Log Analytics the labels are a column of type JSON, which CSV and the bq command print
/// as a string.
fn resource_labels<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<ResourceLabels<'a>, D::Error> {
    let labels = pairs::embedded::<ResourceLabels<'a>, D>(deserializer)?;
    Ok(match labels {
        Embedded::Object(labels) => labels,
        Embedded::Text(json) => json::parse::<ResourceLabels<'_>>(json.as_bytes())
            .map(ResourceLabels::owned)
            .unwrap_or_default(),
        Embedded::Absent | Embedded::List(_) => ResourceLabels::default(),
    })
}

impl ResourceLabels<'_> {
    fn owned<'b>(self) -> ResourceLabels<'b> {
        ResourceLabels {
            project_id: self.project_id.owned(),
            location: self.location.owned(),
            cluster_name: self.cluster_name.owned(),
        }
    }
}

object! {
    /// Labels of a LogEntry, or annotations or `user.extra` of an audit event: the same keys in every spelling. BigQuery replaces `.`, `/`
    /// and `-` by `_`, Elastic the dots of a key by `_`, and Panther also its `/` by `_slash_`.
    pub struct Labels<'a> {
        pub used: Texts<'a> =
            "authentication.kubernetes.io/credential-id"
            | "authentication_kubernetes_io_credential_id"
            | "authentication_kubernetes_io/credential-id"
            | "authentication_kubernetes_io_slash_credential-id",
        pub used_too: Texts<'a> =
            "authentication.k8s.io/credential-id"
            | "authentication_k8s_io_credential_id"
            | "authentication_k8s_io/credential-id"
            | "authentication_k8s_io_slash_credential-id",
        pub issued: Texts<'a> =
            "authentication.kubernetes.io/issued-credential-id"
            | "authentication_kubernetes_io_issued_credential_id"
            | "authentication_kubernetes_io/issued-credential-id"
            | "authentication_kubernetes_io_slash_issued-credential-id",
        pub issued_too: Texts<'a> =
            "authentication.k8s.io/issued-credential-id"
            | "authentication_k8s_io_issued_credential_id"
            | "authentication_k8s_io/issued-credential-id"
            | "authentication_k8s_io_slash_issued-credential-id",
        pub stale: Text<'a> =
            "authentication.k8s.io/stale-token"
            | "authentication_k8s_io_stale_token"
            | "authentication_k8s_io/stale-token"
            | "authentication_k8s_io_slash_stale-token",
    }
}

object! {
    /// The content of `request`, `response`, `metadata`, `requestObject` or `responseObject`.
    pub struct Body<'a> {
        pub credential_id: Text<'a> = "credentialId" | "credential_id",
        pub certificate_fingerprint: Text<'a> =
            "certificateFingerprint" | "certificate_fingerprint",
        pub to_be_signed_digest: Text<'a> = "toBeSignedDigest" | "to_be_signed_digest",

        pub name: Text<'a> = "name",
        pub parent: Text<'a> = "parent",
        /// Of CA Service's CreateCertificateRequest.
        pub validate_only: Text<'a> = "validateOnly" | "validate_only",
        pub digest: Option<Lenient<Digests<'a>>> = "digest",
        pub data: Text<'a> = "data",
        /// Of `AsymmetricSign`: the checksum of `data` in the request, and the confirmation in the response that the service compared the
        /// checksum.
        pub data_checksum: Text<'a> = "dataCrc32c" | "data_crc32c",
        pub data_verified: Text<'a> = "verifiedDataCrc32c" | "verified_data_crc32c",

        pub pem_certificate: Text<'a> = "pemCertificate" | "pem_certificate",
        pub chain: Texts<'a> = "pemCertificateChain" | "pem_certificate_chain",
        /// The name of the CA that issued a certificate of CA Service.
        pub issuer: Text<'a> = "issuerCertificateAuthority" | "issuer_certificate_authority",
        /// Of CA Service's RevokeCertificateRequest.
        pub reason: Text<'a> = "reason",
        pub revocation: Lenient<Revocation<'a>> = "revocationDetails" | "revocation_details",
        pub description: Box<Lenient<Description<'a>>> =
            "certificateDescription" | "certificate_description",

        pub cluster: Option<Box<Lenient<ClusterRequest<'a>>>> = "cluster",
        pub update: Option<Box<Lenient<ClusterRequest<'a>>>> = "update",

        pub identity: Lenient<ObjectIdentity<'a>> = "metadata",
        pub spec: Lenient<Spec<'a>> = "spec",
        pub status: Lenient<ObjectStatus<'a>> = "status",
    }
}

object! {
    /// `cluster` of CreateCluster or `update` of UpdateCluster.
    pub struct ClusterRequest<'a> {
        pub name: Text<'a> = "name",
        pub keys: Option<Lenient<ManagedKeys<'a>>> =
            "userManagedKeysConfig"
            | "user_managed_keys_config"
            | "desiredUserManagedKeysConfig"
            | "desired_user_managed_keys_config",
    }
}

object! {
    /// UserManagedKeysConfig. Google's own example of a description spells the fields with hyphens.
    pub struct ManagedKeys<'a> {
        pub cluster_ca: Text<'a> = "clusterCa" | "cluster_ca" | "cluster-ca",
        pub etcd_api_ca: Text<'a> = "etcdApiCa" | "etcd_api_ca" | "etcd-api-ca",
        pub etcd_peer_ca: Text<'a> = "etcdPeerCa" | "etcd_peer_ca" | "etcd-peer-ca",
        pub aggregation_ca: Text<'a> = "aggregationCa" | "aggregation_ca" | "aggregation-ca",
        pub signing_keys: Texts<'a> =
            "serviceAccountSigningKeys"
            | "service_account_signing_keys"
            | "sa-signing-key"
            | "service-account-signing-keys",
        pub verification_keys: Texts<'a> =
            "serviceAccountVerificationKeys"
            | "service_account_verification_keys"
            | "sa-verification-key"
            | "service-account-verification-keys",
    }
}

object! {
    /// `digest` of Cloud KMS: one of three fields.
    pub struct Digests<'a> {
        pub sha256: Text<'a> = "sha256",
        pub sha384: Text<'a> = "sha384",
        pub sha512: Text<'a> = "sha512",
        /// `external_mu` of ML-DSA, which is no digest.
        pub external_mu: Text<'a> = "externalMu" | "external_mu",
    }
}

object! {
    /// `spec` of a CertificateSigningRequest (whose `extra` names the requester) or of a TokenRequest.
    pub struct Spec<'a> {
        pub extra: Lenient<Labels<'a>> = "extra",
        pub expiration_seconds: Text<'a> = "expirationSeconds",
        pub bound: Bound = "boundObjectRef",
        pub signer: Text<'a> = "signerName",
    }
}

object! {
    /// `status` of a CertificateSigningRequest or TokenRequest. Of the token only the digest of its first two parts is computed.
    pub struct ObjectStatus<'a> {
        pub certificate: Text<'a> = "certificate",
        pub token: Text<'a> = "token",
        pub expires: Text<'a> = "expirationTimestamp",
    }
}
