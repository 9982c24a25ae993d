//! One LogEntry, with the fields that all logs have in common.

use crate::log::shape::json;
use std::borrow::Cow;

use jiff::Timestamp;

use super::entry_log::project_of;
use super::parsed_batch::ParsedBatch;
use super::shape::lenient::Embedded;
use super::shape::row::{Payload, Row, Status};
use super::{Malformed, RecordSpan};
use crate::model::entry::{Entry, Event};
use crate::model::identity::project_number::ProjectNumber;
use crate::model::identity::resource_name::relative;

/// google.rpc.Code
pub(super) const PERMISSION_DENIED: i32 = 7;

/// One LogEntry, with the fields that all logs have in common.
pub(super) struct LogLine<'a> {
    pub(super) row: &'a Row<'a>,
    pub(super) payload: &'a Payload<'a>,
    pub(super) at: Option<Timestamp>,
    /// `projects/P`
    pub(super) scope: Cow<'a, str>,
    pub(super) origin: &'a RecordSpan<'a>,
}

impl LogLine<'_> {
    pub(super) fn at(&self) -> Result<Timestamp, Malformed> {
        self.at
            .ok_or_else(|| Malformed::missing("timestamp", "RFC 3339"))
    }

    /// Returns the entry with `event` for this line.
    pub(super) fn entry(&self, at: Timestamp, event: Event) -> Entry {
        Entry {
            at,
            scope: self.scope.to_string(),
            insert_id: self.row.insert_id().unwrap_or_default().to_owned(),
            principal: self.principal().to_owned(),
            event,
        }
    }

    /// Returns the caller: the e-mail address or user name, else the subject of a workload identity.
    pub(super) fn principal(&self) -> &str {
        let who = &self.payload.authentication.0;
        who.email.get().or(who.subject.get()).unwrap_or_default()
    }

    /// Returns the google.rpc.Code of the call. An absent status means 0, or [`PERMISSION_DENIED`] if no permission was granted. A status
    /// that cannot be read is an error, since the call may have failed.
    pub(super) fn status(&self) -> Result<i32, Malformed> {
        let no_status = || Malformed::because("status", "expected an object with a code");
        let code = |status: &Status<'_>| match status.code.get() {
            Some(code) => code.parse().map_err(|_| no_status()),
            None => Ok(0),
        };
        match &self.payload.status {
            Embedded::Absent if self.is_denied() => Ok(PERMISSION_DENIED),
            Embedded::Absent => Ok(0),
            Embedded::Object(status) => code(status),
            Embedded::Text(json) => code(&json::parse(json.as_bytes()).map_err(|_| no_status())?),
            Embedded::List(_) => Err(no_status()),
        }
    }

    /// Returns whether every permission in `authorizationInfo` was refused. A `granted` other than `false` is no refusal.
    pub(super) fn is_denied(&self) -> bool {
        let asked = &self.payload.authorization.0;
        !asked.is_empty() && asked.iter().all(|it| it.granted.or_empty() == "false")
    }

    /// Returns the full name of the cluster, or the part that the resource labels hold.
    pub(super) fn cluster(&self) -> String {
        cluster_name(self.cluster_parts())
    }

    pub(super) fn cluster_parts(&self) -> ClusterParts<'_> {
        let labels = &self.row.resource.0.labels;
        [&labels.project_id, &labels.location, &labels.cluster_name].map(|it| it.or_empty())
    }

    /// Returns the relative resource name with the project id in place of the project number that some services write. `logName` always
    /// holds the id.
    pub(super) fn named(&self, resource: &str) -> String {
        let resource = relative(resource);
        let by_number = resource
            .strip_prefix("projects/")
            .and_then(|it| it.split_once('/'));
        match by_number {
            Some((number, rest))
                if number.bytes().all(|b| b.is_ascii_digit())
                    && self.scope.starts_with("projects/") =>
            {
                format!("{}/{rest}", self.scope)
            }
            _ => resource.to_owned(),
        }
    }

    /// Adds that the number in the name of a resource is that of the project of the log. Only for calls that were carried out, and for names
    /// that the service wrote.
    ///
    /// Nobody has the number of another project written beside the id of their own: the service carries a call out only on a resource that
    /// exists, and a project has only the audit logs of the resources in it
    /// (<https://cloud.google.com/resource-manager/docs/audit-logging>). A refused call may name a resource or a project that does not exist, and
    /// nothing says in whose log its entry is.
    pub(super) fn show_number(&self, resource: Option<&str>, reading: &mut ParsedBatch) {
        let number = resource.and_then(ProjectNumber::in_name_of);
        let shown = number.and_then(|it| Some((it, project_of(self.row.log_name())?)));
        if let Some((number, id)) = shown {
            reading.shown_numbers.add(number, id);
        }
    }
}

/// Project, location and name of a cluster, as the resource labels hold them.
pub(super) type ClusterParts<'a> = [&'a str; 3];

/// Returns the full name of a cluster, or its bare name if the project or location is unknown.
pub(super) fn cluster_name(parts: ClusterParts<'_>) -> String {
    match parts {
        [project, location, name]
            if !project.is_empty() && !location.is_empty() && !name.is_empty() =>
        {
            format!("projects/{project}/locations/{location}/clusters/{name}")
        }
        [_, _, name] => name.to_owned(),
    }
}
