//! Signing algorithms, by the names that Cloud KMS gives them (<https://cloud.google.com/kms/docs/algorithms>).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::text::serde_as_text;

/// The algorithms of Cloud KMS that a JWT or certificate can have.
const KNOWN: [&str; 12] = [
    "ec-sign-ed25519",
    "ec-sign-p256-sha256",
    "ec-sign-p384-sha384",
    "ec-sign-secp256k1-sha256",
    "rsa-sign-pkcs1-2048-sha256",
    "rsa-sign-pkcs1-3072-sha256",
    "rsa-sign-pkcs1-4096-sha256",
    "rsa-sign-pkcs1-4096-sha512",
    "rsa-sign-pss-2048-sha256",
    "rsa-sign-pss-3072-sha256",
    "rsa-sign-pss-4096-sha256",
    "rsa-sign-pss-4096-sha512",
];

/// A signing algorithm of Cloud KMS.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Algorithm(String);

impl Algorithm {
    /// Returns the hash function at the end of the algorithm's name, as `sha256`. None for algorithms that hash the
    /// message themselves.
    pub fn hash(&self) -> Option<&str> {
        let last = self.0.rsplit('-').next()?;
        last.starts_with("sha").then_some(last)
    }
}

impl FromStr for Algorithm {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if KNOWN.contains(&text) {
            Ok(Algorithm(text.to_owned()))
        } else {
            Err(format!(
                "{text:?} is no signing algorithm; expected one of {}",
                KNOWN.join(", ")
            ))
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Algorithm {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

serde_as_text!(Algorithm);

/// The shortest keys of certificates, in bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct KeySize {
    /// The length of an RSA modulus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rsa: Option<u32>,
    /// The length of an elliptic curve's field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ec: Option<u32>,
}

impl KeySize {
    /// Returns the shortest key of this family (`rsa`, `ec`), in bits; None where the policy does not limit it.
    pub fn least(&self, family: &str) -> Option<u32> {
        match family {
            "rsa" => self.rsa,
            "ec" => self.ec,
            _ => None,
        }
    }
}
