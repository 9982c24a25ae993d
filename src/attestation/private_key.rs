//! Private keys in files: Ed25519 (RFC 8410) and ECDSA P-256 (RFC 5915) as PKCS#8 in PEM.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::der::Decode;
use p256::pkcs8::{DecodePrivateKey, EncodePublicKey, PrivateKeyInfoRef, SecretDocument};

use super::key_error::KeyError;
use super::public_key::{ID_EC, ID_ED25519, PublicKey};
use crate::model::finding::message::{Message, message};

/// The label of a private key that is not encrypted (RFC 7468 section 10).
const LABEL: &str = "PRIVATE KEY";

/// What precedes the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410 section 4).
const ED25519_INFO: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// A private key.
pub struct PrivateKey {
    secret: Secret,
    public: PublicKey,
}

enum Secret {
    Ed25519(Ed25519KeyPair),
    EcdsaP256(SigningKey),
}

impl PrivateKey {
    /// Reads a key in PEM.
    ///
    /// # Errors
    /// [`KeyError`], which holds nothing of the key.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let (label, document) = SecretDocument::from_pem(text).map_err(|_| KeyError::NotPem)?;
        if label != LABEL {
            return Err(KeyError::OtherLabel {
                found: label.to_owned(),
                expected: LABEL,
                advice: advice(label).into(),
            });
        }
        let der = document.as_bytes();
        let info = PrivateKeyInfoRef::from_der(der).map_err(|_| KeyError::Damaged)?;
        match info.algorithm.oid {
            ID_ED25519 => ed25519(der),
            ID_EC => ecdsa_p256(der),
            _ => Err(KeyError::OtherKind),
        }
    }

    /// Returns the public key.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs a message. The same key and message give the same signature (RFC 8032, RFC 6979).
    ///
    /// # Errors
    /// [`KeyError::CannotSign`], with a damaged key.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &self.secret {
            Secret::Ed25519(key) => Ok(key.sign(message).as_ref().to_vec()),
            Secret::EcdsaP256(key) => {
                let signature: Result<Signature, _> = key.try_sign(message);
                let signature = signature.map_err(|_| KeyError::CannotSign)?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
        }
    }
}

fn ed25519(der: &[u8]) -> Result<PrivateKey, KeyError> {
    let key = Ed25519KeyPair::from_pkcs8(der).map_err(|_| KeyError::Damaged)?;
    let info = [ED25519_INFO.as_slice(), key.public_key().as_ref()].concat();
    Ok(PrivateKey {
        public: PublicKey::from_der(&info)?,
        secret: Secret::Ed25519(key),
    })
}

fn ecdsa_p256(der: &[u8]) -> Result<PrivateKey, KeyError> {
    let key = SigningKey::from_pkcs8_der(der).map_err(|_| KeyError::OtherKind)?;
    let info = key.verifying_key().to_public_key_der();
    let info = info.map_err(|_| KeyError::Damaged)?;
    Ok(PrivateKey {
        public: PublicKey::from_der(info.as_bytes())?,
        secret: Secret::EcdsaP256(key),
    })
}

fn advice(label: &str) -> Message {
    match label {
        "ENCRYPTED PRIVATE KEY" => message!(
            "error-key-encrypted",
            "; decrypt it with `openssl pkcs8 -in KEY`"
        ),
        "EC PRIVATE KEY" => message!(
            "error-key-pkcs8",
            "; `openssl pkcs8 -topk8 -nocrypt -in KEY` writes it so"
        ),
        "PUBLIC KEY" => message!(
            "error-key-public",
            "; this is a public key, which cannot sign"
        ),
        _ => Message::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8410 section 10.3.
    const ED25519: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    /// RFC 8410 section 10.1.
    const ED25519_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn the_public_key_is_the_one_of_the_standard() {
        let key = PrivateKey::from_pem(ED25519).unwrap();
        assert_eq!(key.public(), &PublicKey::from_pem(ED25519_PUBLIC).unwrap());
        let signature = key.sign(b"what is signed").unwrap();
        assert!(key.public().made(&signature, b"what is signed"));
        assert!(!key.public().made(&signature, b"what is not"));
    }

    /// RFC 6979 A.2.5, P-256 with SHA-256, message "sample".
    #[test]
    fn a_signature_by_ecdsa_is_the_one_of_the_standard() {
        let secret =
            hex::decode("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
        let secret = SigningKey::from_slice(&secret.unwrap()).unwrap();
        let pem = p256::pkcs8::EncodePrivateKey::to_pkcs8_pem(&secret, Default::default());
        let key = PrivateKey::from_pem(&pem.unwrap()).unwrap();
        let signature = key.sign(b"sample").unwrap();
        let signature = hex::encode_upper(signature);
        assert!(
            signature.contains("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716")
        );
        assert!(
            key.public()
                .made(&hex::decode(signature).unwrap(), b"sample")
        );
    }

    #[test]
    fn what_is_no_such_key_is_named() {
        let error = |text: &str| PrivateKey::from_pem(text).err().unwrap().to_string();
        assert!(error("").contains("no key in PEM"));
        assert!(error(ED25519_PUBLIC).contains("cannot sign"));
        assert!(error(&ED25519.replace("PRIVATE", "ENCRYPTED PRIVATE")).contains("decrypt"));
        assert!(
            error(&ED25519.replace("MC4CAQAwBQYDK2Vw", "MC4CAQAwBQYDK2Vu")).contains("neither")
        );
        let error = PublicKey::from_pem(ED25519).unwrap_err().to_string();
        assert!(
            error.contains("-pubout") && !error.contains("MC4"),
            "{error}"
        );
    }
}
