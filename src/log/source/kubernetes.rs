//! The API server's audit log: which credential a request came with, and which one it asked for.
//!
//! The documented filter is [`query`].
//!
//! The authenticator writes the caller's id into `user.extra`; on GKE it arrives among the labels. Ids in `impersonatedUser.extra`,
//! in the `spec.extra` of a CertificateSigningRequest and in review bodies are somebody's say-so and are no uses.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::evidence::certificate::Certificate;
use crate::evidence::jose::token::Token;
use crate::log::fast::skim::Skimmed;
use crate::log::parsed_batch::{ParsedBatch, Span, Use};
use crate::log::query::explorer_query::Query;
use crate::log::shape::call::is_dry_run;
use crate::log::shape::lenient::Embedded;
use crate::log::shape::row::{Body, Labels, Opened, Row};
use crate::log::shape::{json, timestamp};
use crate::log::{
    ClusterParts, LogLine, Malformed, RecordSpan, Relevance, UNKNOWN, cluster_name, issued_id,
};
use crate::model::digest::decode_base64;
use crate::model::entry::{Entry, Event, Order, RequestId, Requested, Signer, Source, Validity};
use crate::model::identifier::{CredentialId, ToBeSigned};
use crate::model::project::Project;
use crate::model::user;

/// Finds the uses of a credential. Calls that only read stand in `data_access`, where that is on.
pub fn query(credential: &CredentialId) -> Query {
    let label = r#"labels."authentication.kubernetes.io/credential-id""#;
    calls().with(label, &credential.to_string())
}

/// Finds the request that was answered with a credential: a token by its label, a certificate by the request's own id alone.
pub fn request_query(credential: &CredentialId) -> Query {
    let label = r#"labels."authentication.kubernetes.io/issued-credential-id""#;
    match credential {
        CredentialId::Token(_) => calls().with(label, &credential.to_string()),
        CredentialId::Certificate(_) | CredentialId::Other(_) => calls(),
    }
}

/// Lets through every entry that [`read_entry`] reads: calls that came with a credential, asked for one, or wrote a certificate.
/// Calls that only read stand in `data_access`.
pub(in crate::log) fn filter(project: &Project) -> Query {
    let labels = ["kubernetes.io", "k8s.io"].into_iter().flat_map(|domain| {
        ["credential-id", "issued-credential-id"]
            .map(|id| format!(r#"labels."authentication.{domain}/{id}""#))
    });
    let labels = labels.map(|label| Query::default().having(&label));
    let method = "protoPayload.methodName";
    let certificates = Query::default()
        .holding(method, [".certificatesigningrequests."])
        .holding(method, [".status.update", ".status.patch"]);
    Query::default()
        .in_logs_of(project, &["activity", "data_access"])
        .with("resource.type", "k8s_cluster")
        .with_any_of(labels.chain([certificates]))
}

fn calls() -> Query {
    Query::default()
        .in_log("activity")
        .with("resource.type", "k8s_cluster")
}

/// One request, from either form of the log.
struct Request<'a> {
    used: &'a [&'a str],
    /// How many ids stand there, the same one again among them.
    ids: usize,
    issued: &'a [&'a str],
    id: &'a str,
    principal: &'a str,
    /// The service account that a token was asked for; empty where nothing tells.
    account: &'a str,
    /// What the API server says of a token that has outlived what it was asked for.
    stale: Option<&'a str>,
    cluster: Cluster<'a>,
    scope: &'a str,
    at: Option<Timestamp>,
    until: Option<Timestamp>,
    origin: &'a RecordSpan<'a>,
}

/// Where the cluster's name stands.
enum Cluster<'a> {
    /// In the labels of the entry's resource.
    Labels(ClusterParts<'a>),
    /// On the command line, or nowhere.
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

/// Reads an entry as GKE writes it.
pub(in crate::log) fn read_entry(
    line: &LogLine<'_>,
    reading: &mut ParsedBatch,
) -> Result<Relevance, Malformed> {
    let labels = labels(line)?;
    let labels = labels.get();
    let request = Request {
        used: &distinct(&labels.used.0, &labels.used_too.0),
        ids: labels.used.0.len().max(labels.used_too.0.len()),
        issued: &distinct(&labels.issued.0, &labels.issued_too.0),
        id: line.row.insert_id.or_empty(),
        principal: line.principal(),
        account: &account_named(line.payload.resource.or_empty()),
        stale: labels.stale.get(),
        cluster: Cluster::Labels(line.cluster_parts()),
        scope: &line.scope,
        at: line.at,
        until: line.at,
        origin: line.origin,
    };
    let signs = writes_csr_status(line.payload.method.or_empty()) && line.status() == Ok(0);
    request.tell(
        signs.then_some(Csr),
        &[&line.payload.response, &line.payload.request],
        reading,
    )
}

/// The labels, which stand as text where a column of JSON was printed. Without them nobody knows who called.
fn labels<'r>(line: &LogLine<'r>) -> Result<Opened<'r, Labels<'r>>, Malformed> {
    match &line.row.labels {
        Embedded::Text(json) if !json.is_empty() => match json::parse(json.as_bytes()) {
            Ok(labels) => Ok(Opened::Owned(Box::new(labels))),
            Err(_) => Err(Malformed::because("labels", "expected an object")),
        },
        labels => Ok(labels.object()),
    }
}

/// The service account of a request for its token, by the name of the resource: `core/v1/namespaces/NS/serviceaccounts/NAME/token`.
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

/// Whether a method writes the status of a CertificateSigningRequest, where certificates appear.
fn writes_csr_status(method: &str) -> bool {
    (method.ends_with(".status.update") || method.ends_with(".status.patch"))
        && method.contains(".certificatesigningrequests.")
}

/// Reads a skimmed entry. Nothing where the row must be asked: a certificate may be in the body, or the line is malformed.
pub(in crate::log) fn read_skimmed(
    skimmed: &Skimmed<'_>,
    scope: &str,
    at: Option<Timestamp>,
    origin: &RecordSpan<'_>,
    reading: &mut ParsedBatch,
) -> Option<Relevance> {
    if writes_csr_status(skimmed.method) {
        return None;
    }
    let request = Request {
        used: skimmed.used.as_slice(),
        ids: skimmed.used.as_slice().len(),
        issued: &[],
        id: skimmed.insert_id,
        principal: skimmed.principal(),
        account: "",
        stale: None, // it has such a label only where the row is asked
        cluster: Cluster::Labels(skimmed.cluster),
        scope,
        at,
        until: at,
        origin,
    };
    request.tell(None, &[], reading).ok()
}

/// Reads a raw event. All stages of one request tell the same.
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
        // 1.29 called this annotation `credential-id`; in `annotations` that never means a use
        issued = distinct(&annotations.used.0, &annotations.used_too.0);
    }
    let request = Request {
        used: &distinct(&user.extra.0.used.0, &user.extra.0.used_too.0),
        ids: user.extra.0.used.0.len().max(user.extra.0.used_too.0.len()),
        issued: &issued,
        id: row.audit_id.or_empty(),
        principal: user.username.or_empty(),
        account: &account(object.namespace.or_empty(), object.name.or_empty()),
        stale: annotations.stale.get(),
        cluster: Cluster::Named(cluster.unwrap_or_default()),
        scope: cluster.unwrap_or(UNKNOWN),
        at,
        until,
        origin,
    };
    let failed = row
        .response_status
        .0
        .code
        .get()
        .is_some_and(|code| !code.starts_with('2'));
    let signs = on("certificatesigningrequests", "status")
        && matches!(row.verb.or_empty(), "update" | "patch")
        && !failed
        && !is_dry_run(row.request_uri.or_empty());
    request.tell(
        signs.then_some(Csr),
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

/// The request wrote the status of a CertificateSigningRequest, so that the certificate in its body is new. Nobody but a signer may
/// write it; elsewhere a body's `status` is anybody's word, and an old certificate comes along with every change.
#[derive(Clone, Copy)]
struct Csr;

/// The lifetime that kubelets ask for: the API server makes such tokens good for longer and only warns after this time, which is what
/// `status.expirationTimestamp` then holds (kubernetes/kubernetes `pkg/registry/core/serviceaccount/storage/token.go`).
const WARN_ONLY: &str = "3607";

/// When a token expires, where a body was logged and tells it.
fn expiry(bodies: &[&Body<'_>]) -> Option<Timestamp> {
    let warns_only = bodies
        .iter()
        .any(|body| body.spec.0.expiration_seconds.or_empty() == WARN_ONLY);
    let told = bodies
        .iter()
        .find_map(|body| timestamp::parse(body.status.0.expires.get()?));
    told.filter(|_| !warns_only)
}

fn requests(
    request: &Request<'_>,
    bodies: &[&Body<'_>],
    csr: Option<Csr>,
) -> Result<Vec<Requested>, Malformed> {
    let requester = request.used.first().map(|id| CredentialId::parse(id));
    let expires = expiry(bodies);
    let mut requested = Vec::new();
    for id in request.issued {
        let credential = issued_id("issued-credential-id", id)?;
        requested.push(Requested {
            digest: digest_of(&credential, bodies),
            credential,
            requester: requester.clone(),
            cluster: request.cluster.name(),
            validity: Validity {
                from: None,
                to: expires,
            },
            order: Box::new(request.order(id)),
        });
    }
    if csr.is_some() {
        requested.extend(certificate_of(request, bodies)?);
    }
    Ok(requested)
}

/// The digest of the token that the API server answered with, where the body was logged. Of the token itself nothing is kept.
fn digest_of(credential: &CredentialId, bodies: &[&Body<'_>]) -> Option<ToBeSigned> {
    let tokens = bodies.iter().filter_map(|it| it.status.0.token.get());
    let mut tokens = tokens.filter_map(|it| Token::read(it).ok());
    let own = tokens.find(|it| it.credential.as_ref() == Some(credential));
    own.and_then(|it| it.digest)
}

/// How the names of the signers begin that the control plane runs: `kube-apiserver-client`, `kube-apiserver-client-kubelet`,
/// `kubelet-serving`, `legacy-unknown` (kubernetes/api `certificates/v1/types.go`). All others are somebody else's.
const CLUSTER_SIGNERS: &str = "kubernetes.io/";

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
    let signer = bodies.iter().find_map(|it| it.spec.0.signer.get());
    if signer.is_some_and(|it| !it.starts_with(CLUSTER_SIGNERS)) {
        return Ok(None);
    }
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
        digest: certificate.recomputed.digest,
        requester,
        cluster: request.cluster.name(),
        validity: certificate.validity,
        order: Box::new(Order {
            holder: certificate.holder.common_name,
            signer: signer.map_or(Signer::Unknown, |_| Signer::Cluster),
        }),
    }))
}

impl Request<'_> {
    /// Tells the uses, whatever the bodies hold, and then what was handed out.
    fn tell(
        &self,
        csr: Option<Csr>,
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
        if self.id.is_empty() {
            return Err(Malformed::missing("insertId", "the request's id"));
        }
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
            if requested.is_empty() && self.used.is_empty() {
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

    /// What this request says of the credential with this id.
    fn order(&self, id: &str) -> Order {
        let is_token = matches!(CredentialId::parse(id), CredentialId::Token(_));
        Order {
            holder: if is_token { self.account } else { "" }.to_owned(),
            signer: Signer::Unknown,
        }
    }

    fn one_use(&self, id: &str, at: Timestamp, reading: &mut ParsedBatch) -> Use {
        Use {
            who: reading.texts.keep_both(id, self.principal),
            id: id.len() as u32,
            cluster: self.cluster.keep(reading),
            request: RequestId::parse(self.id),
            at,
            until: self.until.unwrap_or(at),
            line: self.origin.line,
            bytes: self.origin.range(),
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
