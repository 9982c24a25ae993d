//! Which audit settings the logs depend on: without them there is nothing to read.
//!
//! A setting is an entry of `auditConfigs` in the IAM policy of the project that the log belongs to (Cloud Resource Manager
//! `google.iam.v1.AuditConfig`).

use crate::log::query::explorer_query::Query;
use crate::model::entry::Source;
use crate::model::project::Project;

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

/// Lets through every change of a project's audit settings (CIS Google Cloud Foundation Benchmark, 2.5).
pub fn changes(project: &Project) -> Query {
    Query::default()
        .in_logs_of(project, &["activity"])
        .holding("protoPayload.methodName", ["SetIamPolicy"])
        .having("protoPayload.serviceData.policyDelta.auditConfigDeltas")
}
