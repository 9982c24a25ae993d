//! GKE's `system_event` log: a credential was issued.
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
use crate::model::project::Project;

/// Finds the issuance of a credential in these projects.
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

/// Finds the issuance, in these projects, that claims a signature.
pub fn claim_query(scopes: &[String], digest: ToBeSigned) -> Query {
    issuances(scopes).with(
        "protoPayload.metadata.toBeSignedDigest",
        &digest.to_string(),
    )
}

/// Lets through every issuance, by methods that are not known yet as well.
pub(in crate::log) fn filter(project: &Project) -> Query {
    Query::default()
        .in_logs_of(project, &["system_event"])
        .with("resource.type", "gke_cluster")
        .with("protoPayload.serviceName", "container.googleapis.com")
        .holding("protoPayload.methodName", [SERVICE])
}

/// How the names of issuing methods begin.
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

/// Whether a method is one of the six that issue credentials.
pub(in crate::log) fn is_issuance(name: &str) -> bool {
    method(name).is_some()
}

/// Reads an issuance. A refused one issued nothing.
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

/// What one entry says was issued. Where a field says two things under two spellings, both are told: what contradicts itself there is
/// told from what agrees by the checks.
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

/// Where the three fields stand is documented for `credentialId` alone, so each is looked for in all three places, what the caller wrote
/// last.
fn find<'b>(places: [&'b Body<'b>; 3], field: fn(&'b Body<'b>) -> &'b Text<'b>) -> &'b Text<'b> {
    let told = places.map(field).into_iter().find(|it| it.get().is_some());
    told.unwrap_or(field(places[0]))
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
