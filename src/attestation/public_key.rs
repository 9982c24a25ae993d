//! Public keys that the user trusts: Ed25519 (RFC 8410) and ECDSA P-256 (RFC 5480) as SubjectPublicKeyInfo in PEM.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ED25519, UnparsedPublicKey};
use p256::pkcs8::der::Decode;
use p256::pkcs8::{
    DecodePublicKey, Document, EncodePublicKey, ObjectIdentifier, SubjectPublicKeyInfoRef,
};

use super::key_error::KeyError;
use super::sha256::Sha256;
use crate::model::finding::message::{Message, message};

/// id-Ed25519 (RFC 8410 section 3).
pub(super) const ID_ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// id-ecPublicKey (RFC 5480 section 2.1.1).
pub(super) const ID_EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// The label of a public key (RFC 7468 section 13).
const LABEL: &str = "PUBLIC KEY";

/// The name of a key: SHA-256 of its SubjectPublicKeyInfo in DER.
pub type KeyId = Sha256;

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: Algorithm,
    /// The key alone, without its algorithm.
    bits: Vec<u8>,
    id: KeyId,
}

/// An algorithm of signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// ECDSA over P-256 with SHA-256; the signature is in DER.
    EcdsaP256,
}

impl PublicKey {
    /// Reads a key in PEM.
    ///
    /// # Errors
    /// [`KeyError`]
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let (label, document) = Document::from_pem(text).map_err(|_| KeyError::NotPem)?;
        if label != LABEL {
            return Err(KeyError::OtherLabel {
                found: label.to_owned(),
                expected: LABEL,
                advice: advice(label).into(),
            });
        }
        PublicKey::from_der(document.as_bytes())
    }

    /// Reads a SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// [`KeyError`]
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| KeyError::Damaged)?;
        match info.algorithm.oid {
            ID_ED25519 => ed25519(&info, der),
            ID_EC => p256::PublicKey::from_public_key_der(der)
                .map_err(|_| KeyError::OtherKind)
                .and_then(|it| PublicKey::of_p256(&it)),
            _ => Err(KeyError::OtherKind),
        }
    }

    /// Returns the key in its usual form, whose point is not compressed: one key has one id.
    pub(super) fn of_p256(key: &p256::PublicKey) -> Result<Self, KeyError> {
        let document = key.to_public_key_der().map_err(|_| KeyError::Damaged)?;
        Ok(PublicKey {
            algorithm: Algorithm::EcdsaP256,
            bits: key.to_sec1_bytes().into_vec(),
            id: Sha256::of(document.as_bytes()),
        })
    }

    /// Returns the name of the key.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Returns the algorithm of the key.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether the key made this signature.
    pub fn made(&self, signature: &[u8], message: &[u8]) -> bool {
        let verified = match self.algorithm {
            Algorithm::Ed25519 => {
                UnparsedPublicKey::new(&ED25519, &self.bits).verify(message, signature)
            }
            Algorithm::EcdsaP256 => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.bits)
                .verify(message, signature),
        };
        verified.is_ok()
    }
}

fn ed25519(info: &SubjectPublicKeyInfoRef<'_>, der: &[u8]) -> Result<PublicKey, KeyError> {
    let bits = info.subject_public_key.as_bytes().unwrap_or_default();
    let is_sound = bits.len() == 32 && info.algorithm.parameters.is_none();
    is_sound
        .then(|| PublicKey {
            algorithm: Algorithm::Ed25519,
            bits: bits.to_vec(),
            id: Sha256::of(der),
        })
        .ok_or(KeyError::Damaged)
}

fn advice(label: &str) -> Message {
    if label.contains("PRIVATE") {
        message!(
            "error-key-private",
            "; `openssl pkey -in KEY -pubout` prints the public key of a private one"
        )
    } else {
        Message::default()
    }
}
