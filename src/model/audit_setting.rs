//! Audit settings. Without audit settings some logs record nothing, and other logs record only a part.
//!
//! An audit setting is an entry of `auditConfigs` in the IAM policy of the project of the log (Cloud Resource Manager,
//! `google.iam.v1.AuditConfig`). Each permission type is switched on separately.

use super::entry::Source;

/// The fields that an audit setting of a project must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// `auditConfigs[].service`
    pub service: &'static str,
    /// `auditConfigs[].auditLogConfigs[].logType`, in order.
    pub log_types: &'static [&'static str],
}

/// Returns the setting that a log needs beyond the settings that are always on. The System Event log of GKE and observations on VMs need
/// none.
pub fn setting(source: Source) -> Option<Setting> {
    match source {
        Source::Kubernetes => Some(Setting {
            service: "container.googleapis.com",
            log_types: &["ADMIN_READ", "DATA_READ"],
        }),
        Source::Workload | Source::Gke => None,
        // Google's guide to running your own CAs asks for ADMIN_READ; its page on the service's audit logs has CreateCertificate under
        // DATA_WRITE.
        Source::CaService => Some(Setting {
            service: "privateca.googleapis.com",
            log_types: &["ADMIN_READ", "DATA_WRITE"],
        }),
        Source::Kms => Some(Setting {
            service: "cloudkms.googleapis.com",
            log_types: &["DATA_READ"],
        }),
    }
}

/// Returns the permission types under which a log records issuances. Returns `None` for a log that is always on.
pub fn needed(source: Source) -> Option<&'static [&'static str]> {
    match source {
        Source::Workload | Source::Kubernetes | Source::Gke => None,
        Source::CaService => Some(&["DATA_WRITE"]),
        Source::Kms => Some(&["DATA_READ"]),
    }
}

/// Returns the audit setting under which a log records issuances. Returns `None` for a log that is always on.
pub fn recording(source: Source) -> Option<Setting> {
    let (setting, log_types) = (setting(source)?, needed(source)?);
    Some(Setting {
        log_types,
        ..setting
    })
}
