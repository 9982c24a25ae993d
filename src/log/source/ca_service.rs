//! The log of CA Service: a certificate was created (Data Access), or revoked (Admin Activity).
//!
//! The documented filter is [`query`].

use jiff::Timestamp;

use crate::evidence::certificate::{Certificate, serial};
use crate::evidence::crl::{Lasting, Revoked};
use crate::evidence::issuer::Authority;
use crate::log::parsed_batch::{Evidence, ParsedBatch, RawLine};
use crate::log::query::explorer_query::Query;
use crate::log::shape::call::Call;
use crate::log::shape::lenient::Lenient;
use crate::log::shape::row::{Body, Description, SubjectDescription};
use crate::log::shape::timestamp;
use crate::log::{LogLine, Malformed, Relevance};
use crate::model::entry::{Certified, Event, Holder, Validity, pool_and_authority};
use crate::model::identifier::{Fingerprint, ToBeSigned};
use crate::model::identity::project::Project;
use crate::model::identity::resource_name::relative;

/// Returns the query of the creation of a certificate.
pub fn query(certificate: Fingerprint) -> Query {
    creations().with(
        "protoPayload.response.certificate_description.cert_fingerprint.sha256_hash",
        &certificate.to_string(),
    )
}

/// Returns the query of the creation of a certificate by the digest that was signed.
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

/// Returns the filter of every creation. The documented query also has `resource.type="audited_resource"`. Service and method suffice, and
/// a filter that is too wide loses no entry.
pub(in crate::log) fn filter(project: &Project) -> Query {
    Query::default()
        .in_logs_of(project, &["data_access"])
        .with("protoPayload.serviceName", "privateca.googleapis.com")
        .holding(
            "protoPayload.methodName",
            ["CertificateAuthorityService.CreateCertificate"],
        )
}

/// Returns the filter of every revocation.
pub(in crate::log) fn revocations(project: &Project) -> Query {
    Query::default()
        .in_logs_of(project, &["activity"])
        .with("protoPayload.serviceName", "privateca.googleapis.com")
        .holding("protoPayload.methodName", [".RevokeCertificate"])
}

const CREATE: &str =
    "google.cloud.security.privateca.v1.CertificateAuthorityService.CreateCertificate";

/// Returns whether a method creates a certificate.
pub(in crate::log) fn is_creation(method: &str) -> bool {
    method.ends_with("CertificateAuthorityService.CreateCertificate")
}

/// Returns whether a method of a service revokes a certificate.
pub(in crate::log) fn is_revocation(service: &str, method: &str) -> bool {
    service == "privateca.googleapis.com" && method.ends_with(".RevokeCertificate")
}

/// Reads a revocation. Revocations are in another log than creations, so that a revocation does not show that the log of creations was
/// read. A refused call revoked nothing.
pub(in crate::log) fn read_revocation(
    line: &LogLine<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, Malformed> {
    if line.call()? != Call::Done {
        return Ok(Relevance::Nothing);
    }
    let at = line.at()?;
    let response = line.payload.response.object();
    let request = line.payload.request.object();
    // Names from the service come before the name from the caller.
    let names = [
        response.get().name.get(),
        line.payload.resource.get(),
        request.get().name.get(),
    ];
    let mut names = names.into_iter().flatten();
    let name = names.find(|it| it.contains("/certificates/"));
    let revoked_at = timestamp::parse_nearest(response.get().revocation.0.time.or_empty());
    let name = name.unwrap_or_default();
    let raw = line.origin.raw_line();
    // The reason is in the request where the response has none.
    let state = response.get().revocation.0.state.get();
    let reason = state.or(request.get().reason.get()).unwrap_or_default();
    for version in 0..versions(response.get()) {
        let revoked = Revoked {
            pool: line.named(&pool_of(name)),
            lasting: lasting(reason),
            ..revoked(response.get(), name, revoked_at.unwrap_or(at), version)
        };
        if revoked.certificate.is_none() && revoked.called.is_empty() {
            return Err(Malformed::missing(
                "request.name",
                "the name of a certificate",
            ));
        }
        reading.evidence.revoked.push((raw, revoked));
    }
    Ok(Relevance::Something)
}

/// Returns the revocation of a certificate of CA Service.
pub(in crate::log) fn revoked(
    certificate: &Body<'_>,
    name: &str,
    at: Timestamp,
    version: usize,
) -> Revoked {
    let Lenient(description) = &*certificate.description;
    let bytes = certificate.pem_certificate.at(version);
    let bytes = bytes.and_then(|pem| Certificate::read(pem.as_bytes()));
    let logged = fingerprint(description, version).ok().flatten();
    let named = called(name);
    let number = || serial(description.subject.0.serial.or_empty());
    Revoked {
        certificate: logged.or(bytes.map(|it| it.recomputed.certificate)),
        called: named.unwrap_or_else(number),
        pool: pool_of(name),
        at,
        lasting: lasting(certificate.revocation.0.state.or_empty()),
    }
}

/// Returns how long a revocation for this reason lasts (`google.cloud.security.privateca.v1.RevocationReason`).
fn lasting(reason: &str) -> Lasting {
    match reason {
        "CERTIFICATE_HOLD" => Lasting::OnHold,
        _ => Lasting::ForEver,
    }
}

/// Returns `certificates/ID` of the resource name of a certificate.
pub(in crate::log) fn called(name: &str) -> Option<String> {
    let (_, id) = name.rsplit_once("/certificates/")?;
    (!id.is_empty() && !id.contains('/')).then(|| format!("certificates/{id}"))
}

fn fingerprint(
    description: &Description<'_>,
    version: usize,
) -> Result<Option<Fingerprint>, Malformed> {
    let logged = description.fingerprint.0.sha256_hash.at(version);
    let logged = logged.map(str::parse::<Fingerprint>).transpose();
    logged.map_err(|it| {
        Malformed::because(
            "response.certificate_description.cert_fingerprint.sha256_hash",
            it,
        )
    })
}

/// Returns the CA certificates in the chain of a certificate: the issuer, which gets the CA pool `pool`, then the issuer of the issuer, up
/// to the root.
pub(in crate::log) fn chain(certificate: &Body<'_>, pool: &str) -> Vec<Certificate> {
    let texts = certificate.chain.0.iter();
    let all = texts.flat_map(|pem| Certificate::read_all(pem.as_bytes()));
    let mut chain: Vec<Certificate> = all.filter(|it| it.authority.is_some()).collect();
    let issuer = chain.first_mut().and_then(|it| it.authority.as_mut());
    if let Some(issuer) = issuer.filter(|_| !pool.is_empty()) {
        issuer.pool = Some(pool.to_owned());
    }
    chain
}

/// Returns the authorities of these certificates.
pub(in crate::log) fn authorities(chain: &[Certificate]) -> Vec<Authority> {
    chain.iter().filter_map(|it| it.authority.clone()).collect()
}

/// Reads a creation. A call that was refused or only tried created nothing. A field with two values under two spellings gives two entries.
pub(in crate::log) fn read(
    line: &LogLine<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, Malformed> {
    if !is_creation(line.payload.method.or_empty()) || line.call()? != Call::Done {
        return Ok(Relevance::Nothing);
    }
    let at = line.at()?;
    let response = line.payload.response.object();
    let request = line.payload.request.object();
    let response = response.get();
    let created = (0..versions(response))
        .map(|version| created(line, response, request.get(), version))
        .collect::<Result<Vec<_>, _>>()?;
    let raw = line.origin.raw_line();
    for (from_pem, certified) in created {
        let evidence = &mut reading.evidence;
        remember(response, from_pem.as_ref(), &certified, evidence, raw);
        let entry = line.entry(at, Event::Certified(certified));
        reading.entries.push((raw, entry));
    }
    for name in [response.name.get(), line.payload.resource.get()] {
        line.show_number(name, reading);
    }
    Ok(Relevance::Something)
}

/// Returns the number of values of the field with the most values: one, unless two spellings of a field differ.
fn versions(response: &Body<'_>) -> usize {
    let Lenient(description) = &*response.description;
    let fields = [
        &response.pem_certificate,
        &description.fingerprint.0.sha256_hash,
        &description.tbs_certificate_digest,
        &description.subject.0.not_before,
        &description.subject.0.not_after,
    ];
    fields
        .map(|it| it.all().len())
        .into_iter()
        .max()
        .unwrap_or_default()
        .max(1)
}

type Created = (Option<Certificate>, Certified);

fn created(
    line: &LogLine<'_>,
    response: &Body<'_>,
    request: &Body<'_>,
    version: usize,
) -> Result<Created, Malformed> {
    let from_pem = from_pem(response.pem_certificate.at(version))?;
    let certified = certified(line, response, request, from_pem.as_ref(), version)?;
    Ok((from_pem, certified))
}

/// Adds the issuer of the certificate, the name of the certificate, and the signatures to be checked with the authorities in the response.
fn remember(
    response: &Body<'_>,
    from_pem: Option<&Certificate>,
    certified: &Certified,
    evidence: &mut Evidence,
    raw: RawLine,
) {
    let name = called(response.name.or_empty());
    evidence
        .called
        .extend(name.map(|it| (certified.certificate, it)));
    if let Some(certificate) = from_pem {
        let chain = chain(response, &certified.pool);
        let authorities: Vec<Authority> = authorities(&chain);
        evidence.issued.extend(certificate.issued(&authorities));
        for authority in &chain {
            if evidence.add_authority(raw, authority) {
                evidence.issued.extend(authority.issued(&authorities));
                evidence.items.push((raw, authority.as_authority()));
            }
        }
    }
}

fn certified(
    line: &LogLine<'_>,
    response: &Body<'_>,
    request: &Body<'_>,
    from_pem: Option<&Certificate>,
    version: usize,
) -> Result<Certified, Malformed> {
    let Lenient(description) = &*response.description;
    let logged = fingerprint(description, version)?;
    let recomputed = from_pem.map(|it| it.recomputed);
    let certificate = logged.or(recomputed.map(|it| it.certificate));
    let certificate = certificate.ok_or_else(|| {
        Malformed::missing(
            "response.certificate_description.cert_fingerprint.sha256_hash",
            "64 hex digits",
        )
    })?;
    let digest = description
        .tbs_certificate_digest
        .at(version)
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
        validity: validity(from_pem, described, version),
        holder: Box::new(Holder {
            ca: ca_of(response.issuer.or_empty()),
            ..from_pem
                .filter(|it| it.is_parsed())
                .map_or_else(|| holder(described), |it| it.holder.clone())
        }),
    })
}

/// Returns the id of the CA in its pool (`google.cloud.security.privateca.v1.Certificate.issuer_certificate_authority`:
/// `projects/P/locations/L/caPools/C/certificateAuthorities/ID`).
fn ca_of(name: &str) -> String {
    let id = pool_and_authority(name).map(|it| it.1);
    id.unwrap_or_default().to_owned()
}

fn from_pem(pem: Option<&str>) -> Result<Option<Certificate>, Malformed> {
    let Some(pem) = pem else {
        return Ok(None);
    };
    let read = Certificate::read(pem.as_bytes());
    read.map(Some)
        .ok_or_else(|| Malformed::because("response.pem_certificate", "expected a PEM certificate"))
}

/// Returns the CA pool, from the name of the certificate or from the parent in the request. Names from the service come before the name
/// from the caller.
fn pool(line: &LogLine<'_>, response: &Body<'_>, request: &Body<'_>) -> String {
    let names = [
        response.name.get(),
        line.payload.resource.get(),
        request.parent.get(),
    ];
    let name = names
        .into_iter()
        .flatten()
        .find(|name| name.contains("/caPools/"))
        .unwrap_or_default();
    line.named(&pool_of(name))
}

/// Returns `projects/P/locations/L/caPools/C` of the name of a resource in the pool.
pub(in crate::log) fn pool_of(name: &str) -> String {
    let parts: Vec<&str> = relative(name).split('/').take(6).collect();
    parts.join("/")
}

/// Returns the validity in the certificate, else the validity in the description of the certificate.
fn validity(
    from_pem: Option<&Certificate>,
    described: &SubjectDescription<'_>,
    version: usize,
) -> Validity {
    let own = from_pem.map(|it| it.validity).unwrap_or_default();
    let parse = |text: Option<&str>| text.and_then(timestamp::parse);
    Validity {
        from: own.from.or(parse(described.not_before.at(version))),
        to: own.to.or(parse(described.not_after.at(version))),
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
