//! JSON Web Key Sets (RFC 7517): the public keys that tokens in hand are verified with.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use x509_parser::public_key::PublicKey as Parsed;
use x509_parser::x509::SubjectPublicKeyInfo;

/// Parameters that only public keys have (RFC 7518 section 6), and those that say what a key is for.
const PUBLIC: [&str; 8] = ["kty", "crv", "x", "y", "n", "e", "kid", "alg"];

/// Parameters that are secret: of private and of symmetric keys.
const SECRET: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its `kid`; empty where it has none.
    pub kid: String,
    /// The key as JSON with its public parameters alone.
    pub json: String,
}

/// One member of a key set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// A public key.
    Public(PublicKey),
    /// A private or symmetric key: nothing of it is taken.
    Secret,
    /// Something else.
    Unknown,
}

/// The members of a key set. None where the text is none.
pub fn read(json: &[u8]) -> Option<Vec<Member>> {
    let set: Value = serde_json::from_slice(json).ok()?;
    let keys = set.get("keys")?.as_array()?;
    Some(keys.iter().map(member).collect())
}

fn member(key: &Value) -> Member {
    let Some(fields) = key.as_object() else {
        return Member::Unknown;
    };
    if SECRET.iter().any(|it| fields.contains_key(*it)) {
        return Member::Secret;
    }
    let public: Map<String, Value> = fields
        .iter()
        .filter(|(name, _)| PUBLIC.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let kid = text(&public, "kid").to_owned();
    let json = Value::Object(public).to_string();
    match serde_json::from_str::<Jwk>(&json) {
        Ok(_) => Member::Public(PublicKey { kid, json }),
        Err(_) => Member::Unknown,
    }
}

/// A number without the zeros in front of it.
fn unsigned(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|it| **it == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

impl PublicKey {
    /// Whether this is the same key (RFC 7518 sections 6.2.1 and 6.3.1).
    pub fn is(&self, other: &SubjectPublicKeyInfo<'_>) -> bool {
        let Ok(Value::Object(fields)) = serde_json::from_str(&self.json) else {
            return false;
        };
        let number = |name| URL_SAFE_NO_PAD.decode(text(&fields, name)).ok();
        let (Some(n), Some(e), Some(x), Some(y)) =
            (number("n"), number("e"), number("x"), number("y"))
        else {
            return false;
        };
        match other.parsed() {
            Ok(Parsed::RSA(rsa)) => {
                !n.is_empty()
                    && unsigned(&n) == unsigned(rsa.modulus)
                    && unsigned(&e) == unsigned(rsa.exponent)
            }
            Ok(Parsed::EC(point)) => {
                !x.is_empty() && point.data() == [&[4], x.as_slice(), y.as_slice()].concat()
            }
            _ => false,
        }
    }

    /// What it is called in reports: its `kid`, else the beginning of its hash.
    pub fn called(&self) -> String {
        if self.kid.is_empty() {
            let hash = hex::encode(Sha256::digest(&self.json));
            format!("sha256:{}", hash.get(..16).unwrap_or_default())
        } else {
            self.kid.clone()
        }
    }
}
