//! Requests for credentials among the API server's calls, and what the answers hold.

use jiff::Timestamp;

use super::{Csr, CsrCall, Request, distinct};
use crate::evidence::certificate::Certificate;
use crate::evidence::jose::token::Token;
use crate::log::shape::row::{Body, Bound};
use crate::log::shape::timestamp;
use crate::log::{Malformed, issued_id};
use crate::model::digest::decode_base64;
use crate::model::entry::{Order, Requested, Signer, Validity};
use crate::model::identifier::{CredentialId, ToBeSigned};

/// The lifetime in seconds that kubelets request for the token of a pod. The API server makes such a token valid for longer, and warns after
/// this time, which is then in `status.expirationTimestamp` (kubernetes/kubernetes `pkg/registry/core/serviceaccount/storage/token.go`).
const WARN_ONLY: &str = "3607";

/// Returns when a token expires, if the response was logged. What the caller wrote into the request decides nothing: the API server answers
/// with the lifetime and the object that it took.
fn expiry(bodies: &[&Body<'_>]) -> Option<Timestamp> {
    let response = bodies.first()?;
    let spec = &response.spec.0;
    let warns_only =
        spec.expiration_seconds.or_empty() == WARN_ONLY && spec.bound != Bound::NotToPod;
    let expires = timestamp::parse(response.status.0.expires.get()?);
    expires.filter(|_| !warns_only)
}

/// Returns the credentials of a request with these bodies, of which the response comes first.
pub(super) fn requests(
    request: &Request<'_>,
    bodies: &[&Body<'_>],
    csr: Option<Csr<'_>>,
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
    if csr.is_some_and(|it| it.call == CsrCall::WriteStatus) {
        requested.extend(certificate_of(request, bodies)?);
    }
    Ok(requested)
}

/// Returns the digest of the token in the response, if the body was logged. The token is not kept.
fn digest_of(credential: &CredentialId, bodies: &[&Body<'_>]) -> Option<ToBeSigned> {
    let tokens = bodies.iter().filter_map(|it| it.status.0.token.get());
    let mut tokens = tokens.filter_map(|it| Token::read(it).ok());
    let own = tokens.find(|it| it.credential.as_ref() == Some(credential));
    own.and_then(|it| it.digest)
}

/// The prefix of the names of the signers in the control plane: `kube-apiserver-client`, `kube-apiserver-client-kubelet`,
/// `kubelet-serving`, `legacy-unknown` (kubernetes/api `certificates/v1/types.go`). Any other signer is not part of the cluster.
const CLUSTER_SIGNERS: &str = "kubernetes.io/";

/// Returns the certificate in the status of a CertificateSigningRequest (base64 of PEM). `spec.extra` holds the credential of the
/// requester, or what a requester wrote who may impersonate `userextras` (kubernetes/kubernetes
/// `pkg/registry/certificates/certificates/strategy.go`): reports show it as the word of the request, where the creation of the request is not known.
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
            asked: None,
        }),
    }))
}
