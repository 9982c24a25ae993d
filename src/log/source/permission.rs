//! Permission types: a Data Access log is switched on for each of them on its own, so that entries of one type say nothing of another.
//!
//! The type stands in `authorizationInfo[].permissionType` (`google.cloud.audit.AuthorizationInfo`). Where an export left it out, the
//! method tells, by Google's pages on the audit logs of Cloud KMS and of CA Service.

use super::{ca_service, kms};
use crate::log::shape::row::Payload;
use crate::model::audit_setting::needed;
use crate::model::entry::Source;

/// What a method tells of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::log) enum ByMethod {
    /// The entry is of the type under which issuances are recorded.
    Recording,
    /// The entry is of another type.
    Other,
    /// The method is not known here.
    Unknown,
}

/// What a method tells of the type of its entry, in this log.
pub(in crate::log) fn by_method(source: Source, method: &str) -> ByMethod {
    let name = method.rsplit('.').next().unwrap_or(method);
    match source {
        Source::Workload | Source::Kubernetes | Source::Gke => ByMethod::Other,
        Source::CaService if ca_service::is_creation(method) => ByMethod::Recording,
        Source::CaService if name == "FetchCaCerts" => ByMethod::Other, // ADMIN_READ
        Source::Kms if kms::is_signing(method) || uses_key(name) => ByMethod::Recording,
        _ if name.starts_with("List") => ByMethod::Other,
        _ => ByMethod::Unknown,
    }
}

/// Methods of Cloud KMS that use a key, beside AsymmetricSign: all of them need DATA_READ.
fn uses_key(name: &str) -> bool {
    const METHODS: [&str; 10] = [
        "AsymmetricDecrypt",
        "Decapsulate",
        "Decrypt",
        "Encrypt",
        "GenerateRandomBytes",
        "GetPublicKey",
        "MacSign",
        "MacVerify",
        "RawDecrypt",
        "RawEncrypt",
    ];
    METHODS.contains(&name)
}

/// Whether an entry shows that its log recorded issuances at that time.
pub(in crate::log) fn records_issuances(source: Source, payload: &Payload<'_>) -> bool {
    let mut types = payload.authorization.0.iter();
    match by_method(source, payload.method.or_empty()) {
        ByMethod::Recording => true,
        ByMethod::Other => false,
        ByMethod::Unknown => needed(source)
            .is_some_and(|it| types.any(|of| it.contains(&of.permission_type.or_empty()))),
    }
}
