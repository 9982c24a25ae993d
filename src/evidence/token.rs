//! Tokens in hand: the id and the digest of what was signed. The token itself is never kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Header};
use serde::Deserialize;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use thiserror::Error;

use super::exhibit::Proof;
use super::jwks::PublicKey;
use crate::identifier::{CredentialId, Jti, ToBeSigned};

/// Why a text is no token. No part of the text is repeated: it may be a secret.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotAToken {
    /// RFC 7515 section 3.1: header, payload and signature.
    #[error("expected a token: header, payload and perhaps a signature, with dots between them")]
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
    /// Reads a compact JWS, with or without its signature.
    ///
    /// # Errors
    /// Which part is not what RFC 7515 asks for.
    pub fn read(text: &str) -> Result<Self, NotAToken> {
        Presented::read(text).map(|it| it.token)
    }
}

/// A token with its signature: a secret that lives in memory only, as long as a key for it may still be read. It has no `Debug`.
pub struct Presented {
    /// What may be known of it.
    pub token: Token,
    header: Header,
    signed: String,
    signature: Option<String>,
}

impl Presented {
    /// Reads a compact JWS, with or without its signature.
    ///
    /// # Errors
    /// Which part is not what RFC 7515 asks for.
    pub fn read(text: &str) -> Result<Self, NotAToken> {
        let (signed, payload, signature) = parts(text.trim())?;
        let whole = format!("{signed}."); // the header is read from a token of three parts
        let header = jsonwebtoken::decode_header(&whole).map_err(|_| NotAToken::Header)?;
        let claims = URL_SAFE_NO_PAD
            .decode(payload)
            .map_err(|_| NotAToken::Payload)?;
        let claims: Claims = serde_json::from_slice(&claims).map_err(|_| NotAToken::Payload)?;
        let credential = claims
            .jti
            .as_deref()
            .and_then(Jti::new)
            .map(CredentialId::Token);
        let digest = digest(header.alg, signed);
        Ok(Presented {
            token: Token { credential, digest },
            header,
            signed: signed.to_owned(),
            signature: signature.map(str::to_owned),
        })
    }

    /// Holds the signature against the keys: those that the token names, else all of them. A signature that none of the unnamed
    /// ones made proves nothing: its own key may be another.
    pub fn against(&self, keys: &[PublicKey]) -> Proof {
        let kid = self.header.kid.as_deref().filter(|it| !it.is_empty());
        let named = || keys.iter().filter(|it| kid == Some(it.kid.as_str()));
        let mut failed = Proof::None;
        let all = if named().next().is_some() {
            named().collect::<Vec<_>>()
        } else {
            keys.iter().collect()
        };
        for key in all {
            match self.is_signed_by(key) {
                Some(true) => return Proof::Holds(key.called()),
                Some(false) if kid == Some(key.kid.as_str()) => failed = Proof::Fails(key.called()),
                Some(false) | None => {}
            }
        }
        failed
    }

    /// What the keys of a set say of its signature.
    pub fn verify(&self, keys: &[PublicKey]) -> Verification {
        if self.signature.is_none() {
            return Verification::Unsigned;
        }
        let is_by = |key: &&PublicKey| self.is_signed_by(key) == Some(true);
        if let Some(key) = keys.iter().find(is_by) {
            return Verification::Holds(key.clone());
        }
        match self.header.kid.as_deref().filter(|it| !it.is_empty()) {
            None => Verification::NoneOfThem,
            Some(kid) if keys.iter().any(|it| it.kid == kid) => Verification::Fails(kid.to_owned()),
            Some(kid) => Verification::NoSuchKey(kid.to_owned()),
        }
    }

    /// None where it has no signature, or the key is of another kind.
    fn is_signed_by(&self, key: &PublicKey) -> Option<bool> {
        let signature = self.signature.as_deref()?;
        let key: Jwk = serde_json::from_str(&key.json).ok()?;
        let key = DecodingKey::from_jwk(&key).ok()?;
        let signed = self.signed.as_bytes();
        jsonwebtoken::crypto::verify(signature, signed, &key, self.header.alg).ok()
    }
}

/// What a key set says of a token's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// This key made it.
    Holds(PublicKey),
    /// The token names this key, which did not make it.
    Fails(String),
    /// The token names this key, which is not in the set; none that is has made it.
    NoSuchKey(String),
    /// The token names no key, and none in the set made it.
    NoneOfThem,
    /// There is no signature.
    Unsigned,
}

/// `header.payload`, the payload, and the signature if there is one.
fn parts(text: &str) -> Result<(&str, &str, Option<&str>), NotAToken> {
    let parts: Vec<&str> = text.splitn(4, '.').collect();
    match parts.as_slice() {
        [_, payload] => Ok((text, payload, None)),
        [header, payload, signature] => {
            let signed = text.get(..header.len() + 1 + payload.len());
            let signature = Some(*signature).filter(|it| !it.is_empty());
            Ok((signed.ok_or(NotAToken::Parts)?, payload, signature))
        }
        _ => Err(NotAToken::Parts),
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
