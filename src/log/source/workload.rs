//! What `credtrail workload verify` saw on VMs, written down as log entries of the program's own.
//!
//! The shape is that of an audit log's entry, so that such lines may lie among others in any packing and envelope.

use crate::evidence::certificate::Certificate;
use crate::log::parsed_batch::ParsedBatch;
use crate::log::query::explorer_query::Query;
use crate::log::{LogLine, Malformed, Relevance};
use crate::model::entry::{Entry, Event, Observed};

/// `serviceName` of these entries.
pub(crate) const SERVICE: &str = "workload.credtrail";

/// `methodName` of these entries.
pub(crate) const METHOD: &str = "observed";

/// Lets these entries through, should somebody send them to a log of the project.
pub(in crate::log) fn filter() -> Query {
    Query::default()
        .with("protoPayload.serviceName", SERVICE)
        .with("protoPayload.methodName", METHOD)
}

/// Whether an entry tells what was seen on a VM.
pub(in crate::log) fn is_observation(service: &str) -> bool {
    service == SERVICE
}

/// Reads an observation. It opens no stretch of a log: nothing follows from what was not seen.
pub(in crate::log) fn read(
    line: &LogLine<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, Malformed> {
    if line.payload.method.or_empty() != METHOD {
        return Ok(Relevance::Nothing);
    }
    let at = line.at()?;
    let host = line.payload.resource.or_empty().strip_prefix("hosts/");
    let host = host.filter(|it| !it.is_empty());
    let host = host.ok_or_else(|| Malformed::missing("resourceName", "hosts/NAME"))?;
    let response = line.payload.response.object();
    let pem = response.get().pem_certificate.or_empty();
    let certificate = Certificate::read(pem.as_bytes()).ok_or_else(|| {
        Malformed::because("response.pem_certificate", "expected a PEM certificate")
    })?;
    reading.evidence.issued.extend(certificate.issued(&[]));
    let entry = Entry {
        at,
        scope: format!("hosts/{host}"),
        insert_id: line.row.insert_id.or_empty().to_owned(),
        principal: String::new(),
        event: Event::Observed(Observed {
            certificate: certificate.recomputed.certificate,
            digest: certificate.recomputed.digest,
            host: host.to_owned(),
            validity: certificate.validity,
            holder: Box::new(certificate.holder),
        }),
    };
    reading.entries.push((line.origin.raw_line(), entry));
    Ok(Relevance::Something)
}
