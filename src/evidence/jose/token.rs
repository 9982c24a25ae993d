//! Tokens among the evidence: the id of a token and the digest that was signed. The token is never kept.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use serde_json::{Map, Value};
use thiserror::Error;

use super::jwks::PublicKey;
use super::jws::{Algorithm, Hash};
use super::key_material::{Unusable, shown, text};
use crate::evidence::item::SignatureCheck;
use crate::model::identifier::{CredentialId, Jti, ToBeSigned};

/// base64url without padding (RFC 7515 section 2). Like in the API server, the unused bits of the last character are ignored.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    NO_PAD.with_decode_allow_trailing_bits(true),
);

/// Why a text is no token. The errors contain no part of the text, which may be a secret.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotAToken {
    /// RFC 7515 section 3.1: header, payload and signature.
    #[error("expected a token: header, payload and perhaps a signature, with dots between them")]
    Parts,
    /// RFC 7516 section 3.1: five parts.
    #[error("an encrypted token (JWE), which nobody but its recipient can read")]
    Encrypted,
    /// RFC 7515 section 4.1.1.
    #[error("the token's header is no JWS header")]
    Header,
    /// RFC 7519 section 7.2.
    #[error("the token's payload is no JSON object")]
    Payload,
}

/// The content of a token, from its first two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The `jti`, if present.
    pub credential: Option<CredentialId>,
    /// The digest of `header.payload`. `None` for algorithms that sign no digest, and for unknown algorithms.
    pub digest: Option<ToBeSigned>,
}

impl Token {
    /// Reads a compact JWS, with or without its signature.
    ///
    /// # Errors
    /// Which part breaks RFC 7515.
    pub fn read(text: &str) -> Result<Self, NotAToken> {
        Presented::read(text).map(|it| it.token)
    }
}

/// A token with its signature: a secret that is kept in memory only, while a key of the token may still be read. The type has no `Debug`.
pub struct Presented {
    /// The content of the token, which is no secret.
    pub token: Token,
    algorithm: String,
    kid: Option<String>,
    /// Why the header forbids to verify the token.
    refused: Option<String>,
    signed: String,
    signature: Option<String>,
}

impl Presented {
    /// Reads a compact JWS, with or without its signature, whatever its algorithm.
    ///
    /// # Errors
    /// Which part breaks RFC 7515.
    pub fn read(token: &str) -> Result<Self, NotAToken> {
        let Parts {
            header,
            payload,
            signed,
            signature,
        } = Parts::of(token.trim())?;
        let header = object(header).ok_or(NotAToken::Header)?;
        let claims = object(payload).ok_or(NotAToken::Payload)?;
        let algorithm = text(&header, "alg").to_owned();
        let is_text = |name| header.get(name).is_none_or(Value::is_string);
        if algorithm.is_empty() || !is_text("kid") {
            return Err(NotAToken::Header);
        }
        let jti = Jti::new(text(&claims, "jti"));
        Ok(Presented {
            token: Token {
                credential: jti.map(CredentialId::Token),
                digest: Algorithm::named(&algorithm).digest(signed),
            },
            kid: Some(text(&header, "kid").to_owned()).filter(|it| !it.is_empty()),
            refused: refused(&header),
            algorithm,
            signed: signed.to_owned(),
            signature: signature.map(str::to_owned),
        })
    }

    /// Returns the token with the unprotected header beside its signature. A `crit` there is one that no token may have (RFC 7515 section
    /// 4.1.11), and all else there is anybody's.
    pub(in crate::evidence) fn beside(self, header: Option<&Value>) -> Self {
        let header = header.and_then(Value::as_object);
        let refused = self.refused.or_else(|| refused(header?));
        Presented { refused, ..self }
    }

    /// Returns the digests of `header.payload` under which the token is stored, the one of the header's `alg` first. A header that names no
    /// algorithm of SHA-256 hides no content: the digest by each other hash function is stored beside it. A header that names one has one
    /// digest, as databases of earlier versions hold it; where the records state a digest of another hash function, no verifier accepts
    /// such a token, and its digest was not signed.
    pub fn digests(&self) -> Vec<ToBeSigned> {
        let own = self.token.digest;
        let others = match own {
            Some(ToBeSigned::Sha256(_)) => &[][..],
            _ => &[Hash::Sha256, Hash::Sha384, Hash::Sha512],
        };
        let others = others.iter().map(|it| it.digest(&self.signed));
        own.into_iter()
            .chain(others.filter(|it| Some(*it) != own))
            .collect()
    }

    /// Returns the digest of `header.payload` by the hash function of a digest that was signed. The header's `alg` does not matter:
    /// whoever forges a token chooses it. `None` for the name of an unknown call.
    pub fn digest_like(&self, signed: &ToBeSigned) -> Option<ToBeSigned> {
        Some(match signed {
            ToBeSigned::Sha256(_) => Hash::Sha256.digest(&self.signed),
            ToBeSigned::Sha384(_) => Hash::Sha384.digest(&self.signed),
            ToBeSigned::Sha512(_) => Hash::Sha512.digest(&self.signed),
            ToBeSigned::Unknown(_) => return None,
        })
    }

    /// Returns the result of [`Presented::verify`] in the form that the database stores.
    pub fn against(&self, keys: &[PublicKey]) -> SignatureCheck {
        match self.verify(keys) {
            KeySetCheck::Holds(key) => SignatureCheck::Holds(key.called()),
            KeySetCheck::Fails(kid) => SignatureCheck::Fails(kid),
            _ => SignatureCheck::None,
        }
    }

    /// Checks the signature with the keys of a set.
    ///
    /// If the token names a key, only keys of that name count, as in the API server (`GetPublicKeys` in Kubernetes'
    /// pkg/serviceaccount/jwt.go and externaljwt/plugin/keycache.go). An unusable key neither verifies nor disproves a signature (RFC 7517
    /// section 5).
    pub fn verify(&self, keys: &[PublicKey]) -> KeySetCheck {
        let Some(signature) = &self.signature else {
            return KeySetCheck::Unsigned;
        };
        if let Some(why) = &self.refused {
            return KeySetCheck::Cannot(why.clone());
        }
        if Algorithm::named(&self.algorithm) == Algorithm::Other {
            let algorithm = shown(&self.algorithm);
            return KeySetCheck::Cannot(format!(
                "it is made with {algorithm}, which this program does not verify"
            ));
        }
        let signature = BASE64URL.decode(signature).unwrap_or_default(); // an undecodable signature is one that no key made
        let tried = |key: &PublicKey| key.made(&signature, self.signed.as_bytes(), &self.algorithm);
        let trials = keys.iter().map(|key| (key, tried(key)));
        match &self.kid {
            None => of_any(trials),
            Some(kid) => of_named(kid, trials),
        }
    }
}

/// A key with the result of checking a signature.
type KeyTrial<'k> = (&'k PublicKey, Result<bool, Unusable>);

/// Returns the result for a token that names no key.
fn of_any<'k>(trials: impl Iterator<Item = KeyTrial<'k>>) -> KeySetCheck {
    let (mut tried, mut problem) = (0, None);
    for (key, made) in trials {
        match made {
            Ok(true) => return KeySetCheck::Holds(key.clone()),
            Ok(false) => tried += 1,
            Err(why) => {
                problem.get_or_insert_with(|| unusable(key, &why));
            }
        }
    }
    match problem {
        Some(why) if tried == 0 => KeySetCheck::Cannot(why),
        _ => KeySetCheck::NoneOfThem,
    }
}

/// Returns the result for a token that names a key. One key of that name that made the signature is enough. A failed check disproves the
/// signature only if no other key of that name is damaged.
fn of_named<'k>(kid: &str, trials: impl Iterator<Item = KeyTrial<'k>>) -> KeySetCheck {
    let (mut failed, mut damaged, mut foreign, mut other) = (false, None, None, None);
    for (key, made) in trials {
        match made {
            Ok(true) if key.kid == kid => return KeySetCheck::Holds(key.clone()),
            Ok(true) => other = Some(key.called()),
            _ if key.kid != kid => {}
            Ok(false) => failed = true,
            Err(why @ Unusable::Damaged(_)) => damaged = Some(unusable(key, &why)),
            Err(why @ Unusable::Foreign(_)) => foreign = Some(unusable(key, &why)),
        }
    }
    match (damaged, foreign) {
        (Some(why), _) => KeySetCheck::Cannot(why),
        (None, _) if failed => KeySetCheck::Fails(kid.to_owned()),
        (None, Some(why)) => KeySetCheck::Cannot(why),
        (None, None) => KeySetCheck::NoSuchKey {
            named: kid.to_owned(),
            made_by: other,
        },
    }
}

fn unusable(key: &PublicKey, why: &Unusable) -> String {
    format!("key {} cannot be used: {why}", key.called())
}

/// The result of checking the signature of a token with a key set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySetCheck {
    /// This key made the signature.
    Holds(PublicKey),
    /// The token names this key, which did not make the signature.
    Fails(String),
    /// The token names a key that is not in the set.
    NoSuchKey {
        /// The name.
        named: String,
        /// A key of another name that made the signature.
        made_by: Option<String>,
    },
    /// The token names no key, and no key of the set made the signature.
    NoneOfThem,
    /// The check is impossible, and why.
    Cannot(String),
    /// The token has no signature.
    Unsigned,
}

/// Returns why a token must be refused. `crit` names extensions that a verifier must know; this verifier knows none (RFC 7515 section
/// 4.1.11).
fn refused(header: &Map<String, Value>) -> Option<String> {
    let names = header.get("crit")?.as_array();
    let names: Vec<String> = names
        .into_iter()
        .flatten()
        .take(5)
        .map(|it| shown(it.as_str().unwrap_or_default()))
        .collect();
    Some(if names.is_empty() {
        "its header has a crit without a name, which no token may have".to_owned()
    } else {
        let names = names.join(", ");
        format!("its header asks for what is not known here (crit: {names})")
    })
}

/// The parts of a compact JWS.
struct Parts<'t> {
    header: &'t str,
    payload: &'t str,
    /// Header and payload with the dot between them.
    signed: &'t str,
    signature: Option<&'t str>,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Result<Self, NotAToken> {
        let parts: Vec<&str> = text.splitn(6, '.').collect();
        let (header, payload, signature) = match parts.as_slice() {
            [header, payload] => (*header, *payload, None),
            [header, payload, signature] => (*header, *payload, Some(*signature)),
            [_, _, _, _, _] => return Err(NotAToken::Encrypted),
            _ => return Err(NotAToken::Parts),
        };
        let signed = text.get(..header.len() + 1 + payload.len());
        Ok(Parts {
            header,
            payload,
            signed: signed.ok_or(NotAToken::Parts)?,
            signature: signature.filter(|it| !it.is_empty()),
        })
    }
}

/// Decodes a part as a JSON object. An array is no object, and no field is read by position.
fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&BASE64URL.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests;
