//! The log to which an entry belongs, and the project of the log.

use crate::log::source::ca_service;
use crate::log::source::gke;
use crate::log::source::kms;
use crate::log::source::workload;
use std::borrow::Cow;

use crate::model::entry::Source;
use crate::model::identity::project::Project;

/// Returns the log of an entry, or `None` if none of the logs in [`Source`] has such entries. An issuing method decides even if the log
/// name is absent.
pub(super) fn source_of(service: &str, method: &str, log_name: &str) -> Option<Source> {
    let is = |name: &str| log_id(log_name).eq_ignore_ascii_case(name);
    match service {
        "k8s.io" => Some(Source::Kubernetes),
        "container.googleapis.com" if is("system_event") || gke::is_issuance(method) => {
            Some(Source::Gke)
        }
        "privateca.googleapis.com" if is("data_access") || ca_service::is_creation(method) => {
            Some(Source::CaService)
        }
        "cloudkms.googleapis.com" if is("data_access") || kms::is_signing(method) => {
            Some(Source::Kms)
        }
        service if workload::is_observation(service) => Some(Source::Workload),
        _ => None,
    }
}

/// Returns whether an entry may be of an audit log, by its log name. Google writes the audit logs, and refuses the entries of anybody else
/// to them. Whoever may write log entries in a project may write an `AuditLog` to a log of another name
/// (<https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry>, `protoPayload`), so that it proves nothing. An absent or
/// shortened name shows nothing.
pub(super) fn may_be_audit_log(log_name: &str) -> bool {
    let bytes = log_name.as_bytes();
    let Some(at) = end_of_scope(log_name) else {
        return true;
    };
    let id = bytes.get(at + LOGS.len()..).unwrap_or_default();
    let (service, rest) = id.split_at_checked(PREFIX.len()).unwrap_or_default();
    service.eq_ignore_ascii_case(PREFIX) && rest.first().is_none_or(|it| b"%/".contains(it))
}

/// Returns whether an entry may be of an audit log, by the beginning of its log name.
pub(super) fn may_become_audit_log(beginning: &[u8]) -> bool {
    let Some(at) = memchr::memmem::find(beginning, LOGS) else {
        return true;
    };
    let id = beginning.get(at + LOGS.len()..).unwrap_or_default();
    let mut both = id.iter().zip(PREFIX);
    both.all(|(one, other)| one.eq_ignore_ascii_case(other))
}

/// What the id of each audit log begins with.
const PREFIX: &[u8] = b"cloudaudit.googleapis.com";

/// What is between the scope and the id of a log.
const LOGS: &[u8] = b"/logs/";

/// Returns where the scope of a log name ends. Each entry has a name of some fifty bytes: to prepare a search takes longer than to look at each.
fn end_of_scope(log_name: &str) -> Option<usize> {
    let mut slashes = memchr::memchr_iter(b'/', log_name.as_bytes());
    slashes.find(|at| {
        log_name
            .as_bytes()
            .get(*at..)
            .is_some_and(|it| it.starts_with(LOGS))
    })
}

/// Returns the last part of a log name, behind its last `%2F` or `/`: `activity`, `data_access` or `system_event`.
fn log_id(name: &str) -> &str {
    let name = memchr::memrchr(b'/', name.as_bytes())
        .and_then(|at| name.get(at + 1..))
        .unwrap_or(name);
    let escape = memchr::memrchr(b'%', name.as_bytes());
    escape.and_then(|at| name.get(at + 3..)).unwrap_or(name)
}

/// Returns whether an entry of a log may be of a resource of this type (Google's page "Monitored resource types"). A type of another service's
/// resources, such as `gce_instance`, is in none of the four logs. An absent type shows nothing, and neither does a type that many services
/// use.
pub(super) fn may_be_of_resource(source: Source, kind: &str) -> bool {
    const OF_MANY: [&str; 7] = [
        "audited_resource",
        "api",
        "consumed_api",
        "global",
        "project",
        "folder",
        "organization",
    ];
    let own: &[&str] = match source {
        Source::Kubernetes | Source::Gke => &["k8s_", "gke_", "container.googleapis.com/"],
        Source::CaService => &["privateca"],
        Source::Kms => &["cloudkms"],
        Source::Workload => &[],
    };
    kind.is_empty() || OF_MANY.contains(&kind) || own.iter().any(|it| kind.starts_with(it))
}

/// Returns the part of `log_name` before `/logs/`: `projects/P`, or the organization or folder of the log. If the log name is absent, the
/// project of the resource labels counts.
pub(super) fn scope<'a>(log_name: &'a str, project: &str) -> Cow<'a, str> {
    match named_scope(log_name) {
        Some(scope) => Cow::Borrowed(scope),
        None if project.is_empty() => Cow::Borrowed(UNKNOWN),
        None => Cow::Owned(format!("projects/{project}")),
    }
}

/// Returns the part of `log_name` before `/logs/`.
fn named_scope(log_name: &str) -> Option<&str> {
    log_name.get(..end_of_scope(log_name)?)
}

/// Returns the project of an audit log, by the name of the log alone: whoever may write log entries chooses the labels of their resource. None
/// for the log of an organization or a folder, and for a name with a number instead of the id.
pub(super) fn project_of(log_name: &str) -> Option<Project> {
    let id = named_scope(log_name)?.strip_prefix("projects/")?;
    id.parse().ok().filter(|_| may_be_audit_log(log_name))
}

/// The scope of an entry without a log name and a project.
pub(super) const UNKNOWN: &str = "unknown";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audit_log_is_recognised_by_its_name() {
        for (name, may_be) in [
            ("projects/p/logs/cloudaudit.googleapis.com%2Factivity", true),
            ("folders/1/logs/cloudaudit.googleapis.com/data_access", true),
            ("projects/p/logs/CloudAudit.googleapis.com%0Factivity", true),
            ("cloudaudit.googleapis.com/data_access", true),
            ("system_event", true),
            ("", true),
            ("projects/p/logs/stdout", false),
            ("projects/p/logs/app%2Fsystem_event", false),
            (
                "projects/p/logs/cloudaudit.googleapis.com-2%2Factivity",
                false,
            ),
            ("projects/p/logs/cloudaudit", false),
        ] {
            assert_eq!(may_be_audit_log(name), may_be, "{name}");
        }
    }

    #[test]
    fn the_name_of_a_projects_audit_log_tells_the_project() {
        let project = |name: &str| project_of(name).map(|it| it.to_string());
        for id in ["acme-keys", "acme.example:keys"] {
            let name = format!("projects/{id}/logs/cloudaudit.googleapis.com%2Fdata_access");
            assert_eq!(project(&name).as_deref(), Some(id));
        }
        for name in [
            "projects/p/logs/stdout",
            "projects/123/logs/cloudaudit.googleapis.com%2Fdata_access",
            "projects//logs/cloudaudit.googleapis.com%2Fdata_access",
            "folders/p/logs/cloudaudit.googleapis.com%2Fdata_access",
            "cloudaudit.googleapis.com%2Fdata_access",
            "",
        ] {
            assert_eq!(project(name), None, "{name}");
        }
    }

    #[test]
    fn each_log_has_resources_of_its_own() {
        let logs = |kind| Source::LOGS.map(|it| may_be_of_resource(it, kind));
        for kind in ["", "audited_resource", "global", "project"] {
            assert_eq!(logs(kind), [true; 4], "{kind}");
        }
        for kind in ["gce_instance", "pubsub_topic", "service_account"] {
            assert_eq!(logs(kind), [false; 4], "{kind}");
        }
        for kind in ["k8s_cluster", "gke_cluster", "gke_nodepool"] {
            assert_eq!(logs(kind), [true, true, false, false], "{kind}");
        }
        assert_eq!(
            logs("cloudkms_cryptokeyversion"),
            [false, false, false, true]
        );
        assert_eq!(
            logs("privateca.googleapis.com/CaPool"),
            [false, false, true, false]
        );
    }

    #[test]
    fn the_log_is_what_stands_last_in_its_name() {
        for name in [
            "projects/p/logs/cloudaudit.googleapis.com%2Fdata_access",
            "cloudaudit.googleapis.com/data_access",
            "x%2fdata_access",
            "data_access",
        ] {
            assert_eq!(log_id(name), "data_access", "{name}");
        }
    }
}
