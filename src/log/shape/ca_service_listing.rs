//! Certificates as `gcloud privateca certificates list|describe --format=json` prints them, without a log entry around them.

use serde::de::IgnoredAny;

use super::lenient::Text;
use super::object::{Joined, object};
use super::row::Body;
use super::timestamp;
use crate::evidence::certificate::Certificate;
use crate::evidence::input::form::FileForm;
use crate::evidence::input::found::LOG_BESIDE;
use crate::evidence::input::packed_text;
use crate::evidence::input::unsupported;
use crate::log::RecordSpan;
use crate::log::framing::splitter::{Batch, Splitter};
use crate::log::neighbour_times::Neighbours;
use crate::log::parsed_batch::{ParsedBatch, RawLine, Rejection};
use crate::log::shape::json;
use crate::log::source::ca_service::{authorities, called, chain, pool_of, revoked};

/// The kind of a JSON file that is no log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Certificates of CA Service.
    Certificates,
    /// A file that is read as a whole.
    Whole(FileForm),
}

object! {
    /// The keys by which the kind of an object is known.
    struct Outside<'a> {
        pem_certificate: Text<'a> = "pemCertificate" | "pem_certificate",
        log_name: Text<'a> = "logName" | "log_name",
        keys: Option<Vec<IgnoredAny>> = "keys",
        kind: Text<'a> = "kind",
        kty: Text<'a> = "kty",
    }
}

impl Listing {
    /// Returns the kind of a file by its first object. Returns `None` for logs and unknown objects.
    pub fn of(head: &[u8]) -> Option<Self> {
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        if !matches!(text.trim_ascii_start().first(), Some(b'{' | b'[')) {
            return None;
        }
        let batch = Splitter::new(head).next_batch().ok()??;
        let first = batch.items.iter().find(|it| it.problem.is_none())?;
        let bytes = batch.bytes.get(first.bytes.clone())?;
        let outside: Outside<'_> = json::parse(bytes).ok()?;
        if outside.log_name.get().is_some() {
            None
        } else if outside.pem_certificate.get().is_some() {
            Some(Listing::Certificates)
        } else if outside.kind.get().is_some_and(packed_text::is_kind) {
            Some(Listing::Whole(FileForm::Document))
        } else {
            let is_key = outside.kty.get().is_some();
            let keys = outside.keys.is_some() || is_key;
            keys.then_some(Listing::Whole(FileForm::KeySet))
        }
    }
}

/// Reads all certificates of a batch.
pub fn read(batch: &Batch) -> ParsedBatch {
    let mut reading = ParsedBatch::default();
    for item in &batch.items {
        let bytes = batch.bytes.get(item.bytes.clone()).unwrap_or_default();
        let origin = RecordSpan::at(item.line, item.offset, bytes);
        let reason = match &item.problem {
            Some(problem) => Some(problem.to_string()),
            None => read_certificate(&origin, &mut reading).err(),
        };
        reading
            .rejections
            .extend(reason.map(|it| match unsupported::is_log(bytes) {
                true => origin.rejection(&LOG_BESIDE).losing(item.lost),
                false => Rejection {
                    sources: Vec::new(), // a certificate that cannot be read is no line of a log
                    neighbours: Neighbours::default(),
                    ..origin.rejection(&it)
                },
            }));
    }
    reading
}

fn read_certificate(origin: &RecordSpan<'_>, reading: &mut ParsedBatch) -> Result<(), String> {
    let bytes = origin.bytes;
    let listed: Body<'_> = json::parse(bytes).map_err(|it| it.to_string())?;
    let unreadable = || "pemCertificate: expected a PEM certificate".to_owned();
    let read = |pem: &str| Certificate::read(pem.as_bytes()).ok_or_else(unreadable);
    let certificates: Vec<Certificate> = listed
        .pem_certificate
        .all()
        .map(read)
        .collect::<Result<_, _>>()?;
    if certificates.is_empty() {
        return Err(unreadable());
    }
    let raw = origin.raw_line();
    for certificate in &certificates {
        keep(&listed, certificate, raw, reading);
    }
    Ok(())
}

fn keep(listed: &Body<'_>, certificate: &Certificate, raw: RawLine, reading: &mut ParsedBatch) {
    let evidence = &mut reading.evidence;
    let chain = authorities(&chain(listed, &pool_of(listed.name.or_empty())));
    evidence.add_certificate(raw, certificate, &chain);
    evidence.add_authorities(raw, &chain);
    let fingerprint = certificate.recomputed.certificate;
    let name = listed.name.or_empty();
    evidence
        .called
        .extend(called(name).map(|it| (fingerprint, it)));
    if let Some(at) = timestamp::parse_nearest(listed.revocation.0.time.or_empty()) {
        let mut revoked = revoked(listed, name, at, 0);
        revoked.certificate = Some(fingerprint);
        evidence.revoked.push((raw, revoked));
    }
}
