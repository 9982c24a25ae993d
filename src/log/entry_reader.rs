//! Reads one entry: hands the entry to the reader of its log, and notes which log was read at which time.

use jiff::Timestamp;

use super::cut_line;
use super::entry_log::{may_be_audit_log, may_be_of_resource, scope, source_of};
use super::fast::skim::{self, Skimmed};
use super::log_line::LogLine;
use super::malformed::Malformed;
use super::neighbour_times::Neighbours;
use super::parsed_batch::{ParsedBatch, Rejection};
use super::record_span::RecordSpan;
use super::shape::export_shape::Shape;
use super::shape::json::Unreadable;
use super::shape::row::Row;
use super::shape::timestamp;
use super::source::permission::{self, ByMethod};
use super::source::{audit_settings, ca_service, cluster, gke, kms, kubernetes, workload};
use super::{Reader, Relevance};
use crate::model::entry::Source;

impl Reader {
    pub(super) fn read_entry(
        &self,
        shape: Shape,
        row: &Row<'_>,
        origin: &RecordSpan<'_>,
        reading: &mut ParsedBatch,
    ) {
        *reading.shapes.entry(shape).or_default() += 1;
        if row.is_undecoded() {
            return reading.rejections.push(undecoded(row, origin));
        }
        let outcome = match shape {
            Shape::AuditEvent => {
                kubernetes::read_event(row, self.cluster.as_deref(), origin, reading)
                    .map_err(|(malformed, source, at)| (malformed, Some(source), at))
            }
            Shape::ClusterDescription => Ok(cluster::read_description(row, origin, reading)),
            _ => read_log_entry(row, origin, reading),
        };
        match outcome {
            Ok(relevance) => reading.count(relevance),
            Err((malformed, source, at)) => {
                let reason = malformed.to_string();
                reading.rejections.push(Rejection {
                    raw: origin.raw_line(),
                    reason,
                    sources: source.into_iter().collect(),
                    scope: self.scope_of(shape, row),
                    tail: cut_line::tail(origin.bytes),
                    neighbours: at
                        .map_or_else(|| origin.damaged_line().neighbours.clone(), Neighbours::at),
                });
            }
        }
    }

    /// Returns the project of an entry, or the cluster of a raw event, if known.
    fn scope_of(&self, shape: Shape, row: &Row<'_>) -> Option<String> {
        if shape == Shape::AuditEvent {
            return self.cluster.clone();
        }
        let project = row.resource.0.labels.project_id.or_empty();
        let scope = scope(row.log_name(), project);
        Some(scope.into_owned()).filter(|it| it.starts_with("projects/"))
    }
}

/// Returns the rejection of an entry whose payload is not decoded, for the logs whose resources it may be of.
fn undecoded(row: &Row<'_>, origin: &RecordSpan<'_>) -> Rejection {
    let is_lower_case = memchr::memmem::find(origin.bytes, b"\"servicename\"").is_some();
    let reason = match is_lower_case {
        true => Unreadable::LowerCase,
        false => Unreadable::Undecoded,
    };
    let mut rejection = origin.rejection(&reason);
    let kind = row.resource.0.kind.or_empty();
    rejection
        .sources
        .retain(|source| may_be_of_resource(*source, kind));
    rejection
}

/// Reads a line with the fast reader. Returns `None`, with `reading` unchanged, if the [`fast`](super::fast) reader leaves
/// the line to the full parser.
pub(super) fn read_skimmed(origin: &RecordSpan<'_>, reading: &mut ParsedBatch) -> Option<()> {
    let skimmed = skim::skim(origin.bytes)?;
    let (service, method) = (skimmed.service, skimmed.method);
    if service.is_empty() && method.is_empty() {
        return None; // undecoded
    }
    if ca_service::is_revocation(service, method) {
        return None;
    }
    let is_foreign = !may_be_audit_log(skimmed.log_name);
    let relevance = match source_of(service, method, skimmed.log_name) {
        _ if is_foreign && !workload::is_observation(service) => Relevance::Nothing,
        Some(source) => read_skimmed_of(source, &skimmed, origin, reading)?,
        None if is_beside(service, method) => return None,
        None => Relevance::Nothing,
    };
    *reading.shapes.entry(Shape::LogEntry).or_default() += 1;
    reading.count(relevance);
    Some(())
}

fn read_skimmed_of(
    source: Source,
    skimmed: &Skimmed<'_>,
    origin: &RecordSpan<'_>,
    reading: &mut ParsedBatch,
) -> Option<Relevance> {
    let at = timestamp::parse(skimmed.timestamp);
    let scope = scope(skimmed.log_name, skimmed.cluster[0]);
    let relevance = match source {
        Source::Kubernetes => kubernetes::read_skimmed(skimmed, &scope, at, origin, reading)?,
        Source::Gke if gke::is_issuance(skimmed.method) => return None,
        Source::CaService if ca_service::is_creation(skimmed.method) => return None,
        Source::Kms if kms::is_signing(skimmed.method) => return None,
        Source::Workload => return None,
        Source::Gke | Source::CaService | Source::Kms => Relevance::Nothing,
    };
    let by_method = permission::by_method(source, skimmed.method);
    if !permission::agrees(source, by_method, skimmed.authorization) {
        return None;
    }
    if let Some(at) = at {
        reading.note_time(source, &scope, at);
        if by_method == ByMethod::Recording {
            reading.hear_recording(source, &scope, at);
        }
    }
    Some(relevance)
}

fn read_log_entry(
    row: &Row<'_>,
    origin: &RecordSpan<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, (Malformed, Option<Source>, Option<Timestamp>)> {
    let Some(payload) = row.payload() else {
        return Ok(Relevance::Nothing);
    };
    let log_name = row.log_name();
    let (service, method) = (payload.service.or_empty(), payload.method.or_empty());
    if !may_be_audit_log(log_name) && !workload::is_observation(service) {
        return Ok(Relevance::Nothing);
    }
    let revokes = ca_service::is_revocation(service, method);
    let source = source_of(service, method, log_name).filter(|_| !revokes);
    if source.is_none() && !revokes && !is_beside(service, method) {
        return Ok(Relevance::Nothing);
    }
    let at = row.timestamp.get().and_then(timestamp::parse);
    let line = LogLine {
        row,
        payload,
        at,
        scope: scope(log_name, row.resource.0.labels.project_id.or_empty()),
        origin,
    };
    let outcome = match source {
        Some(Source::Kubernetes) => kubernetes::read_entry(&line, reading),
        Some(Source::Gke) => gke::read(&line, reading),
        Some(Source::CaService) => ca_service::read(&line, reading),
        Some(Source::Kms) => kms::read(&line, reading),
        Some(Source::Workload) => workload::read(&line, reading),
        None if revokes => ca_service::read_revocation(&line, reading),
        None if audit_settings::is_change(service, method) => audit_settings::read(&line, reading),
        None => cluster::read(&line, reading),
    };
    let outcome = match source {
        Some(Source::Kubernetes) => outcome,
        _ => outcome.or_else(|malformed| line.unless_void(malformed)),
    };
    let log = source.filter(|it| *it != Source::Workload);
    if let (Ok(_), Some(at), Some(source)) = (&outcome, at, log) {
        reading.note_time(source, &line.scope, at);
        if permission::records_issuances(source, payload) {
            reading.hear_recording(source, &line.scope, at);
        }
    }
    outcome.map_err(|malformed| (malformed, source, at))
}

/// Returns whether an entry of none of the four logs matters: the configuration of a cluster or a change of audit settings.
fn is_beside(service: &str, method: &str) -> bool {
    cluster::is_configuration(service, method) || audit_settings::is_change(service, method)
}
