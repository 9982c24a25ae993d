//! The signature algorithms of tokens: the names in the JOSE registry, the hash of each, and the verifier of each (RFC 7518 section 3.1,
//! RFC 8037, RFC 8812, RFC 9864).

use aws_lc_rs::signature::{self as aws, EcdsaVerificationAlgorithm, RsaParameters};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::model::identifier::ToBeSigned;

/// An algorithm, by its name in the header of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evidence) enum Algorithm {
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(Hash),
    /// RSASSA-PSS.
    RsaPss(Hash),
    /// ECDSA. Each curve has its own hash.
    Ecdsa(Curve),
    /// Ed25519, under either of its names.
    Ed25519,
    /// An algorithm that is not verified here: a symmetric one, a later one, or none.
    Other,
}

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evidence) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// Returns the digest of a text.
    pub(in crate::evidence) fn digest(self, text: &str) -> ToBeSigned {
        match self {
            Hash::Sha256 => ToBeSigned::Sha256(Sha256::digest(text).into()),
            Hash::Sha384 => ToBeSigned::Sha384(Sha384::digest(text).into()),
            Hash::Sha512 => ToBeSigned::Sha512(Sha512::digest(text).into()),
        }
    }
}

/// A curve for ECDSA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evidence) enum Curve {
    P256,
    P384,
    P521,
    Secp256k1,
}

impl Algorithm {
    pub(in crate::evidence) fn named(name: &str) -> Self {
        match name {
            "RS256" => Algorithm::RsaPkcs1(Hash::Sha256),
            "RS384" => Algorithm::RsaPkcs1(Hash::Sha384),
            "RS512" => Algorithm::RsaPkcs1(Hash::Sha512),
            "PS256" => Algorithm::RsaPss(Hash::Sha256),
            "PS384" => Algorithm::RsaPss(Hash::Sha384),
            "PS512" => Algorithm::RsaPss(Hash::Sha512),
            "ES256" => Algorithm::Ecdsa(Curve::P256),
            "ES384" => Algorithm::Ecdsa(Curve::P384),
            "ES512" => Algorithm::Ecdsa(Curve::P521),
            "ES256K" => Algorithm::Ecdsa(Curve::Secp256k1),
            "EdDSA" | "Ed25519" => Algorithm::Ed25519,
            _ => Algorithm::Other,
        }
    }

    /// Returns the digest that a key signs for this text. Returns `None` for unknown algorithms and for algorithms that sign the text
    /// itself.
    pub(in crate::evidence) fn digest(self, signed: &str) -> Option<ToBeSigned> {
        let hash = match self {
            Algorithm::RsaPkcs1(hash) | Algorithm::RsaPss(hash) => hash,
            Algorithm::Ecdsa(curve) => curve.hash(),
            Algorithm::Ed25519 | Algorithm::Other => return None,
        };
        Some(hash.digest(signed))
    }

    /// Returns the verifier for RSA keys.
    pub(in crate::evidence) fn rsa(self) -> Option<&'static RsaParameters> {
        match self {
            Algorithm::RsaPkcs1(Hash::Sha256) => Some(&aws::RSA_PKCS1_2048_8192_SHA256),
            Algorithm::RsaPkcs1(Hash::Sha384) => Some(&aws::RSA_PKCS1_2048_8192_SHA384),
            Algorithm::RsaPkcs1(Hash::Sha512) => Some(&aws::RSA_PKCS1_2048_8192_SHA512),
            Algorithm::RsaPss(Hash::Sha256) => Some(&aws::RSA_PSS_2048_8192_SHA256),
            Algorithm::RsaPss(Hash::Sha384) => Some(&aws::RSA_PSS_2048_8192_SHA384),
            Algorithm::RsaPss(Hash::Sha512) => Some(&aws::RSA_PSS_2048_8192_SHA512),
            _ => None,
        }
    }
}

impl Curve {
    /// Returns the curve by its name in a key (RFC 7518 section 6.2.1.1, RFC 8812).
    pub(in crate::evidence) fn named(name: &str) -> Option<Self> {
        match name {
            "P-256" => Some(Curve::P256),
            "P-384" => Some(Curve::P384),
            "P-521" => Some(Curve::P521),
            "secp256k1" => Some(Curve::Secp256k1),
            _ => None,
        }
    }

    pub(in crate::evidence) fn name(self) -> &'static str {
        match self {
            Curve::P256 => "P-256",
            Curve::P384 => "P-384",
            Curve::P521 => "P-521",
            Curve::Secp256k1 => "secp256k1",
        }
    }

    /// Returns the length of a coordinate in bytes, which is always the full size of the field (RFC 7518 section 6.2.1.2).
    pub(in crate::evidence) fn coordinate(self) -> usize {
        match self {
            Curve::P256 | Curve::Secp256k1 => 32,
            Curve::P384 => 48,
            Curve::P521 => 66,
        }
    }

    fn hash(self) -> Hash {
        match self {
            Curve::P256 | Curve::Secp256k1 => Hash::Sha256,
            Curve::P384 => Hash::Sha384,
            Curve::P521 => Hash::Sha512,
        }
    }

    /// Returns the verifier for signatures of two numbers of fixed length (RFC 7518 section 3.4).
    pub(in crate::evidence) fn ecdsa(self) -> &'static EcdsaVerificationAlgorithm {
        match self {
            Curve::P256 => &aws::ECDSA_P256_SHA256_FIXED,
            Curve::P384 => &aws::ECDSA_P384_SHA384_FIXED,
            Curve::P521 => &aws::ECDSA_P521_SHA512_FIXED,
            Curve::Secp256k1 => &aws::ECDSA_P256K1_SHA256_FIXED,
        }
    }
}
