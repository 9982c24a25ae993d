//! Throw-away keys: each follows from a label or from a file that says so. Their signatures are deterministic (ECDSA by RFC 6979,
//! RSA PKCS #1 v1.5), so that certificates and tokens never change.

use jsonwebtoken::EncodingKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use rcgen::{PKCS_ECDSA_P256_SHA256, PublicKeyData, SignatureAlgorithm};
use sha2::{Digest, Sha256};

/// An EC P-256 key.
pub struct EcKey {
    signing: SigningKey,
    point: Vec<u8>,
}

impl EcKey {
    /// The key whose secret is SHA-256 of a fixed text with the label: anybody can make it, so it protects nothing.
    pub fn throw_away(label: &str) -> Self {
        let secret = Sha256::digest(format!("throw-away key of {label}"));
        let signing = SigningKey::from_slice(&secret).expect("a digest below the order of P-256");
        let point = signing
            .verifying_key()
            .to_sec1_point(false)
            .as_bytes()
            .to_vec();
        Self { signing, point }
    }
}

impl PublicKeyData for EcKey {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl rcgen::SigningKey for EcKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature: DerSignature = self.signing.sign(message);
        Ok(signature.as_bytes().to_vec())
    }
}

impl EcKey {
    /// The key identifier of the public key for certificates.
    pub fn identifier(&self) -> Vec<u8> {
        Sha256::digest(&self.point)[..20].to_vec()
    }
}

/// The public key of the service-account key, as the cluster publishes it.
pub fn key_set() -> String {
    let key = service_account_key();
    let jwk = jsonwebtoken::jwk::Jwk::from_encoding_key(&key, jsonwebtoken::Algorithm::RS256);
    let mut jwk = serde_json::to_value(jwk.expect("a public key")).expect("JSON");
    jwk["kid"] = "throw-away-sa-signing".into();
    jwk["use"] = "sig".into();
    format!("{:#}\n", serde_json::json!({ "keys": [jwk] }))
}

/// The throw-away RSA key that signs service-account tokens.
pub fn service_account_key() -> EncodingKey {
    let pem = include_bytes!("../../../fixtures/keys/throw-away-sa-signing.pem");
    let (_, key) = x509_parser::pem::parse_x509_pem(pem).expect("a PEM file");
    EncodingKey::from_rsa_der(&key.contents)
}
