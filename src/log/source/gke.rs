//! The `system_event` log of GKE: a credential was issued.
//!
//! The documented filter is [`query`].

use crate::log::parsed_batch::ParsedBatch;
use crate::log::query::explorer_query::Query;
use crate::log::shape::call::Call;
use crate::log::shape::lenient::Text;
use crate::log::shape::row::Body;
use crate::log::{LogLine, Malformed, Relevance, issued_id};
use crate::model::entry::{Event, Issued, Method};
use crate::model::identifier::{CredentialId, Fingerprint, ToBeSigned};
use crate::model::identity::project::Project;

/// Returns the query of the issuance of a credential in these projects.
pub fn query(scopes: &[String], credential: &CredentialId) -> Query {
    let query = match credential {
        CredentialId::Token(_) => Query::default()
            .with("resource.type", "gke_cluster")
            .in_log_of(scopes, "system_event")
            .with(
                "protoPayload.methodName",
                "google.cloud.gkeauth.v1.Auth.SignServiceAccountJWT",
            ),
        CredentialId::Certificate(_) | CredentialId::Other(_) => issuances(scopes),
    };
    query.with(
        "protoPayload.metadata.credentialId",
        &credential.to_string(),
    )
}

/// Returns the query of the issuance, in these projects, with the digest of a signature.
pub fn claim_query(scopes: &[String], digest: ToBeSigned) -> Query {
    issuances(scopes).with(
        "protoPayload.metadata.toBeSignedDigest",
        &digest.to_string(),
    )
}

/// Returns the filter of every issuance, including issuances by methods that this crate does not know.
pub(in crate::log) fn filter(project: &Project) -> Query {
    Query::default()
        .in_logs_of(project, &["system_event"])
        .with("resource.type", "gke_cluster")
        .with("protoPayload.serviceName", "container.googleapis.com")
        .holding("protoPayload.methodName", [SERVICE])
}

/// The prefix of the names of issuing methods.
const SERVICE: &str = "google.cloud.gkeauth.v1.Auth.";

fn issuances(scopes: &[String]) -> Query {
    Query::default()
        .in_log_of(scopes, "system_event")
        .with("resource.type", "gke_cluster")
        .with("protoPayload.serviceName", "container.googleapis.com")
}

fn method(name: &str) -> Option<Method> {
    let last = name.strip_prefix(SERVICE)?;
    Method::ALL
        .into_iter()
        .find(|method| method.as_str() == last)
}

/// Returns whether a method is one of the six methods that issue credentials.
pub(in crate::log) fn is_issuance(name: &str) -> bool {
    method(name).is_some()
}

/// Reads an issuance. A refused call issued nothing.
pub(in crate::log) fn read(
    line: &LogLine<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, Malformed> {
    let Some(method) = method(line.payload.method.or_empty()) else {
        return Ok(Relevance::Nothing);
    };
    if line.call()? != Call::Done {
        return Ok(Relevance::Nothing);
    }
    let at = line.at()?;
    let raw = line.origin.raw_line();
    for issued in issued(line, method)? {
        let entry = line.entry(at, Event::Issued(issued));
        reading.entries.push((raw, entry));
    }
    Ok(Relevance::Something)
}

/// Returns the issuances in one entry. A field with two values under two spellings gives two issuances; the checks find the contradiction.
fn issued(line: &LogLine<'_>, method: Method) -> Result<Vec<Issued>, Malformed> {
    let payload = line.payload;
    let places = [
        payload.metadata.object(),
        payload.response.object(),
        payload.request.object(),
    ];
    let places = [places[0].get(), places[1].get(), places[2].get()];
    let fields = [
        find(places, |body| &body.credential_id),
        find(places, |body| &body.certificate_fingerprint),
        find(places, |body| &body.to_be_signed_digest),
    ];
    let versions = fields.map(|it| it.all().len()).into_iter().max();
    let version = |number| issued_by(fields.map(|it| it.at(number)), line, method);
    (0..versions.unwrap_or_default().max(1))
        .map(version)
        .collect()
}

/// Returns a field from `metadata`, the response or the request, in this order. Only the position of `credentialId` is documented. The
/// request, which the caller writes, comes last.
fn find<'b>(places: [&'b Body<'b>; 3], field: fn(&'b Body<'b>) -> &'b Text<'b>) -> &'b Text<'b> {
    let first = places.map(field).into_iter().find(|it| it.get().is_some());
    first.unwrap_or(field(places[0]))
}

fn issued_by(
    [credential, certificate, digest]: [Option<&str>; 3],
    line: &LogLine<'_>,
    method: Method,
) -> Result<Issued, Malformed> {
    let certificate = certificate.map(str::parse::<Fingerprint>).transpose();
    let certificate =
        certificate.map_err(|it| Malformed::because("metadata.certificateFingerprint", it))?;
    let digest = digest.map(str::parse::<ToBeSigned>).transpose();
    let digest = digest.map_err(|it| Malformed::because("metadata.toBeSignedDigest", it))?;
    let credential = credential
        .map(|text| issued_id("metadata.credentialId", text))
        .transpose()?;
    let credential = credential.or_else(|| certificate.map(CredentialId::Certificate));
    let credential = credential.ok_or_else(|| {
        Malformed::missing("metadata.credentialId", "X509SHA256=<64 hex> or JTI=<id>")
    })?;
    Ok(Issued {
        method,
        credential,
        certificate,
        digest,
        cluster: line.cluster(),
    })
}
