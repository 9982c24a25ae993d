//! JSON Web Key Sets (RFC 7517): the public keys by which tokens are verified.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use x509_parser::public_key::PublicKey as Parsed;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::jws::Algorithm;
use super::key_material::{Material, UNREAD, Unusable, foreign, shown, text, unsigned};
use serde::{Deserialize, Serialize};

use crate::evidence::input::text_encoding;
use crate::model::digest::decode_base64;

/// The parameters of public keys (RFC 7518 section 6), and the parameters that restrict the use of a key.
const PUBLIC: [&str; 10] = [
    "kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops",
];

/// The secret parameters of private and symmetric keys.
const SECRET: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// A public key. [`PublicKey::problem`] returns whether the key is usable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// The `kid`. Empty if absent.
    pub kid: String,
    /// The key as JSON, with its public parameters only.
    pub json: String,
}

/// One member of a key set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// A public key.
    Public(PublicKey),
    /// A private or symmetric key, of which only the name is read.
    Secret {
        /// The `kid`.
        kid: String,
    },
    /// A member that is no key.
    Unknown,
}

/// Returns the members of a key set, or a single key. Returns `None` if the text is neither.
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
    if text(fields, "kty").is_empty() {
        return Member::Unknown;
    }
    let public: Map<String, Value> = fields
        .iter()
        .filter(|(name, value)| PUBLIC.contains(&name.as_str()) && !value.is_null())
        .filter(|(name, value)| *name != "kid" || value.is_string())
        .map(|(name, value)| (name.clone(), parameter(value)))
        .collect();
    let kid = text(&public, "kid").to_owned();
    let json = Value::Object(public).to_string();
    Member::Public(PublicKey { kid, json })
}

/// Returns a parameter as it is kept. Parameters are texts, and `key_ops` a list of texts (RFC 7517 section 4): anything else is kept as a
/// text that no key has, for a number with a fraction is another number once it is written and read.
fn parameter(value: &Value) -> Value {
    let is_list = |it: &Vec<Value>| it.iter().all(Value::is_string);
    match value.is_string() || value.as_array().is_some_and(is_list) {
        true => value.clone(),
        false => Value::String(format!("no text: {value}")),
    }
}

impl PublicKey {
    /// Returns a placeholder for a private or symmetric key. A token that names such a key is not verified, although the set has the key.
    pub fn unread(kid: &str) -> Self {
        let fields = serde_json::json!({ "kid": kid, "kty": UNREAD });
        PublicKey {
            kid: kid.to_owned(),
            json: fields.to_string(),
        }
    }

    /// Returns why the key cannot verify signatures.
    pub fn problem(&self) -> Option<Unusable> {
        Material::of(&self.fields()).err()
    }

    /// Returns whether the key made `signature` of the bytes `signed`.
    ///
    /// # Errors
    /// Why the key cannot decide. `alg` of a key is the only algorithm of the key (RFC 7517 section 4.4).
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
                    && own.as_str().map(Algorithm::named) == Some(asked)) // two names of one algorithm
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

    /// Returns whether both keys are the same (RFC 7518 sections 6.2.1 and 6.3.1).
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

    /// Returns the name of the key in reports: the `kid`, else the beginning of its hash.
    pub fn called(&self) -> String {
        if self.kid.is_empty() {
            let hash = hex::encode(Sha256::digest(&self.json));
            format!("sha256:{}", hash.get(..16).unwrap_or_default())
        } else {
            self.kid.clone()
        }
    }
}
