//! Tokens in hand: the id and the digest of what was signed. The token itself is never kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use thiserror::Error;

use crate::identifier::{CredentialId, Jti, ToBeSigned};

/// Why a text is no token. No part of the text is repeated: it may be a secret.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotAToken {
    /// RFC 7515 section 3.1: header, payload and signature.
    #[error("expected a token of three parts with dots between them")]
    Parts,
    /// RFC 7515 section 4.1.1.
    #[error("the token's header is no JWS header")]
    Header,
    /// RFC 7519 section 7.2.
    #[error("the token's payload is no JSON object")]
    Payload,
}

/// What is known of a token from its first two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its `jti`, if it has one.
    pub credential: Option<CredentialId>,
    /// The digest of `header.payload`. None for algorithms that KMS gets no digest for.
    pub digest: Option<ToBeSigned>,
}

#[derive(Deserialize)]
struct Claims {
    jti: Option<String>,
}

impl Token {
    /// Reads a compact JWS.
    ///
    /// # Errors
    /// Which part is not what RFC 7515 asks for.
    pub fn read(text: &str) -> Result<Self, NotAToken> {
        let text = text.trim();
        let (signed, _signature) = text.rsplit_once('.').ok_or(NotAToken::Parts)?;
        let (_, payload) = signed
            .split_once('.')
            .filter(|(_, it)| !it.contains('.'))
            .ok_or(NotAToken::Parts)?;
        let header = jsonwebtoken::decode_header(text.as_bytes()).map_err(|_| NotAToken::Header)?;
        let claims = URL_SAFE_NO_PAD
            .decode(payload)
            .map_err(|_| NotAToken::Payload)?;
        let claims: Claims = serde_json::from_slice(&claims).map_err(|_| NotAToken::Payload)?;
        let credential = claims
            .jti
            .as_deref()
            .and_then(Jti::new)
            .map(CredentialId::Token);
        Ok(Token {
            credential,
            digest: digest(header.alg, signed),
        })
    }
}

/// The hash of each algorithm (RFC 7518 section 3.1).
fn digest(algorithm: Algorithm, signed: &str) -> Option<ToBeSigned> {
    match algorithm {
        Algorithm::RS256 | Algorithm::PS256 | Algorithm::ES256 => {
            Some(ToBeSigned::Sha256(Sha256::digest(signed).into()))
        }
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => {
            Some(ToBeSigned::Sha384(Sha384::digest(signed).into()))
        }
        Algorithm::RS512 | Algorithm::PS512 => {
            Some(ToBeSigned::Sha512(Sha512::digest(signed).into()))
        }
        _ => None,
    }
}
