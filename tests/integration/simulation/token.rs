//! Service-account tokens: real JWTs of the shape that the API server builds.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::constants::{CLUSTER, CLUSTER_PROJECT, LOCATION};
use super::digest::{Digest, uuid};
use super::keys::service_account_key;

/// The lifetime of a token.
const LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// The signature algorithm of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Rs256,
    Es384,
    Es512,
}

/// A token, and the digest that the key signs for it.
#[derive(Clone, Debug)]
pub struct Token {
    pub jti: String,
    pub namespace: &'static str,
    pub account: &'static str,
    /// When GKE logs the issuance.
    pub issued_at: Timestamp,
    /// The signing input: header, full stop, claims.
    pub signing_input: String,
    pub to_be_signed: Digest,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }

    fn digest(self, signing_input: &str) -> Digest {
        match self {
            Self::Rs256 => Digest::sha256(signing_input),
            Self::Es384 => Digest::sha384(signing_input),
            Self::Es512 => Digest::sha512(signing_input),
        }
    }
}

impl Token {
    /// A token signed with RSA, as a cluster with default keys makes it.
    pub fn mint(namespace: &'static str, account: &'static str, issued_at: Timestamp) -> Self {
        Self::mint_with(Algorithm::Rs256, namespace, account, issued_at)
    }

    /// A token for the given algorithm.
    pub fn mint_with(
        algorithm: Algorithm,
        namespace: &'static str,
        account: &'static str,
        issued_at: Timestamp,
    ) -> Self {
        let jti = uuid(format!(
            "token of {namespace}:{account} issued at {issued_at}"
        ));
        let header = json!({ "alg": algorithm.name(), "kid": "throw-away-sa-signing" });
        let claims = claims(&jti, namespace, account, issued_at);
        let signing_input = format!("{}.{}", segment(&header), segment(&claims));
        let to_be_signed = algorithm.digest(&signing_input);
        Self {
            jti,
            namespace,
            account,
            issued_at,
            signing_input,
            to_be_signed,
        }
    }

    /// The id under which the API server logs a use.
    pub fn credential_id(&self) -> String {
        format!("JTI={}", self.jti)
    }

    /// The user name of the holder at the API server.
    pub fn user(&self) -> String {
        format!("system:serviceaccount:{}:{}", self.namespace, self.account)
    }

    /// The whole token with its RS256 signature.
    pub fn signed(&self) -> String {
        let key = service_account_key();
        let signature = jsonwebtoken::crypto::sign(
            self.signing_input.as_bytes(),
            &key,
            jsonwebtoken::Algorithm::RS256,
        );
        format!(
            "{}.{}",
            self.signing_input,
            signature.expect("a signature by the throw-away key")
        )
    }
}

fn claims(jti: &str, namespace: &str, account: &str, issued_at: Timestamp) -> Value {
    let audience = format!(
        "https://container.googleapis.com/v1/projects/{CLUSTER_PROJECT}/locations/{LOCATION}/clusters/{CLUSTER}"
    );
    json!({
        "aud": [audience],
        "exp": (issued_at + LIFETIME).as_second(),
        "iat": issued_at.as_second(),
        "iss": audience,
        "jti": jti,
        "kubernetes.io": {
            "namespace": namespace,
            "serviceaccount": { "name": account, "uid": uuid(format!("account {namespace}:{account}")) },
        },
        "nbf": issued_at.as_second(),
        "sub": format!("system:serviceaccount:{namespace}:{account}"),
    })
}

fn segment(part: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(part.to_string())
}
