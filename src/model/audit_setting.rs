//! Audit settings: without them some logs record nothing, and others only a part.
//!
//! A setting is an entry of `auditConfigs` in the IAM policy of the project that the log belongs to (Cloud Resource Manager
//! `google.iam.v1.AuditConfig`). Each permission type is switched on separately.

use super::entry::Source;

/// What a project's audit setting must name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// `auditConfigs[].service`
    pub service: &'static str,
    /// `auditConfigs[].auditLogConfigs[].logType`, in order.
    pub log_types: &'static [&'static str],
    /// What is missing without it.
    pub without: &'static str,
}

/// The setting that a log needs beyond what is always on. GKE's System Event log needs none, nor does what is seen on VMs.
pub fn setting(source: Source) -> Option<Setting> {
    match source {
        Source::Kubernetes => Some(Setting {
            service: "container.googleapis.com",
            log_types: &["ADMIN_READ", "DATA_READ"],
            without: "Writes are always logged. Without this setting calls that only read are not, and a credential that only read looks unused.",
        }),
        Source::Workload | Source::Gke => None,
        // Google's guide to running your own CAs asks for ADMIN_READ; its page on the service's audit logs has CreateCertificate under
        // DATA_WRITE.
        Source::CaService => Some(Setting {
            service: "privateca.googleapis.com",
            log_types: &["ADMIN_READ", "DATA_WRITE"],
            without: "Without DATA_WRITE the creation of certificates is not logged. Google's guide to running your own CAs asks for ADMIN_READ alone, the page on the service's audit logs has CreateCertificate under DATA_WRITE: with both nothing is missed.",
        }),
        Source::Kms => Some(Setting {
            service: "cloudkms.googleapis.com",
            log_types: &["DATA_READ"],
            without: "Without it no signature is logged.",
        }),
    }
}

/// The type under which a log records what is looked for in it. None: the log is always on.
pub fn needed(source: Source) -> Option<&'static [&'static str]> {
    match source {
        Source::Workload | Source::Kubernetes | Source::Gke => None,
        Source::CaService => Some(&["DATA_WRITE"]),
        Source::Kms => Some(&["DATA_READ"]),
    }
}

/// The audit setting under which a log records what is looked for in it. None: the log is always on.
pub fn recording(source: Source) -> Option<Setting> {
    let (setting, log_types) = (setting(source)?, needed(source)?);
    Some(Setting {
        log_types,
        ..setting
    })
}
