//! The parameters of a JSON Web Key, and why a key is unusable. An unusable key neither verifies nor disproves a signature (RFC 7517
//! section 5).

use aws_lc_rs::signature::{self as aws, ParsedPublicKey, RsaPublicKeyComponents};
use serde_json::{Map, Value};
use thiserror::Error;

use super::jws::{Algorithm, Curve};
use crate::model::digest::decode_base64;

/// The sizes of RSA keys, in bits, that can verify signatures.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// The `kty` of the placeholder for a private or symmetric key.
pub(in crate::evidence) const UNREAD: &str = "unread";

/// The most bytes of an RSA exponent.
const RSA_EXPONENT: usize = 4;

/// Why a key is unusable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unusable {
    /// The key is not for this signature, so that nothing follows from the key.
    #[error("{0}")]
    Foreign(String),
    /// The key may be the right one, but is damaged or too weak.
    #[error("{0}")]
    Damaged(String),
}

/// The parameters of a public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::evidence) enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Ec { curve: Curve, point: Vec<u8> },
    Ed25519(Vec<u8>),
}

impl Material {
    /// Parses a key that may verify signatures (RFC 7517 sections 4.1 to 4.3).
    pub(in crate::evidence) fn of(key: &Map<String, Value>) -> Result<Self, Unusable> {
        allows_signatures(key)?;
        match text(key, "kty") {
            "RSA" => rsa(key),
            "EC" => ec(key),
            "OKP" => ed25519(key),
            UNREAD => {
                let why = "it is a private or symmetric key, of which nothing is read";
                Err(foreign(why.to_owned()))
            }
            other => Err(foreign(format!(
                "its type {} is not known here",
                shown(other)
            ))),
        }
    }

    /// Returns whether the key made the signature.
    pub(in crate::evidence) fn made(
        &self,
        signature: &[u8],
        signed: &[u8],
        algorithm: Algorithm,
    ) -> Result<bool, Unusable> {
        let key = match (self, algorithm) {
            (Material::Rsa { n, e }, Algorithm::RsaPkcs1(_) | Algorithm::RsaPss(_)) => {
                let components = RsaPublicKeyComponents { n, e };
                let key = algorithm
                    .rsa()
                    .map(|it| components.to_parsed_public_key(it));
                key.and_then(Result::ok).ok_or_else(no_rsa_key)?
            }
            (Material::Ec { curve, point }, Algorithm::Ecdsa(named)) if *curve == named => {
                parsed(*curve, point)?
            }
            (Material::Ed25519(x), Algorithm::Ed25519) => {
                let key = ParsedPublicKey::new(&aws::ED25519, x);
                key.map_err(|_| damaged("its x is no point of Ed25519".to_owned()))?
            }
            _ => {
                let what = self.what();
                return Err(foreign(format!("it is {what}, which cannot have made it")));
            }
        };
        Ok(key.verify_sig(signed, signature).is_ok())
    }

    fn what(&self) -> String {
        match self {
            Material::Rsa { .. } => "an RSA key".to_owned(),
            Material::Ec { curve, .. } => format!("a key of the curve {}", curve.name()),
            Material::Ed25519(_) => "a key of the curve Ed25519".to_owned(),
        }
    }
}

/// Checks `use` and `key_ops`, if present (RFC 7517 sections 4.2 and 4.3).
fn allows_signatures(key: &Map<String, Value>) -> Result<(), Unusable> {
    if let Some(purpose) = key.get("use")
        && purpose != "sig"
    {
        let purpose = shown(purpose.as_str().unwrap_or_default());
        return Err(foreign(format!("its use is {purpose}, not sig")));
    }
    let operations = key.get("key_ops").map(|it| it.as_array());
    if let Some(operations) = operations
        && !operations.is_some_and(|all| all.iter().any(|it| it == "verify"))
    {
        return Err(foreign("its key_ops do not allow to verify".to_owned()));
    }
    Ok(())
}

/// Parses an RSA key (RFC 7518 section 6.3.1). Leading zeros of a number are ignored.
fn rsa(key: &Map<String, Value>) -> Result<Material, Unusable> {
    let (n, e) = (unsigned(number(key, "n")?), unsigned(number(key, "e")?));
    let bits = n.len() * 8 - n.first().map_or(0, |it| it.leading_zeros() as usize);
    if !RSA_BITS.contains(&bits) {
        return Err(damaged(format!(
            "it is an RSA key of {bits} bits; those of {} to {} are verified with",
            RSA_BITS.start(),
            RSA_BITS.end()
        )));
    }
    let is_odd = |it: &[u8]| it.last().is_some_and(|it| it % 2 == 1);
    if !is_odd(&n) || !is_odd(&e) || e == [1] || e.len() > RSA_EXPONENT {
        return Err(no_rsa_key());
    }
    Ok(Material::Rsa { n, e })
}

/// Parses a key of an elliptic curve (RFC 7518 section 6.2.1).
fn ec(key: &Map<String, Value>) -> Result<Material, Unusable> {
    let name = text(key, "crv");
    let unknown = || foreign(format!("its curve {} is not known here", shown(name)));
    let curve = Curve::named(name).ok_or_else(unknown)?;
    let (x, y) = (number(key, "x")?, number(key, "y")?);
    if x.len() != curve.coordinate() || y.len() != curve.coordinate() {
        return Err(damaged(format!(
            "its x and y have {} and {} bytes, those of {} have {}",
            x.len(),
            y.len(),
            curve.name(),
            curve.coordinate()
        )));
    }
    let point = [vec![4], x, y].concat();
    parsed(curve, &point)?;
    Ok(Material::Ec { curve, point })
}

/// Parses an Ed25519 key (RFC 8037 section 2).
fn ed25519(key: &Map<String, Value>) -> Result<Material, Unusable> {
    let name = text(key, "crv");
    if name != "Ed25519" {
        return Err(foreign(format!(
            "its curve {} is not known here",
            shown(name)
        )));
    }
    let x = number(key, "x")?;
    if x.len() == 32 {
        Ok(Material::Ed25519(x))
    } else {
        Err(damaged(format!(
            "its x has {} bytes, that of Ed25519 has 32",
            x.len()
        )))
    }
}

fn parsed(curve: Curve, point: &[u8]) -> Result<ParsedPublicKey, Unusable> {
    let off = |_| damaged(format!("its x and y are no point of {}", curve.name()));
    ParsedPublicKey::new(curve.ecdsa(), point).map_err(off)
}

/// Decodes a number from base64url. Padding, which RFC 7515 section 2 forbids, is accepted.
fn number(key: &Map<String, Value>, name: &str) -> Result<Vec<u8>, Unusable> {
    let bytes = decode_base64(text(key, name)).filter(|it| !it.is_empty());
    bytes.ok_or_else(|| damaged(format!("its {name} is no number in base64url")))
}

/// Returns a number without leading zeros.
pub(in crate::evidence) fn unsigned(mut bytes: Vec<u8>) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|it| **it == 0).count();
    bytes.drain(..zeros);
    bytes
}

pub(in crate::evidence) fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Returns a name from a file, cut to 40 characters for display.
pub(in crate::evidence) fn shown(name: &str) -> String {
    if name.is_empty() {
        "(none)".to_owned()
    } else {
        name.chars().take(40).collect()
    }
}

pub(in crate::evidence) fn foreign(why: String) -> Unusable {
    Unusable::Foreign(why)
}

fn damaged(why: String) -> Unusable {
    Unusable::Damaged(why)
}

fn no_rsa_key() -> Unusable {
    damaged("its n and e are no RSA key".to_owned())
}
