//! Permission types. A Data Access log is switched on for each permission type separately, so that entries of one type do not show that
//! another type is on.
//!
//! The type is in `authorizationInfo[].permissionType` (`google.cloud.audit.AuthorizationInfo`). If an export omits the field, the method
//! decides, by Google's pages on the audit logs of Cloud KMS and of CA Service.

use super::{ca_service, kms};
use crate::log::shape::row::Payload;
use crate::model::audit_setting::needed;
use crate::model::entry::Source;

/// The permission type of an entry, by its method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::log) enum ByMethod {
    /// The permission type of issuances.
    Recording,
    /// Another permission type.
    Other,
    /// The method is unknown.
    Unknown,
}

/// Returns the permission type of an entry of a log, by its method.
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

/// Returns whether a method of Cloud KMS other than AsymmetricSign uses a key. All of these methods need DATA_READ.
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

/// Returns whether an entry shows that its log recorded issuances at the time of the entry.
pub(in crate::log) fn records_issuances(source: Source, payload: &Payload<'_>) -> bool {
    let mut types = payload.authorization.0.iter();
    match by_method(source, payload.method.or_empty()) {
        ByMethod::Recording => true,
        ByMethod::Other => false,
        ByMethod::Unknown => needed(source)
            .is_some_and(|it| types.any(|of| it.contains(&of.permission_type.or_empty()))),
    }
}
