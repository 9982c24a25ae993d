//! Observations of `credtrail workload verify` on VMs, which the program writes as log entries.
//!
//! The entries have the shape of audit log entries, so that a file in any packing and envelope may mix them with other entries.

use crate::evidence::certificate::Certificate;
use crate::log::parsed_batch::ParsedBatch;
use crate::log::query::explorer_query::Query;
use crate::log::{LogLine, Malformed, Relevance};
use crate::model::entry::{Entry, Event, Observed};

/// `serviceName` of these entries.
pub(crate) const SERVICE: &str = "workload.credtrail";

/// `methodName` of these entries.
pub(crate) const METHOD: &str = "observed";

/// Returns the filter of these entries, in case somebody sends them to a log of the project.
pub(in crate::log) fn filter() -> Query {
    Query::default()
        .with("protoPayload.serviceName", SERVICE)
        .with("protoPayload.methodName", METHOD)
}

/// Returns whether an entry is an observation on a VM.
pub(in crate::log) fn is_observation(service: &str) -> bool {
    service == SERVICE
}

/// Reads an observation. An observation adds no time to a log, since no conclusion follows from an absent observation.
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
        insert_id: line.row.insert_id().unwrap_or_default().to_owned(),
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
