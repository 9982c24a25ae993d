//! From the bytes of an export to the entries of each log.

pub mod cut_line;
pub(crate) mod damaged_line;
mod entry_log;
pub mod fast;
pub mod framing;
mod log_line;
mod neighbour_search;
pub mod neighbour_times;
pub mod parsed_batch;
pub mod query;
mod record_span;
pub mod shape;
pub mod source;

use crate::log::fast::skim;
use crate::log::framing::splitter;
use crate::log::shape::columns;
use crate::log::shape::envelope;
use crate::log::shape::export_shape;
use crate::log::shape::row_depth;
use crate::log::shape::timestamp;
use crate::log::source::audit_settings;
use crate::log::source::ca_service;
use crate::log::source::cluster;
use crate::log::source::gke;
use crate::log::source::kms;
use crate::log::source::kubernetes;
use crate::log::source::permission;
use crate::log::source::workload;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use thiserror::Error;

use self::cut_line::Cut;
use self::entry_log::{UNKNOWN, scope, source_of};
use self::fast::skim::Skimmed;
use self::framing::splitter::{Batch, Element, Item, Lost, Problem};
use self::log_line::{ClusterParts, LogLine, cluster_name};
use self::neighbour_times::Neighbours;
use self::parsed_batch::{ParsedBatch, Rejection};
use self::record_span::RecordSpan;
use self::shape::envelope::Content;
use self::shape::row::Row;
use self::source::permission::ByMethod;
use crate::log::shape::export_shape::Shape;
use crate::log::shape::json::Unreadable;
use crate::model::entry::Source;
use crate::model::identifier::CredentialId;

/// The most commas and brackets that can follow the last element of a page: `]`, `}` and a comma.
const MOST_ENDS: usize = 3;

/// The error for a relevant entry with a missing or malformed field.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{field}: {problem}")]
pub struct Malformed {
    field: &'static str,
    problem: String,
}

impl Malformed {
    fn missing(field: &'static str, expected: &str) -> Self {
        Malformed {
            field,
            problem: format!("missing, expected {expected}"),
        }
    }

    fn because(field: &'static str, problem: impl ToString) -> Self {
        Malformed {
            field,
            problem: problem.to_string(),
        }
    }
}

/// The reader of items. Its fields hold what a line does not contain.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// The cluster of raw audit events, which do not name their cluster.
    pub cluster: Option<String>,
    /// Cut lines of earlier files.
    pub cuts: Arc<[Cut]>,
    /// Which of the two readers of lines may read.
    pub line_readers: LineReaders,
}

/// The readers of lines that may read. The result is the same ([`fast`]); only tests and measurements ask for the full parser alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LineReaders {
    /// The fast reader, and the full parser for the lines that the fast reader leaves to it.
    #[default]
    FastAndFull,
    /// The full parser alone.
    Full,
}

/// Whether an entry contains a fact about a credential.
#[derive(Clone, Copy)]
enum Relevance {
    Something,
    Nothing,
}

impl Reader {
    /// Returns a reader that also looks for the whole lines of `cuts`. Each line is compared with every cut line, so that at most
    /// [`cut_line::MOST`] are kept.
    pub fn and_looking_for(&self, mut cuts: Vec<Cut>) -> Self {
        let known = self.cuts.iter().filter(|it| !cuts.contains(it));
        let known: Vec<Cut> = known.cloned().collect();
        cuts.extend(known);
        cuts.truncate(cut_line::MOST);
        Reader {
            cuts: cuts.into(),
            ..self.clone()
        }
    }

    /// Reads all items of a batch.
    pub fn read(&self, batch: &Batch) -> ParsedBatch {
        let mut reading = ParsedBatch::of_uses(batch.items.len());
        for item in &batch.items {
            let bytes = batch.bytes.get(item.bytes.clone()).unwrap_or_default();
            match &item.problem {
                Some(problem) => {
                    let origin = RecordSpan::at(item.line, item.offset, bytes);
                    if self.read_damaged(&origin, &mut reading).is_none() {
                        let rejection = origin.rejection(&reason(problem, bytes));
                        reading.rejections.push(rejection.losing(item.lost));
                    }
                }
                None => self.read_whole_item(item, bytes, &mut reading),
            }
        }
        neighbour_search::introduce(&batch.items, &batch.bytes, &mut reading.rejections);
        reading
    }

    /// Reads an element that is no JSON, without its unreadable bodies and without the brackets and commas behind it. Returns `None` if the
    /// element is no entry in this form either.
    fn read_damaged(&self, origin: &RecordSpan<'_>, reading: &mut ParsedBatch) -> Option<()> {
        let mut bytes = origin.bytes;
        for _ in 0..MOST_ENDS {
            bytes = bytes.trim_ascii_end();
            let whole = RecordSpan::at(origin.line, origin.offset, bytes);
            let read = envelope::apart_from_bodies(bytes, |row, bodies| {
                reading.unreadable_bodies += bodies;
                self.read_row(row, &whole, reading);
            });
            if read.is_some() {
                return read;
            }
            let (b',' | b']' | b'}', rest) = bytes.split_last()? else {
                return None;
            };
            bytes = rest;
        }
        None
    }

    /// Reads an item, and checks whether the item begins with a cut line.
    fn read_whole_item(&self, item: &Item, bytes: &[u8], reading: &mut ParsedBatch) {
        let rejected = reading.rejections.len();
        self.read_item(item, bytes, reading);
        if reading.rejections.len() == rejected {
            reading
                .again
                .extend(cut_line::begun(bytes, item.offset, &self.cuts));
        }
    }

    /// Reads an item. Values side by side and the elements of a page are read one by one, so that each has a receipt of its own.
    fn read_item(&self, item: &Item, bytes: &[u8], reading: &mut ParsedBatch) {
        let whole = RecordSpan::at(item.line, item.offset, bytes);
        if self.read_fast(&whole, reading).is_none() {
            self.read_unskimmed(&whole, reading);
        }
    }

    fn read_fast(&self, origin: &RecordSpan<'_>, reading: &mut ParsedBatch) -> Option<()> {
        match self.line_readers {
            LineReaders::FastAndFull => read_skimmed(origin, reading),
            LineReaders::Full => None,
        }
    }

    fn read_unskimmed(&self, whole: &RecordSpan<'_>, reading: &mut ParsedBatch) {
        if let Some(row) = columns::unfolded(whole.bytes) {
            return self.read_one(&row, whole, reading);
        }
        match row_depth::parse(whole.bytes) {
            Ok(row) => self.read_whole(&row, 0, whole, reading),
            Err(unreadable) => self.read_refused(&unreadable, whole, reading),
        }
    }

    /// Reads a row from which `bodies` unreadable bodies were removed, or the elements of the row if the row is a page.
    fn read_whole(
        &self,
        row: &Row<'_>,
        bodies: u64,
        whole: &RecordSpan<'_>,
        reading: &mut ParsedBatch,
    ) {
        let elements = elements_of_page(row, whole.bytes);
        if elements.is_empty() {
            reading.unreadable_bodies += bodies;
            self.read_row(row, whole, reading);
        } else {
            reading.envelopes.extend(export_shape::envelope_shape(row));
            self.read_elements(elements, whole, reading);
        }
    }

    /// Reads an item that the parser refused: without its unreadable bodies, else as values side by side, else as a rejection.
    fn read_refused(
        &self,
        unreadable: &Unreadable,
        whole: &RecordSpan<'_>,
        reading: &mut ParsedBatch,
    ) {
        let read = envelope::apart_from_bodies(whole.bytes, |row, bodies| {
            self.read_whole(row, bodies, whole, reading);
        });
        if read.is_some() {
            return;
        }
        let elements = splitter::elements(whole.bytes);
        if elements.len() < 2 {
            reading.rejections.push(whole.rejection(unreadable));
        } else {
            self.read_elements(elements, whole, reading);
        }
    }

    fn read_elements(
        &self,
        elements: Vec<Element>,
        whole: &RecordSpan<'_>,
        reading: &mut ParsedBatch,
    ) {
        let known = reading.rejections.len();
        let part = |it: Element| Some((whole.part(it.place)?, it.lost));
        let parts: Vec<(RecordSpan<'_>, Lost)> = elements.into_iter().filter_map(part).collect();
        for (part, lost) in &parts {
            let known = reading.rejections.len();
            self.read_value(part, reading);
            let rejected = reading.rejections.split_off(known).into_iter();
            reading
                .rejections
                .extend(rejected.map(|it| it.losing(*lost)));
        }
        let rejections = reading.rejections.get_mut(known..).unwrap_or_default();
        let place = |(it, _): &(RecordSpan<'_>, Lost)| it.offset..it.offset + it.bytes.len() as u64;
        let places: Vec<Range<u64>> = parts.iter().map(place).collect();
        neighbour_search::settle(&places, |at| Some(parts.get(at)?.0.bytes), rejections);
    }

    fn read_value(&self, origin: &RecordSpan<'_>, reading: &mut ParsedBatch) {
        if self.read_fast(origin, reading).is_some() {
            return;
        }
        let row = columns::unfolded(origin.bytes);
        self.read_one(row.as_deref().unwrap_or(origin.bytes), origin, reading);
    }

    /// Reads one row or an envelope around rows.
    fn read_one(&self, json: &[u8], origin: &RecordSpan<'_>, reading: &mut ParsedBatch) {
        match row_depth::parse(json) {
            Ok(row) => self.read_row(&row, origin, reading),
            Err(unreadable) => {
                let read = if std::ptr::eq(json, origin.bytes) {
                    self.read_damaged(origin, reading)
                } else {
                    envelope::apart_from_bodies(json, |row, bodies| {
                        reading.unreadable_bodies += bodies;
                        self.read_row(row, origin, reading);
                    })
                };
                if read.is_none() {
                    reading.rejections.push(origin.rejection(&unreadable));
                }
            }
        }
    }

    fn read_row(&self, row: &Row<'_>, origin: &RecordSpan<'_>, reading: &mut ParsedBatch) {
        reading.envelopes.extend(export_shape::envelope_shape(row));
        envelope::open(row, &mut |content| match content {
            Content::Entry(shape, row) => self.read_entry(shape, row, origin, reading),
            Content::Nothing(unreadable) => reading.rejections.push(origin.rejection(&unreadable)),
            Content::WithoutBodies(count) => reading.unreadable_bodies += count,
        });
    }

    fn read_entry(
        &self,
        shape: Shape,
        row: &Row<'_>,
        origin: &RecordSpan<'_>,
        reading: &mut ParsedBatch,
    ) {
        *reading.shapes.entry(shape).or_default() += 1;
        if row.is_undecoded() {
            let rejection = origin.rejection(&Unreadable::Undecoded);
            return reading.rejections.push(rejection);
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
            Ok(said) => reading.count(said),
            Err((malformed, source, at)) => {
                let reason = malformed.to_string();
                reading.rejections.push(Rejection {
                    raw: origin.raw_line(),
                    reason,
                    sources: source.into_iter().collect(),
                    scope: self.scope_of(shape, row),
                    tail: cut_line::tail(origin.bytes),
                    neighbours: at.map_or_else(Neighbours::default, Neighbours::at),
                });
            }
        }
    }
}

impl Reader {
    /// Returns the project of an entry, or the cluster of a raw event, if known.
    fn scope_of(&self, shape: Shape, row: &Row<'_>) -> Option<String> {
        if shape == Shape::AuditEvent {
            return self.cluster.clone();
        }
        let project = row.resource.0.labels.project_id.or_empty();
        let scope = scope(row.log_name.or_empty(), project);
        Some(scope.into_owned()).filter(|it| it.starts_with("projects/"))
    }
}

/// Reads a line with the fast reader. Returns `None`, with `reading` unchanged, if the [`fast`] reader leaves the line to the full parser.
fn read_skimmed(origin: &RecordSpan<'_>, reading: &mut ParsedBatch) -> Option<()> {
    let skimmed = skim::skim(origin.bytes)?;
    let (service, method) = (skimmed.service, skimmed.method);
    if service.is_empty() && method.is_empty() {
        return None; // undecoded
    }
    if ca_service::is_revocation(service, method) {
        return None;
    }
    let said = match source_of(service, method, skimmed.log_name) {
        Some(source) => read_skimmed_of(source, &skimmed, origin, reading)?,
        None if is_beside(service, method) => return None,
        None => Relevance::Nothing,
    };
    *reading.shapes.entry(Shape::LogEntry).or_default() += 1;
    reading.count(said);
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
    let said = match source {
        Source::Kubernetes => kubernetes::read_skimmed(skimmed, &scope, at, origin, reading)?,
        Source::Gke if gke::is_issuance(skimmed.method) => return None,
        Source::CaService if ca_service::is_creation(skimmed.method) => return None,
        Source::Kms if kms::is_signing(skimmed.method) => return None,
        Source::Workload => return None,
        Source::Gke | Source::CaService | Source::Kms => Relevance::Nothing,
    };
    let by_method = permission::by_method(source, skimmed.method);
    if by_method == ByMethod::Unknown {
        return None;
    }
    if let Some(at) = at {
        reading.note_time(source, &scope, at);
        if by_method == ByMethod::Recording {
            reading.hear_recording(source, &scope, at);
        }
    }
    Some(said)
}

fn read_log_entry(
    row: &Row<'_>,
    origin: &RecordSpan<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, (Malformed, Option<Source>, Option<Timestamp>)> {
    let Some(payload) = row.payload() else {
        return Ok(Relevance::Nothing);
    };
    let log_name = row.log_name.or_empty();
    let (service, method) = (payload.service.or_empty(), payload.method.or_empty());
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

/// Returns why a part of the input is no item. For cut JSON the parser's error on the bytes of the part counts, since the position at which
/// the scanner fails depends on the bytes behind a cut line.
fn reason(problem: &Problem, bytes: &[u8]) -> String {
    let is_cut = matches!(
        problem,
        Problem::CutString | Problem::InputEnds(_) | Problem::Unexpected { .. }
    );
    let own = if is_cut && !bytes.is_empty() {
        row_depth::parse(bytes).err()
    } else {
        None
    };
    own.map_or_else(|| problem.to_string(), |it| it.to_string())
}

/// Returns the elements of a page that is one item. Returns an empty list unless each row of the page has an element of its own.
fn elements_of_page(row: &Row<'_>, bytes: &[u8]) -> Vec<Element> {
    let rows = export_shape::rows_of(row).map_or(0, <[Row<'_>]>::len);
    if rows == 0 {
        return Vec::new();
    }
    let elements = splitter::elements(bytes);
    if elements.len() == rows && elements.iter().all(|it| it.place.len() < bytes.len()) {
        elements
    } else {
        Vec::new()
    }
}

/// Parses the id of a credential that GKE or the API server says it issued, in any spelling. Text that is no credential id is an error.
fn issued_id(field: &'static str, text: &str) -> Result<CredentialId, Malformed> {
    CredentialId::meant(text).ok_or_else(|| {
        Malformed::because(
            field,
            format!("expected X509SHA256=<64 hex> or JTI=<id>, found {text:?}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_nesting_is_refused_without_harm() {
        let deep = format!("{{\"a\":{}", "[".repeat(1_000_000));
        assert!(row_depth::parse(deep.as_bytes()).is_err());
        let deep = format!(
            "{{\"entries\":{}{}}}",
            "[".repeat(1_000_000),
            "]".repeat(1_000_000)
        );
        assert!(row_depth::parse(deep.as_bytes()).is_err());
    }
}
