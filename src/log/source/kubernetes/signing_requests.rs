//! Calls that create a CertificateSigningRequest, or write its status.

use jiff::Timestamp;

use super::Request;
use crate::log::Relevance;
use crate::log::parsed_batch::ParsedBatch;
use crate::log::shape::call::is_dry_run;
use crate::log::shape::row::{Body, Row};
use crate::model::entry::{Answer, Creation, Creator, Requested, SigningRequest};
use crate::model::identifier::CredentialId;

const RESOURCE: &str = "certificatesigningrequests";

/// A call that succeeded, with the object as the envelope of the entry names it.
#[derive(Clone, Copy)]
pub(super) struct Csr<'a> {
    pub(super) call: CsrCall,
    name: Option<&'a str>,
    uid: Option<&'a str>,
}

/// What a call did to a CertificateSigningRequest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CsrCall {
    /// The call created the object.
    Create,
    /// The call wrote the status, so that the certificate in the body is new. Only a signer may write this status. In any other request,
    /// anybody may write a `status` into a body, and an old certificate is in the body of every change.
    WriteStatus,
}

impl CsrCall {
    /// Returns the call of a method as `io.k8s.certificates.v1.certificatesigningrequests.create`.
    pub(super) fn of_method(method: &str) -> Option<Self> {
        let (_, call) = method.split_once(".certificatesigningrequests.")?;
        match call {
            "create" => Some(CsrCall::Create),
            "status.update" | "status.patch" => Some(CsrCall::WriteStatus),
            _ => None,
        }
    }

    /// Returns the call on the object in a resource name as `certificates.k8s.io/v1/certificatesigningrequests/NAME/status`.
    pub(super) fn on_resource(self, resource: &str) -> Csr<'_> {
        let mut parts = resource.split('/').skip_while(|it| *it != RESOURCE);
        Csr {
            call: self,
            name: parts.nth(1).filter(|it| !it.is_empty()),
            uid: None,
        }
    }
}

impl<'a> Csr<'a> {
    /// Returns the call of a raw event. Only the event of the answer of a call that created an object shows that there is one.
    pub(super) fn of_event(row: &'a Row<'_>) -> Option<Self> {
        let object = &row.object.0;
        if object.resource.or_empty() != RESOURCE || is_dry_run(row.request_uri.or_empty()) {
            return None;
        }
        let done = row
            .response_status
            .0
            .code
            .get()
            .map(|it| it.starts_with('2'));
        let call = match (object.subresource.or_empty(), row.verb.or_empty(), done) {
            ("", "create", Some(true)) => CsrCall::Create,
            ("status", "update" | "patch", None | Some(true)) => CsrCall::WriteStatus,
            _ => return None,
        };
        Some(Csr {
            call,
            name: object.name.get(),
            uid: object.uid.get(),
        })
    }

    /// Returns the object. The API server chooses the name of an object that is created by `generateName`, as kubelets create theirs, so that
    /// only the response has the name.
    fn request(&self, cluster: String, response: Option<&Body<'_>>) -> Option<SigningRequest> {
        let identity = response.map(|it| &it.identity.0);
        let name = self.name.or(identity.and_then(|it| it.name.get()))?;
        let uid = self.uid.or(identity.and_then(|it| it.uid.get()));
        Some(SigningRequest {
            cluster,
            name: name.to_owned(),
            uid: uid.map(str::to_owned),
        })
    }
}

impl Request<'_> {
    /// Adds who created a CertificateSigningRequest, or which certificates one was answered with. The response is the first body.
    pub(super) fn add_csr(
        &self,
        csr: Csr<'_>,
        bodies: &[&Body<'_>],
        requested: &[Requested],
        at: Timestamp,
        reading: &mut ParsedBatch,
    ) -> Relevance {
        let Some(request) = csr.request(self.cluster.name(), bodies.first().copied()) else {
            return Relevance::Nothing;
        };
        let raw = self.origin.raw_line();
        let evidence = &mut reading.evidence;
        match csr.call {
            CsrCall::Create => {
                let creator = self.creator();
                let creation = Creation {
                    request,
                    at,
                    creator,
                };
                evidence.creations.push((raw, creation));
                Relevance::Something
            }
            CsrCall::WriteStatus => {
                let answer = |certificate| Answer {
                    request: request.clone(),
                    at,
                    certificate,
                };
                let certificates = requested.iter().filter_map(|it| match it.credential {
                    CredentialId::Certificate(certificate) => Some(certificate),
                    CredentialId::Token(_) | CredentialId::Other(_) => None,
                });
                evidence.answers.extend(certificates.map(answer));
                Relevance::Nothing
            }
        }
    }

    /// Returns the caller as the authenticator knew the caller, and the user whom the caller impersonated.
    fn creator(&self) -> Creator {
        Creator {
            principal: self.principal.to_owned(),
            acting_as: Some(self.acting_as.to_owned()).filter(|it| !it.is_empty()),
            credential: self.used.first().map(|id| CredentialId::parse(id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_tells_the_call() {
        let of = |call: &str| {
            let method = format!("io.k8s.certificates.v1.certificatesigningrequests.{call}");
            CsrCall::of_method(&method)
        };
        assert!(of("create") == Some(CsrCall::Create));
        for written in ["status.update", "status.patch"] {
            assert!(of(written) == Some(CsrCall::WriteStatus));
        }
        for other in [
            "approval.update",
            "update",
            "delete",
            "approval.create",
            "list",
        ] {
            assert!(of(other).is_none(), "{other}");
        }
        assert!(CsrCall::of_method("io.k8s.core.v1.pods.create").is_none());
    }

    #[test]
    fn a_resource_names_the_object() {
        for (resource, name) in [
            (
                "certificates.k8s.io/v1/certificatesigningrequests/a",
                Some("a"),
            ),
            (
                "certificates.k8s.io/v1/certificatesigningrequests/a/status",
                Some("a"),
            ),
            ("certificates.k8s.io/v1/certificatesigningrequests", None),
            ("", None),
        ] {
            assert_eq!(
                CsrCall::Create.on_resource(resource).name,
                name,
                "{resource}"
            );
        }
    }
}
