//! GKE's `system_event` log: a credential was issued.
//!
//! The documented filter is [`query`].

use super::query::Query;
use super::reading::Reading;
use super::row::Body;
use super::{Line, Malformed, Said, issued_id};
use crate::entry::{Entry, Event, Issued, Method};
use crate::identifier::{CredentialId, Fingerprint, ToBeSigned};
use crate::project::Project;

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
pub(super) fn filter(project: &Project) -> Query {
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
pub(super) fn is_issuance(name: &str) -> bool {
    method(name).is_some()
}

/// Reads an issuance. A refused one issued nothing.
pub(super) fn read(line: &Line<'_>, reading: &mut Reading) -> Result<Said, Malformed> {
    let Some(method) = method(line.payload.method.or_empty()) else {
        return Ok(Said::Nothing);
    };
    if line.status()? != 0 {
        return Ok(Said::Nothing);
    }
    let at = line.at()?;
    let insert_id = line.row.insert_id.or_empty().to_owned();
    let event = Event::Issued(issued(line, method)?);
    let entry = Entry {
        at,
        scope: line.scope.to_string(),
        insert_id,
        principal: line.principal().to_owned(),
        event,
    };
    reading.entries.push((line.origin.raw_line(), entry));
    Ok(Said::Something)
}

/// Where the three fields stand is documented for `credentialId` alone, so each is looked for in all three places.
fn issued(line: &Line<'_>, method: Method) -> Result<Issued, Malformed> {
    let payload = line.payload;
    let places = [
        payload.metadata.object(),
        payload.request.object(),
        payload.response.object(),
    ];
    let find = |field: for<'b> fn(&'b Body<'_>) -> Option<&'b str>| {
        places.iter().find_map(|place| field(place.get()))
    };

    let certificate = find(|body| body.certificate_fingerprint.get())
        .map(str::parse::<Fingerprint>)
        .transpose();
    let certificate =
        certificate.map_err(|it| Malformed::because("metadata.certificateFingerprint", it))?;
    let digest = find(|body| body.to_be_signed_digest.get())
        .map(str::parse::<ToBeSigned>)
        .transpose();
    let digest = digest.map_err(|it| Malformed::because("metadata.toBeSignedDigest", it))?;
    let credential = find(|body| body.credential_id.get())
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
