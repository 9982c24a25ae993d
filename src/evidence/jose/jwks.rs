//! JSON Web Key Sets (RFC 7517): the public keys that tokens in hand are verified with.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use x509_parser::public_key::PublicKey as Parsed;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::jws::Algorithm;
use super::key_material::{Material, UNREAD, Unusable, foreign, shown, text, unsigned};
use crate::evidence::input::text_encoding;
use crate::model::digest::decode_base64;

/// Parameters that only public keys have (RFC 7518 section 6), and those that say what a key is for.
const PUBLIC: [&str; 10] = [
    "kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops",
];

/// Parameters that are secret: of private and of symmetric keys.
const SECRET: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// A public key. Whether it can be used is another matter, see [`PublicKey::problem`].
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
    /// A private or symmetric key: nothing of it is taken but its name.
    Secret {
        /// Its `kid`.
        kid: String,
    },
    /// Something else.
    Unknown,
}

/// The members of a key set, or a key that stands alone. None where the text is neither.
pub fn read(json: &[u8]) -> Option<Vec<Member>> {
    let set: Value = serde_json::from_slice(&text_encoding::text(json)).ok()?;
    match set.get("keys") {
        Some(keys) => Some(keys.as_array()?.iter().map(member).collect()),
        None => set.get("kty").is_some().then(|| vec![member(&set)]),
    }
}

fn member(key: &Value) -> Member {
    let Some(fields) = key.as_object() else {
        return Member::Unknown;
    };
    if SECRET.iter().any(|it| fields.contains_key(*it)) {
        let kid = text(fields, "kid").to_owned();
        return Member::Secret { kid };
    }
    let public: Map<String, Value> = fields
        .iter()
        .filter(|(name, value)| PUBLIC.contains(&name.as_str()) && !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if text(&public, "kty").is_empty() {
        return Member::Unknown;
    }
    let kid = text(&public, "kid").to_owned();
    let json = Value::Object(public).to_string();
    Member::Public(PublicKey { kid, json })
}

impl PublicKey {
    /// What stands for a key that is left unread: a token that names it is not verified, and not for want of the key.
    pub fn unread(kid: &str) -> Self {
        let fields = serde_json::json!({ "kid": kid, "kty": UNREAD });
        PublicKey {
            kid: kid.to_owned(),
            json: fields.to_string(),
        }
    }

    /// Why it cannot verify anything.
    pub fn problem(&self) -> Option<Unusable> {
        Material::of(&self.fields()).err()
    }

    /// Whether it made this signature of these bytes.
    ///
    /// # Errors
    /// Why that cannot be told. `alg` of the key is the only algorithm that it is for (RFC 7517 section 4.4).
    pub(in crate::evidence) fn made(
        &self,
        signature: &[u8],
        signed: &[u8],
        algorithm: &str,
    ) -> Result<bool, Unusable> {
        let fields = self.fields();
        let material = Material::of(&fields)?;
        let (own, asked) = (fields.get("alg"), Algorithm::named(algorithm));
        let is_for = |own: &Value| {
            own == algorithm
                || (asked == Algorithm::Ed25519
                    && own.as_str().map(Algorithm::named) == Some(asked)) // two names of one
        };
        if let Some(own) = own.filter(|it| !is_for(it)) {
            let own = shown(own.as_str().unwrap_or_default());
            return Err(foreign(format!(
                "its alg is {own}, that of the token is {}",
                shown(algorithm)
            )));
        }
        material.made(signature, signed, asked)
    }

    fn fields(&self) -> Map<String, Value> {
        serde_json::from_str(&self.json).unwrap_or_default()
    }

    /// Whether this is the same key (RFC 7518 sections 6.2.1 and 6.3.1).
    pub fn is(&self, other: &SubjectPublicKeyInfo<'_>) -> bool {
        let fields = self.fields();
        let number = |name| decode_base64(text(&fields, name)).map(unsigned);
        let has = |name, bytes: &[u8]| number(name) == Some(unsigned(bytes.to_vec()));
        match other.parsed() {
            Ok(Parsed::RSA(rsa)) => has("n", rsa.modulus) && has("e", rsa.exponent),
            Ok(Parsed::EC(point)) => match Material::of(&fields) {
                Ok(Material::Ec { point: own, .. }) => point.data() == own,
                _ => false,
            },
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
