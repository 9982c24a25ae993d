//! Digests and every notation in which a log may write them.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// A digest, with its field in a signing request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// `sha256`, `sha384` or `sha512`.
    pub field: &'static str,
    /// The digest itself.
    pub bytes: Vec<u8>,
}

impl Digest {
    /// SHA-256 of the bytes.
    pub fn sha256(bytes: impl AsRef<[u8]>) -> Self {
        Self {
            field: "sha256",
            bytes: Sha256::digest(bytes).to_vec(),
        }
    }

    /// SHA-384 of the bytes.
    pub fn sha384(bytes: impl AsRef<[u8]>) -> Self {
        Self {
            field: "sha384",
            bytes: Sha384::digest(bytes).to_vec(),
        }
    }

    /// SHA-512 of the bytes.
    pub fn sha512(bytes: impl AsRef<[u8]>) -> Self {
        Self {
            field: "sha512",
            bytes: Sha512::digest(bytes).to_vec(),
        }
    }

    /// The digest as the `digest` of a signing request.
    pub fn request(&self) -> Value {
        json!({ self.field: self.hex() })
    }

    /// Lower-case hex.
    pub fn hex(&self) -> String {
        hex::encode(&self.bytes)
    }

    /// Upper-case hex.
    pub fn upper_hex(&self) -> String {
        hex::encode_upper(&self.bytes)
    }

    /// Upper-case hex with a colon after each byte but the last.
    pub fn colons(&self) -> String {
        let pairs: Vec<String> = self
            .bytes
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        pairs.join(":")
    }

    /// Base64 with padding.
    pub fn base64(&self) -> String {
        BASE64_STANDARD.encode(&self.bytes)
    }

    /// The URL-safe alphabet without padding.
    pub fn base64url(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(&self.bytes)
    }
}

/// A UUID that follows from a label alone, in the form of version 4.
pub fn uuid(label: impl AsRef<[u8]>) -> String {
    let hex = Digest::sha256(label).hex();
    format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}
