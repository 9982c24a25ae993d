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

/// Returns whether an entry shows that its log recorded issuances at the time of the entry: a record of an issuance does; else the permission
/// types that the entry states decide; else the method.
pub(in crate::log) fn records_issuances(source: Source, payload: &Payload<'_>) -> bool {
    let Some(needed) = needed(source) else {
        return false;
    };
    let method = payload.method.or_empty();
    let types = payload.authorization.0.iter();
    let mut stated = types
        .map(|it| it.permission_type.or_empty())
        .filter(|it| !it.is_empty() && *it != UNSPECIFIED)
        .peekable();
    if ca_service::is_creation(method) || kms::is_signing(method) {
        true
    } else if stated.peek().is_some() {
        stated.any(|it| needed.contains(&it))
    } else {
        by_method(source, method) == ByMethod::Recording
    }
}

/// The permission type of an entry that states none, in protocol buffers.
const UNSPECIFIED: &str = "PERMISSION_TYPE_UNSPECIFIED";

/// Returns whether the permission types in the JSON of `authorizationInfo` cannot change the result of the method. The fast reader asks, which
/// does not parse the field.
pub(in crate::log) fn agrees(source: Source, by_method: ByMethod, authorization: &str) -> bool {
    let Some(needed) = needed(source) else {
        return by_method != ByMethod::Unknown;
    };
    let is_needed = |text: &str| needed.iter().any(|it| text.contains(it));
    match by_method {
        _ if authorization.contains('\\') => false,
        ByMethod::Unknown => false,
        ByMethod::Other => !is_needed(authorization),
        ByMethod::Recording => {
            let mut stated = authorization.split("ermission").skip(1);
            stated.all(|it| !names_a_type(it) || states(it, needed))
        }
    }
}

/// Returns whether the key whose text goes on with `rest` is a spelling of `permissionType`.
fn names_a_type(rest: &str) -> bool {
    rest.starts_with("Type") || rest.starts_with("_type")
}

/// Returns whether the text behind `permission` is the rest of the key `permissionType` and one of these types.
fn states(rest: &str, types: &[&str]) -> bool {
    let value = rest.strip_prefix("Type\":").map(str::trim_ascii_start);
    let text = value.and_then(|it| it.strip_prefix('"')?.split('"').next());
    text.is_some_and(|it| types.contains(&it))
}
