//! Calls to the API server, independent of the form of its log.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::certificate::Certificate;
use super::clock::to_the_microsecond;
use super::digest::uuid;
use super::token::Token;

/// The resource of a call.
#[derive(Clone, Debug)]
pub struct Target {
    pub group: &'static str,
    pub resource: &'static str,
    pub subresource: Option<&'static str>,
    pub namespace: Option<&'static str>,
    pub name: Option<&'static str>,
}

/// One request to the API server.
#[derive(Clone, Debug)]
pub struct Call {
    /// When the server received it.
    pub at: Timestamp,
    /// The caller; None where the login was refused.
    pub user: Option<String>,
    /// `credential-id` of the caller.
    pub credentials: Vec<String>,
    pub verb: &'static str,
    pub target: Target,
    /// The HTTP status of the answer.
    pub code: u16,
    pub annotations: BTreeMap<String, String>,
    /// The impersonated user, with everything that the caller claimed.
    pub impersonated: Option<Value>,
    /// The body of the request, where the log keeps bodies.
    pub request: Option<Value>,
    /// The body of the response.
    pub response: Option<Value>,
}

impl Target {
    /// The nodes of the cluster.
    pub const NODES: Self = Self {
        group: "",
        resource: "nodes",
        subresource: None,
        namespace: None,
        name: None,
    };
    /// A SelfSubjectReview, "who am I?".
    pub const SELF_SUBJECT_REVIEW: Self = Self {
        group: "authentication.k8s.io",
        resource: "selfsubjectreviews",
        ..Self::NODES
    };

    /// The pods of a namespace.
    pub const fn pods(namespace: &'static str) -> Self {
        Self {
            resource: "pods",
            namespace: Some(namespace),
            ..Self::NODES
        }
    }

    /// The tokens of a service account.
    pub const fn token_of(namespace: &'static str, account: &'static str) -> Self {
        Self {
            resource: "serviceaccounts",
            subresource: Some("token"),
            name: Some(account),
            ..Self::pods(namespace)
        }
    }

    /// A part of a certificate signing request.
    pub const fn signing_request(name: &'static str, part: &'static str) -> Self {
        Self {
            group: "certificates.k8s.io",
            resource: "certificatesigningrequests",
            subresource: Some(part),
            name: Some(name),
            ..Self::NODES
        }
    }
}

impl Call {
    /// A call that lists the nodes and is allowed to, by a caller without a credential id.
    pub fn new(at: Timestamp, user: &str) -> Self {
        Self {
            at: to_the_microsecond(at),
            user: Some(user.to_owned()),
            credentials: Vec::new(),
            verb: "list",
            target: Target::NODES,
            code: 200,
            annotations: BTreeMap::new(),
            impersonated: None,
            request: None,
            response: None,
        }
    }

    /// The first call with a certificate, five seconds after it was issued.
    pub fn by_certificate(certificate: &Certificate) -> Self {
        let at = certificate.leaf.issued_at + SignedDuration::from_secs(5);
        Self::new(at, certificate.user()).with(certificate.credential_id())
    }

    /// The first call with a token, three seconds after it was issued.
    pub fn by_token(token: &Token) -> Self {
        let at = token.issued_at + SignedDuration::from_secs(3);
        Self::new(at, &token.user())
            .with(token.credential_id())
            .to("list", Target::pods(token.namespace))
    }

    /// A call without an authenticated caller: 401.
    pub fn refused_login(at: Timestamp) -> Self {
        Self {
            user: None,
            ..Self::new(at, "")
        }
        .answered(401)
    }

    /// The same call at another time.
    pub fn at(self, at: Timestamp) -> Self {
        Self {
            at: to_the_microsecond(at),
            ..self
        }
    }

    /// The same call with a further credential id.
    pub fn with(mut self, credential_id: impl Into<String>) -> Self {
        self.credentials.push(credential_id.into());
        self
    }

    /// The same call with another verb and resource.
    pub fn to(self, verb: &'static str, target: Target) -> Self {
        Self {
            verb,
            target,
            ..self
        }
    }

    /// The same call with another HTTP status.
    pub fn answered(self, code: u16) -> Self {
        Self { code, ..self }
    }

    /// The same call with a further annotation.
    pub fn annotated(mut self, key: &str, value: impl Into<String>) -> Self {
        self.annotations.insert(key.to_owned(), value.into());
        self
    }

    /// The same call with bodies.
    pub fn bodies(self, request: Value, response: Value) -> Self {
        Self {
            request: Some(request),
            response: Some(response),
            ..self
        }
    }

    /// The same call, impersonating another user.
    pub fn impersonating(self, user: Value) -> Self {
        Self {
            impersonated: Some(user),
            ..self
        }
    }

    /// The id of the request in both forms of the log.
    pub fn audit_id(&self) -> String {
        let Target {
            resource,
            namespace,
            name,
            ..
        } = &self.target;
        uuid(format!(
            "request {:?} {:?} {} {resource} {namespace:?} {name:?} at {}",
            self.user, self.credentials, self.verb, self.at
        ))
    }

    /// The decision on the call, `allow` or `forbid`; None where the caller is not known.
    pub fn decision(&self) -> Option<&'static str> {
        match self.code {
            401 => None,
            403 => Some("forbid"),
            _ => Some("allow"),
        }
    }
}
