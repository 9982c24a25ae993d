//! Changes of audit settings: entries of `SetIamPolicy` in the Admin Activity log, which is always on.
//!
//! The IAM policy of a project, folder or organization holds the settings of the Data Access logs (`auditConfigs`), and the entry names the
//! changes (`google.iam.v1.PolicyDelta.audit_config_deltas`). [`coverage`](crate::coverage::audit_settings::Switches) derives from the changes
//! when a log was on. These entries are of none of the four logs.

use crate::coverage::audit_settings::{Action, Change, RecordedChange};
use crate::log::parsed_batch::ParsedBatch;
use crate::log::shape::call::Call;
use crate::log::shape::row::AuditConfigDelta;
use crate::log::shape::row_depth;
use crate::log::{LogLine, Malformed, RecordSpan, Relevance};
use crate::model::audit_setting;
use crate::model::entry::Source;

/// Returns whether a method of a service changes an IAM policy.
pub(in crate::log) fn is_change(service: &str, method: &str) -> bool {
    service == "cloudresourcemanager.googleapis.com"
        && method.rsplit('.').next() == Some("SetIamPolicy")
}

/// Reads the changes of the settings of logs that record issuances. Most calls change none of these settings.
pub(in crate::log) fn read(
    line: &LogLine<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, Malformed> {
    if line.call()? != Call::Done {
        return Ok(Relevance::Nothing);
    }
    let mut changes = changes(line);
    changes.retain(matters);
    if changes.is_empty() {
        return Ok(Relevance::Nothing);
    }
    let at = line.at()?;
    let raw = line.origin.raw_line();
    let switches = changes.into_iter().map(|change| RecordedChange {
        at,
        scope: line.scope.to_string(),
        change,
        by: line.principal().to_owned(),
        insert_id: line.row.insert_id().unwrap_or_default().to_owned(),
    });
    reading.switches.extend(switches.map(|it| (raw, it)));
    Ok(Relevance::Something)
}

/// Returns the changes of one entry in JSON. The list is empty if the call was refused. Returns `None` if the entry has no readable
/// changes.
pub fn changes_in(json: &str) -> Option<Vec<Change>> {
    let row = row_depth::parse(json.as_bytes()).ok()?;
    let origin = RecordSpan::at(1, 0, json.as_bytes());
    let line = LogLine {
        row: &row,
        payload: row.payload()?,
        at: None,
        scope: Default::default(),
        origin: &origin,
    };
    match line.call().ok()? {
        Call::Done => Some(changes(&line)).filter(|it| !it.is_empty()),
        Call::Refused(_) | Call::Tried => Some(Vec::new()),
    }
}

fn changes(line: &LogLine<'_>) -> Vec<Change> {
    let payload = line.payload;
    let spelt = [
        &payload.service_data,
        &payload.service_data_too,
        &payload.servicedata_v1_iam,
    ];
    let spelt = spelt.map(|it| it.object());
    let deltas = spelt.iter().flat_map(|it| &it.get().delta.0.audit.0);
    deltas.map(change).collect()
}

fn change(delta: &AuditConfigDelta<'_>) -> Change {
    Change {
        action: match delta.action.or_empty() {
            "ADD" => Action::Add,
            "REMOVE" => Action::Remove,
            _ => Action::Unknown,
        },
        service: delta.service.or_empty().to_owned(),
        log_type: delta.log_type.or_empty().to_owned(),
        exempted: delta.exempted.or_empty().to_owned(),
    }
}

/// Returns whether a change may be about a log that records issuances.
fn matters(change: &Change) -> bool {
    [Source::CaService, Source::Kms]
        .into_iter()
        .filter_map(audit_setting::recording)
        .any(|it| change.is_about(&it))
}
