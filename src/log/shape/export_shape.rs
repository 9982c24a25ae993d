//! The export shape of a row, detected by its content.

use std::fmt;

use super::lenient::{Embedded, Text};
use super::row::{EventHead, Payload, Row};
use serde::{Deserialize, Serialize};

use crate::model::identity::cluster_name::of_link;

/// The shape in which an entry was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Shape {
    /// The LogEntry of Cloud Logging: `protoPayload`, `jsonPayload` or `textPayload`.
    LogEntry,
    /// A row of a table that a BigQuery sink fills: `protopayload_auditlog`.
    BigQuery,
    /// A row of Log Analytics: `proto_payload.audit_log`.
    LogAnalytics,
    /// A raw `audit.k8s.io` event.
    AuditEvent,
    /// A LogEntry with a raw event in its `jsonPayload`. The event is not read: whatever a container prints as JSON becomes a
    /// `jsonPayload`, so that any pod could forge uses.
    EventInPayload,
    /// `{"entries": […]}`
    EntriesPage,
    /// `{"kind": "EventList", "items": […]}`
    EventList,
    /// A Pub/Sub message with base64 data.
    PubSub,
    /// A CloudEvent with the entry under `data`.
    CloudEvent,
    /// The description of a cluster.
    ClusterDescription,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Shape::LogEntry => "LogEntry",
            Shape::BigQuery => "BigQuery row",
            Shape::LogAnalytics => "Log Analytics row",
            Shape::AuditEvent => "audit.k8s.io event",
            Shape::EventInPayload => "audit.k8s.io event in jsonPayload (not read)",
            Shape::EntriesPage => "entries.list page",
            Shape::EventList => "EventList",
            Shape::PubSub => "Pub/Sub message",
            Shape::CloudEvent => "CloudEvent",
            Shape::ClusterDescription => "cluster description",
        })
    }
}

/// Returns the rows of a page. Returns `None` for a row that is no page.
pub(in crate::log) fn rows_of<'r, 'a>(row: &'r Row<'a>) -> Option<&'r [Row<'a>]> {
    rows_in(row).filter(|_| entry_shape(row).is_none())
}

/// Returns the rows of a page, even if the page is also an entry.
pub(super) fn rows_in<'r, 'a>(row: &'r Row<'a>) -> Option<&'r [Row<'a>]> {
    let rows = [&row.entries, &row.items, &row.received_messages];
    rows.into_iter().find_map(|it| it.as_deref())
}

/// Returns whether a row is an entry, or an envelope that may hold entries.
pub(in crate::log) fn holds_entries(row: &Row<'_>) -> bool {
    entry_shape(row).or_else(|| envelope_shape(row)).is_some()
}

/// Returns the shape of an entry. Returns `None` for a row that is no entry.
pub(super) fn entry_shape(row: &Row<'_>) -> Option<Shape> {
    if row.proto_payload.is_some() {
        Some(Shape::LogEntry)
    } else if row.protopayload_auditlog.is_some() {
        Some(Shape::BigQuery)
    } else if let Some(payload) = &row.snake_payload {
        Some(match payload.0.audit_log {
            Some(_) => Shape::LogAnalytics,
            None => Shape::LogEntry,
        })
    } else if is_audit_event(row) {
        Some(Shape::AuditEvent)
    } else if of_link(row.self_link()).is_some() {
        Some(Shape::ClusterDescription)
    } else if !row.log_name().is_empty() {
        Some(without_payload(row))
    } else {
        None
    }
}

/// Returns the shape of an entry that has no AuditLog.
fn without_payload(row: &Row<'_>) -> Shape {
    let payloads = [&row.json_payload.0, &row.json_payload_too.0];
    let is_event = |it: &&EventHead<'_>| is_event_of(&it.api_version, &it.kind);
    if payloads.iter().any(is_event) {
        Shape::EventInPayload
    } else {
        Shape::LogEntry
    }
}

/// Returns whether a row is an audit event. The items of an EventList have no `kind`.
fn is_audit_event(row: &Row<'_>) -> bool {
    is_event_of(&row.api_version, &row.kind)
        || (row.audit_id.get().is_some() && row.stage.get().is_some())
}

fn is_event_of(api_version: &Text<'_>, kind: &Text<'_>) -> bool {
    api_version.or_empty().starts_with("audit.k8s.io/") && kind.or_empty() == "Event"
}

/// Returns the shape of an envelope, for the report on the content of a file.
pub fn envelope_shape(row: &Row<'_>) -> Option<Shape> {
    if entry_shape(row).is_some() {
        None
    } else if row.entries.is_some() {
        Some(Shape::EntriesPage)
    } else if row.items.is_some() {
        Some(Shape::EventList)
    } else if row.message.is_some() || row.received_messages.is_some() {
        Some(Shape::PubSub)
    } else {
        matches!(row.data(), Embedded::Object(_) | Embedded::Text(_)).then_some(Shape::CloudEvent)
    }
}

impl<'a> Row<'a> {
    /// Returns the AuditLog, whose key depends on the export shape. A row with several has the first that names a service or a method: an
    /// exporter may leave a column empty.
    pub fn payload(&self) -> Option<&Payload<'a>> {
        let spelt = [&self.proto_payload, &self.protopayload_auditlog];
        let camel = spelt.into_iter().flatten().map(|it| &it.0);
        let snake = self.snake_payload.iter().map(|it| it.0.payload());
        let mut all = camel.chain(snake);
        let first = all.next()?;
        let named = std::iter::once(first).chain(all).find(|it| names_call(it));
        Some(named.unwrap_or(first))
    }

    /// Returns whether an entry of an audit log has no readable AuditLog: the payload is an undecoded protocol buffer (as client libraries
    /// write a message that they do not know), a string, absent, or of fields in other names. For other logs the result is `false`, since
    /// anybody may write any payload to them.
    pub(in crate::log) fn is_undecoded(&self) -> bool {
        let payload = self.payload();
        let is_another = |it: &Payload<'_>| !it.kind.or_empty().ends_with(AUDIT_LOG);
        if payload.is_some_and(|it| names_call(it) || (it.kind.get().is_some() && is_another(it))) {
            return false;
        }
        match Some(self.log_name()).filter(|it| !it.is_empty()) {
            Some(name) => is_of_audit_log(name),
            None => payload.is_some(),
        }
    }
}

fn names_call(payload: &Payload<'_>) -> bool {
    payload.service.get().or(payload.method.get()).is_some()
}

/// Returns whether every entry of a log has an AuditLog (Google's page "Cloud Audit Logs overview"), by the name of the log in any spelling:
/// exporters write the slash between service and log as `%2F`, `%2f`, `/` or a damaged `%0F`. Access Transparency is not among these logs.
fn is_of_audit_log(name: &str) -> bool {
    const LOGS: [&str; 4] = ["activity", "data_access", "system_event", "policy"];
    let is_of = |log: &str| {
        let service = name.len().checked_sub(log.len());
        let halves = service.and_then(|at| name.split_at_checked(at));
        halves.is_some_and(|(service, id)| id.eq_ignore_ascii_case(log) && ends_in_audit(service))
    };
    LOGS.into_iter().any(is_of)
}

/// Returns whether the part of a log name before the log ends with the service of the audit logs and a slash.
fn ends_in_audit(service: &str) -> bool {
    const SERVICE: &str = "cloudaudit.googleapis.com";
    let bytes = service.as_bytes();
    let name = match bytes {
        [name @ .., b'/'] | [name @ .., b'%', _, _] => name,
        _ => return false,
    };
    let begins = name.len().checked_sub(SERVICE.len());
    begins.is_some_and(|at| {
        name.get(at..)
            .is_some_and(|it| it.eq_ignore_ascii_case(SERVICE.as_bytes()))
    })
}

const AUDIT_LOG: &str = "/google.cloud.audit.AuditLog";
