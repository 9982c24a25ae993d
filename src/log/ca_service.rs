//! CA Service's Data Access log: a certificate was created.
//!
//! The documented filter is [`query`].

use super::lenient::Lenient;
use super::query::Query;
use super::reading::Reading;
use super::row::{Body, SubjectDescription};
use super::{Line, Malformed, Said, timestamp};
use crate::entry::{Certified, Entry, Event, Holder, Validity};
use crate::evidence::certificate::{Certificate, serial};
use crate::identifier::{Fingerprint, ToBeSigned};

/// Finds the creation of a certificate.
pub fn query(certificate: Fingerprint) -> Query {
    creations().with(
        "protoPayload.response.certificate_description.cert_fingerprint.sha256_hash",
        &certificate.to_string(),
    )
}

/// Finds the creation of a certificate with this digest.
pub fn claim_query(digest: ToBeSigned) -> Query {
    creations().with(
        "protoPayload.response.certificate_description.tbs_certificate_digest",
        &digest.to_string(),
    )
}

fn creations() -> Query {
    Query::default()
        .with("resource.type", "audited_resource")
        .with("protoPayload.serviceName", "privateca.googleapis.com")
        .with("protoPayload.methodName", CREATE)
}

const CREATE: &str =
    "google.cloud.security.privateca.v1.CertificateAuthorityService.CreateCertificate";

/// Whether a method creates a certificate.
pub(super) fn is_creation(method: &str) -> bool {
    method.ends_with("CertificateAuthorityService.CreateCertificate")
}

/// Reads a creation. A refused one created nothing.
pub(super) fn read(line: &Line<'_>, reading: &mut Reading) -> Result<Said, Malformed> {
    if !is_creation(line.payload.method.or_empty()) || line.status()? != 0 {
        return Ok(Said::Nothing);
    }
    let at = line.at()?;
    let response = line.payload.response.object();
    let request = line.payload.request.object();
    let certified = certified(line, response.get(), request.get())?;
    let entry = Entry {
        at,
        scope: line.scope.to_string(),
        insert_id: line.row.insert_id.or_empty().to_owned(),
        principal: line.principal().to_owned(),
        event: Event::Certified(certified),
    };
    reading.entries.push((line.origin.raw_line(), entry));
    Ok(Said::Something)
}

fn certified(
    line: &Line<'_>,
    response: &Body<'_>,
    request: &Body<'_>,
) -> Result<Certified, Malformed> {
    let Lenient(description) = &*response.description;
    let in_hand = in_hand(response)?;
    let logged = description
        .fingerprint
        .0
        .sha256_hash
        .get()
        .map(str::parse::<Fingerprint>)
        .transpose();
    let logged = logged.map_err(|it| {
        Malformed::because(
            "response.certificate_description.cert_fingerprint.sha256_hash",
            it,
        )
    })?;
    let recomputed = in_hand.as_ref().map(|it| it.recomputed);
    let certificate = logged.or(recomputed.map(|it| it.certificate));
    let certificate = certificate.ok_or_else(|| {
        Malformed::missing(
            "response.certificate_description.cert_fingerprint.sha256_hash",
            "64 hex digits",
        )
    })?;
    let digest = description
        .tbs_certificate_digest
        .get()
        .map(str::parse::<ToBeSigned>)
        .transpose();
    let digest = digest.map_err(|it| {
        Malformed::because(
            "response.certificate_description.tbs_certificate_digest",
            it,
        )
    })?;
    let described = &description.subject.0;
    Ok(Certified {
        certificate,
        digest: digest.or(recomputed.and_then(|it| it.digest)),
        recomputed,
        pool: pool(line, response, request),
        validity: validity(in_hand.as_ref(), described),
        holder: Box::new(in_hand.map_or_else(|| holder(described), |it| it.holder)),
    })
}

fn in_hand(response: &Body<'_>) -> Result<Option<Certificate>, Malformed> {
    let Some(pem) = response.pem_certificate.get() else {
        return Ok(None);
    };
    let read = Certificate::read(pem.as_bytes());
    read.map(Some)
        .ok_or_else(|| Malformed::because("response.pem_certificate", "expected a PEM certificate"))
}

/// The pool is the first four parts of the certificate's name, or the parent that was asked.
fn pool(line: &Line<'_>, response: &Body<'_>, request: &Body<'_>) -> String {
    let names = [
        response.name.get(),
        request.parent.get(),
        line.payload.resource.get(),
    ];
    let name = names
        .into_iter()
        .flatten()
        .find(|name| name.contains("/caPools/"))
        .unwrap_or_default();
    let parts: Vec<&str> = name.split('/').take(6).collect();
    line.named(&parts.join("/"))
}

/// The certificate's own word comes before the description of it.
fn validity(in_hand: Option<&Certificate>, described: &SubjectDescription<'_>) -> Validity {
    let own = in_hand.map(|it| it.validity).unwrap_or_default();
    let parse = |text: Option<&str>| text.and_then(timestamp::parse);
    Validity {
        from: own.from.or(parse(described.not_before.get())),
        to: own.to.or(parse(described.not_after.get())),
    }
}

fn holder(described: &SubjectDescription<'_>) -> Holder {
    Holder {
        common_name: described.subject.0.common_name.or_empty().to_owned(),
        serial: serial(described.serial.or_empty()),
        uris: described
            .alternative
            .0
            .uris
            .0
            .iter()
            .map(|uri| uri.clone().into_owned())
            .collect(),
        ..Holder::default()
    }
}
