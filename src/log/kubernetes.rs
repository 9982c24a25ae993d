//! The API server's audit log: which credential a request came with, and which one it asked for.
//!
//! Documented filter: `resource.type="k8s_cluster" labels."authentication.kubernetes.io/credential-id":*`
//!
//! The authenticator writes the caller's id into `user.extra`; on GKE it arrives among the labels. Ids in `impersonatedUser.extra`,
//! in the `spec.extra` of a CertificateSigningRequest and in review bodies are somebody's say-so and are no uses.

use std::borrow::Cow;

use jiff::Timestamp;

use super::reading::{Reading, Span, Use};
use super::row::{Body, Opened, Row};
use super::{Line, Malformed, Origin, Said, UNKNOWN, issued_id, timestamp};
use crate::digest::decode_base64;
use crate::entry::{Entry, Event, RequestId, Requested, Source, Validity};
use crate::evidence::certificate::Certificate;
use crate::identifier::CredentialId;

/// One request, from either form of the log.
struct Request<'a> {
    used: Vec<&'a Cow<'a, str>>,
    issued: Vec<&'a Cow<'a, str>>,
    id: &'a str,
    principal: &'a str,
    cluster: Cluster<'a>,
    scope: &'a str,
    at: Option<Timestamp>,
    until: Option<Timestamp>,
    origin: &'a Origin<'a>,
}

/// Where the cluster's name stands.
enum Cluster<'a> {
    /// In the labels of the entry's resource.
    Labels(&'a Line<'a>),
    /// On the command line, or nowhere.
    Named(&'a str),
}

impl Cluster<'_> {
    fn name(&self) -> String {
        match self {
            Cluster::Labels(line) => line.cluster(),
            Cluster::Named(name) => (*name).to_owned(),
        }
    }

    fn keep(&self, reading: &mut Reading) -> Span {
        match self {
            Cluster::Labels(line) => line.cluster_kept(reading),
            Cluster::Named(name) => reading.texts.keep(name),
        }
    }
}

/// Reads an entry as GKE writes it.
pub(super) fn read_entry(line: &Line<'_>, reading: &mut Reading) -> Result<Said, Malformed> {
    let labels = &line.row.labels.0;
    let request = Request {
        used: distinct(&labels.used.0, &labels.used_too.0),
        issued: distinct(&labels.issued.0, &labels.issued_too.0),
        id: line.row.insert_id.or_empty(),
        principal: line.principal(),
        cluster: Cluster::Labels(line),
        scope: &line.scope,
        at: line.at,
        until: line.at,
        origin: line.origin,
    };
    let method = line.payload.method.or_empty();
    let writes_csr = method.contains(".certificatesigningrequests.")
        && [".create", ".update", ".patch"]
            .iter()
            .any(|it| method.ends_with(it));
    if request.issued.is_empty() && !writes_csr {
        return request.tell(&[], reading);
    }
    let bodies = [
        line.payload.response.object(),
        line.payload.request.object(),
    ];
    let bodies = bodies.each_ref().map(Opened::get);
    request.tell(
        &requests(&request, &bodies, writes_csr.then_some(Csr))?,
        reading,
    )
}

/// Reads a raw event. All stages of one request tell the same.
pub(super) fn read_event(
    row: &Row<'_>,
    cluster: Option<&str>,
    origin: &Origin<'_>,
    reading: &mut Reading,
) -> Result<Said, (Malformed, Source, Option<Timestamp>)> {
    let parse = |it: &super::lenient::Text<'_>| it.get().and_then(timestamp::parse);
    let at = parse(&row.received)
        .or_else(|| parse(&row.staged))
        .or_else(|| parse(&row.timestamp));
    let outcome = read_request(row, cluster, at, parse(&row.staged).or(at), origin, reading);
    if let (Ok(_), Some(at)) = (&outcome, at) {
        reading.hear(Source::Kubernetes, cluster.unwrap_or(UNKNOWN), at);
    }
    outcome.map_err(|malformed| (malformed, Source::Kubernetes, at))
}

fn read_request(
    row: &Row<'_>,
    cluster: Option<&str>,
    at: Option<Timestamp>,
    until: Option<Timestamp>,
    origin: &Origin<'_>,
    reading: &mut Reading,
) -> Result<Said, Malformed> {
    let user = &row.user.0;
    let annotations = &row.annotations.0;
    let object = &row.object.0;
    let on = |resource: &str, subresource: &str| {
        object.resource.or_empty() == resource && object.subresource.or_empty() == subresource
    };
    let mut issued = distinct(&annotations.issued.0, &annotations.issued_too.0);
    if issued.is_empty() && on("serviceaccounts", "token") && row.verb.or_empty() == "create" {
        // 1.29 called this annotation `credential-id`; in `annotations` that never means a use
        issued = distinct(&annotations.used.0, &annotations.used_too.0);
    }
    let request = Request {
        used: distinct(&user.extra.0.used.0, &user.extra.0.used_too.0),
        issued,
        id: row.audit_id.or_empty(),
        principal: user.username.or_empty(),
        cluster: Cluster::Named(cluster.unwrap_or_default()),
        scope: cluster.unwrap_or(UNKNOWN),
        at,
        until,
        origin,
    };
    let writes = matches!(row.verb.or_empty(), "create" | "update" | "patch");
    let writes_csr = object.resource.or_empty() == "certificatesigningrequests" && writes;
    if request.issued.is_empty() && !writes_csr {
        return request.tell(&[], reading);
    }
    let bodies = [row.response_object.object(), row.request_object.object()];
    let bodies = bodies.each_ref().map(Opened::get);
    request.tell(
        &requests(&request, &bodies, writes_csr.then_some(Csr))?,
        reading,
    )
}

fn distinct<'a>(one: &'a [Cow<'a, str>], other: &'a [Cow<'a, str>]) -> Vec<&'a Cow<'a, str>> {
    let mut ids = Vec::with_capacity(one.len() + other.len());
    for id in one.iter().chain(other) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// The request wrote a CertificateSigningRequest, so that its body's certificate is new.
struct Csr;

fn requests(
    request: &Request<'_>,
    bodies: &[&Body<'_>],
    csr: Option<Csr>,
) -> Result<Vec<Requested>, Malformed> {
    let requester = request.used.first().map(|id| CredentialId::parse(id));
    let expires = bodies
        .iter()
        .find_map(|body| timestamp::parse(body.status.0.expires.get()?));
    let mut requested = Vec::new();
    for id in &request.issued {
        requested.push(Requested {
            credential: issued_id("issued-credential-id", id)?,
            requester: requester.clone(),
            cluster: request.cluster.name(),
            validity: Validity {
                from: None,
                to: expires,
            },
        });
    }
    if csr.is_some() {
        requested.extend(certificate_of(request, bodies)?);
    }
    Ok(requested)
}

/// The certificate in a CertificateSigningRequest's status (base64 of PEM); `spec.extra` tells with which credential it was asked for.
fn certificate_of(
    request: &Request<'_>,
    bodies: &[&Body<'_>],
) -> Result<Option<Requested>, Malformed> {
    let Some((body, text)) = bodies
        .iter()
        .find_map(|body| Some((body, body.status.0.certificate.get()?)))
    else {
        return Ok(None);
    };
    let certificate = decode_base64(text).and_then(|pem| Certificate::read(&pem));
    let certificate = certificate.ok_or_else(|| {
        Malformed::because("status.certificate", "expected base64 of a PEM certificate")
    })?;
    let extra = &body.spec.0.extra.0;
    let requester = distinct(&extra.used.0, &extra.used_too.0)
        .first()
        .map(|id| CredentialId::parse(id));
    Ok(Some(Requested {
        credential: CredentialId::Certificate(certificate.recomputed.certificate),
        requester,
        cluster: request.cluster.name(),
        validity: certificate.validity,
    }))
}

impl Request<'_> {
    fn tell(&self, requested: &[Requested], reading: &mut Reading) -> Result<Said, Malformed> {
        if self.used.is_empty() && requested.is_empty() {
            return Ok(Said::Nothing);
        }
        let at = self
            .at
            .ok_or_else(|| Malformed::missing("timestamp", "RFC 3339"))?;
        if self.id.is_empty() {
            return Err(Malformed::missing("insertId", "the request's id"));
        }
        for id in &self.used {
            let one = self.one_use(id, at, reading);
            reading.uses.push(one);
        }
        let entries = requested
            .iter()
            .map(|requested| (self.origin.receipt(), self.entry(at, requested.clone())));
        reading.entries.extend(entries);
        Ok(Said::Something)
    }

    fn one_use(&self, id: &str, at: Timestamp, reading: &mut Reading) -> Use {
        Use {
            credential: reading.texts.keep(id),
            principal: reading.texts.keep(self.principal),
            cluster: self.cluster.keep(reading),
            request: RequestId::parse(self.id),
            at,
            until: self.until.unwrap_or(at),
            line: self.origin.line,
        }
    }

    fn entry(&self, at: Timestamp, requested: Requested) -> Entry {
        Entry {
            at,
            scope: self.scope.to_owned(),
            insert_id: self.id.to_owned(),
            principal: self.principal.to_owned(),
            event: Event::Requested(requested),
        }
    }
}
