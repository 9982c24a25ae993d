//! The audit log of the API server: the credential of the caller, and the credential that the caller requested.
//!
//! The documented filter is [`query`].
//!
//! The authenticator writes the credential id of the caller into `user.extra`, and GKE exports the id as a label. Ids in
//! `impersonatedUser.extra`, in the `spec.extra` of a CertificateSigningRequest and in bodies of reviews are unverified claims and no uses.

mod queries;
mod requests;
mod signing_requests;

use std::borrow::Cow;

use jiff::Timestamp;

use crate::log::fast::skim::Skimmed;
use crate::log::parsed_batch::{ParsedBatch, Span, Use};
use crate::log::shape::lenient::Embedded;
use crate::log::shape::row::{Body, Labels, Opened, Row};
use crate::log::shape::{json, timestamp};
use crate::log::{ClusterParts, LogLine, Malformed, RecordSpan, Relevance, UNKNOWN, cluster_name};
use crate::model::entry::{Entry, Event, Order, RequestId, Requested, Signer, Source};
use crate::model::identifier::CredentialId;
use crate::model::identity::user;
pub(in crate::log) use queries::filter;
pub use queries::{query, request_query};
use requests::requests;
use signing_requests::{Csr, CsrCall};

/// One request, from a LogEntry or a raw event.
struct Request<'a> {
    used: &'a [&'a str],
    /// The number of credential ids of the caller, repetitions included.
    ids: usize,
    issued: &'a [&'a str],
    /// `insertId` or `auditID`. Empty if missing.
    id: &'a str,
    /// The id of the long operation that the entry is of: GKE writes the id of the request. Empty if missing.
    operation: &'a str,
    principal: &'a str,
    /// The user whom the caller impersonated. Empty if the entry names none.
    acting_as: &'a str,
    /// The service account of a requested token. Empty if unknown.
    account: &'a str,
    /// The annotation of the API server on a stale token, if present.
    stale: Option<&'a str>,
    cluster: Cluster<'a>,
    scope: &'a str,
    at: Option<Timestamp>,
    until: Option<Timestamp>,
    origin: &'a RecordSpan<'a>,
}

/// The source of the name of the cluster.
enum Cluster<'a> {
    /// The resource labels of the entry.
    Labels(ClusterParts<'a>),
    /// The command line. Empty if the command line names no cluster.
    Named(&'a str),
}

impl Cluster<'_> {
    fn name(&self) -> String {
        match self {
            Cluster::Labels(parts) => cluster_name(*parts),
            Cluster::Named(name) => (*name).to_owned(),
        }
    }

    fn keep(&self, reading: &mut ParsedBatch) -> Span {
        match self {
            Cluster::Labels(parts) => reading.keep_cluster(*parts),
            Cluster::Named(name) => reading.texts.keep(name),
        }
    }
}

/// Reads a LogEntry of GKE.
pub(in crate::log) fn read_entry(
    line: &LogLine<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, Malformed> {
    let labels = labels(line)?;
    let labels = labels.get();
    let used = distinct(&labels.used.0, &labels.used_too.0);
    let request = Request {
        ids: named(&used, &labels.used.0, &labels.used_too.0),
        used: &used,
        issued: &distinct(&labels.issued.0, &labels.issued_too.0),
        id: line.row.insert_id().unwrap_or_default(),
        operation: line.row.operation.0.id.or_empty(),
        principal: line.principal(),
        acting_as: line.payload.authentication.0.selector.or_empty(),
        account: &account_named(line.payload.resource.or_empty()),
        stale: labels.stale.get(),
        cluster: Cluster::Labels(line.cluster_parts()),
        scope: &line.scope,
        at: line.at,
        until: line.at,
        origin: line.origin,
    };
    let call = CsrCall::of_method(line.payload.method.or_empty());
    let call = call.filter(|_| line.status() == Ok(0));
    request.add_facts(
        call.map(|it| it.on_resource(line.payload.resource.or_empty())),
        &[&line.payload.response, &line.payload.request],
        reading,
    )
}

/// Returns the labels, also from a string of JSON. Labels that are no object are an error, since they hold the caller's credential.
fn labels<'r>(line: &LogLine<'r>) -> Result<Opened<'r, Labels<'r>>, Malformed> {
    match &line.row.labels {
        Embedded::Text(json) if !json.is_empty() => match json::parse(json.as_bytes()) {
            Ok(labels) => Ok(Opened::Owned(Box::new(labels))),
            Err(_) => Err(Malformed::because("labels", "expected an object")),
        },
        labels => Ok(labels.object()),
    }
}

/// Returns the service account of a TokenRequest, from a resource name `core/v1/namespaces/NS/serviceaccounts/NAME/token`.
fn account_named(resource: &str) -> String {
    let mut parts = resource.rsplit('/');
    match [(); 5].map(|()| parts.next()) {
        [
            Some("token"),
            Some(name),
            Some("serviceaccounts"),
            Some(namespace),
            Some("namespaces"),
        ] => account(namespace, name),
        _ => String::new(),
    }
}

fn account(namespace: &str, name: &str) -> String {
    if namespace.is_empty() || name.is_empty() {
        return String::new();
    }
    user::service_account(namespace, name)
}

/// Reads an entry of the fast reader. Returns `None` if the full parser must read the line: a certificate may be in the body, the line
/// has no id of its request, or the line is malformed.
pub(in crate::log) fn read_skimmed(
    skimmed: &Skimmed<'_>,
    scope: &str,
    at: Option<Timestamp>,
    origin: &RecordSpan<'_>,
    reading: &mut ParsedBatch,
) -> Option<Relevance> {
    let names_no_request = skimmed.used.is_some() && skimmed.insert_id.is_empty();
    if CsrCall::of_method(skimmed.method).is_some() || names_no_request {
        return None;
    }
    let request = Request {
        used: skimmed.used.as_slice(),
        ids: skimmed.used.as_slice().len(),
        issued: &[],
        id: skimmed.insert_id,
        operation: "", // read by the full parser only, which reads lines without `insertId`
        principal: skimmed.principal(),
        acting_as: "",
        account: "",
        stale: None, // the fast reader leaves lines with this label to the full parser
        cluster: Cluster::Labels(skimmed.cluster),
        scope,
        at,
        until: at,
        origin,
    };
    request.add_facts(None, &[], reading).ok()
}

/// Reads a raw event. All stages of one request give the same facts.
pub(in crate::log) fn read_event(
    row: &Row<'_>,
    cluster: Option<&str>,
    origin: &RecordSpan<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, (Malformed, Source, Option<Timestamp>)> {
    let parse = |it: &crate::log::shape::lenient::Text<'_>| it.get().and_then(timestamp::parse);
    let at = parse(&row.received)
        .or_else(|| parse(&row.staged))
        .or_else(|| parse(&row.timestamp));
    let outcome = read_request(row, cluster, at, parse(&row.staged).or(at), origin, reading);
    if let (Ok(_), Some(at)) = (&outcome, at) {
        reading.note_time(Source::Kubernetes, cluster.unwrap_or(UNKNOWN), at);
    }
    outcome.map_err(|malformed| (malformed, Source::Kubernetes, at))
}

fn read_request(
    row: &Row<'_>,
    cluster: Option<&str>,
    at: Option<Timestamp>,
    until: Option<Timestamp>,
    origin: &RecordSpan<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, Malformed> {
    let user = &row.user.0;
    let annotations = &row.annotations.0;
    let object = &row.object.0;
    let on = |resource: &str, subresource: &str| {
        object.resource.or_empty() == resource && object.subresource.or_empty() == subresource
    };
    let mut issued = distinct(&annotations.issued.0, &annotations.issued_too.0);
    if issued.is_empty() && on("serviceaccounts", "token") && row.verb.or_empty() == "create" {
        // Kubernetes 1.29 writes the issued id to the annotation `credential-id`, which never means a use.
        issued = distinct(&annotations.used.0, &annotations.used_too.0);
    }
    let extra = &user.extra.0;
    let used = distinct(&extra.used.0, &extra.used_too.0);
    let request = Request {
        ids: named(&used, &extra.used.0, &extra.used_too.0),
        used: &used,
        issued: &issued,
        id: row.audit_id.or_empty(),
        operation: "",
        principal: user.username.or_empty(),
        acting_as: row.impersonated.0.username.or_empty(),
        account: &account(object.namespace.or_empty(), object.name.or_empty()),
        stale: annotations.stale.get(),
        cluster: Cluster::Named(cluster.unwrap_or_default()),
        scope: cluster.unwrap_or(UNKNOWN),
        at,
        until,
        origin,
    };
    request.add_facts(
        Csr::of_event(row),
        &[&row.response_object, &row.request_object],
        reading,
    )
}

fn distinct<'a>(one: &'a [Cow<'a, str>], other: &'a [Cow<'a, str>]) -> Vec<&'a str> {
    let mut ids = Vec::with_capacity(one.len() + other.len());
    for id in one.iter().chain(other).map(AsRef::as_ref) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// Returns how many ids a request names, with repetitions. The two spellings of the field may hold the same list, which counts once.
fn named(distinct: &[&str], one: &[Cow<'_, str>], other: &[Cow<'_, str>]) -> usize {
    distinct.len().max(one.len()).max(other.len())
}

impl Request<'_> {
    /// Adds the uses, whatever the bodies hold, and then the requested credentials.
    fn add_facts(
        &self,
        csr: Option<Csr<'_>>,
        bodies: &[&Embedded<'_, Box<Body<'_>>>],
        reading: &mut ParsedBatch,
    ) -> Result<Relevance, Malformed> {
        let asked = csr.is_some() || !self.issued.is_empty();
        if self.used.is_empty() && !asked {
            return Ok(Relevance::Nothing);
        }
        let at = self
            .at
            .ok_or_else(|| Malformed::missing("timestamp", "RFC 3339"))?;
        for id in self.used {
            let one = self.one_use(id, at, reading);
            reading.uses.push(one);
        }
        if self.stale.is_some() {
            reading.remarks.stale.extend(self.tokens_used());
        }
        if self.ids > 1 {
            let crowded = self
                .used
                .iter()
                .map(|it| ((*it).to_owned(), self.principal.to_owned()));
            reading.remarks.crowded.extend(crowded);
        }
        if asked {
            let unreadable = bodies.iter().filter(|it| it.is_unreadable_text());
            reading.unreadable_bodies += unreadable.count() as u64;
            let opened: Vec<Opened<'_, Body<'_>>> =
                bodies.iter().map(|body| body.object()).collect();
            let bodies: Vec<&Body<'_>> = opened.iter().map(Opened::get).collect();
            let requested = requests(self, &bodies, csr)?;
            let relevance = csr.map_or(Relevance::Nothing, |it| {
                self.add_csr(it, &bodies, &requested, at, reading)
            });
            let is_silent = matches!(relevance, Relevance::Nothing) && requested.is_empty();
            if is_silent && self.used.is_empty() {
                return Ok(Relevance::Nothing);
            }
            let entries = requested
                .into_iter()
                .map(|it| (self.origin.raw_line(), self.entry(at, it)));
            reading.entries.extend(entries);
        }
        Ok(Relevance::Something)
    }

    fn tokens_used(&self) -> impl Iterator<Item = String> {
        let tokens = self.used.iter().filter(|it| it.starts_with("JTI="));
        tokens.map(|it| (*it).to_owned())
    }

    /// Returns the order of the credential with this id.
    fn order(&self, id: &str) -> Order {
        let is_token = matches!(CredentialId::parse(id), CredentialId::Token(_));
        Order {
            holder: if is_token { self.account } else { "" }.to_owned(),
            signer: Signer::Unknown,
            asked: None,
        }
    }

    fn one_use(&self, id: &str, at: Timestamp, reading: &mut ParsedBatch) -> Use {
        Use {
            who: reading.texts.keep_both(id, self.principal),
            id: u32::try_from(id.len()).unwrap_or(u32::MAX),
            cluster: self.cluster.keep(reading),
            request: self.request_id(at),
            at,
            until: self.until.unwrap_or(at),
            line: self.origin.line,
            bytes: self.origin.range(),
        }
    }

    /// Returns the id of the request. Exports may drop the id: then the time distinguishes the requests with a credential.
    fn request_id(&self, at: Timestamp) -> RequestId {
        let mut ids = [self.id, self.operation].into_iter();
        let id = ids.find(|it| !it.is_empty());
        id.map_or_else(|| RequestId::unnamed(at), RequestId::parse)
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
