//! Pending signatures: the signature in a certificate or revocation list, which is kept until a key of the issuer verifies the signature.
//!
//! The message is the digest, so that the certificate need not be kept until the key of its issuer is found.

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use x509_parser::der_parser::asn1_rs::BitString;
use x509_parser::oid_registry::{self as oid, Oid};
use x509_parser::prelude::FromDer;
use x509_parser::signature_algorithm::SignatureAlgorithm;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use serde::{Deserialize, Serialize};

use crate::evidence::signed_part::to_be_signed;

/// A signature scheme. The length of the message determines the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 over a digest.
    RsaPkcs1,
    /// RSASSA-PSS over a digest, with a salt as long as the digest and the same hash in its mask (RFC 4055 section 3.1 allows others).
    RsaPss,
    /// ECDSA over a digest.
    Ecdsa,
    /// Ed25519 over the signed bytes.
    Ed25519,
}

/// A signature with the signed message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSignature {
    /// The scheme.
    pub scheme: Scheme,
    /// The digest, or the signed bytes for Ed25519.
    #[serde(with = "hex::serde")]
    pub message: Vec<u8>,
    /// The bytes of the signature.
    #[serde(with = "hex::serde")]
    pub signature: Vec<u8>,
}

/// The result of checking a signature with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyVerdict {
    /// The key made the signature.
    Holds,
    /// The key did not make the signature.
    Fails,
    /// The check is impossible: the size or curve of the key is unknown here.
    Unsupported,
}

impl Scheme {
    fn of(algorithm: &AlgorithmIdentifier<'_>) -> Option<Self> {
        match SignatureAlgorithm::try_from(algorithm).ok()? {
            SignatureAlgorithm::RSA => Some(Scheme::RsaPkcs1),
            SignatureAlgorithm::RSASSA_PSS(it) => {
                let length = pss_hash_length(it.hash_algorithm_oid())?;
                let mask = it.mask_gen_algorithm().ok()?;
                let is_usual = it.salt_length() == length
                    && mask.mgf.to_id_string() == MGF1
                    && mask.hash == *it.hash_algorithm_oid()
                    && it.trailer_field() == 1;
                is_usual.then_some(Scheme::RsaPss)
            }
            SignatureAlgorithm::ECDSA => Some(Scheme::Ecdsa),
            SignatureAlgorithm::ED25519 => Some(Scheme::Ed25519),
            _ => None,
        }
    }
}

/// id-mgf1 (RFC 4055 section 2.2).
const MGF1: &str = "1.2.840.113549.1.1.8";

fn pss_hash_length(hash: &Oid<'_>) -> Option<u32> {
    [
        (oid::OID_NIST_HASH_SHA256, 32),
        (oid::OID_NIST_HASH_SHA384, 48),
        (oid::OID_NIST_HASH_SHA512, 64),
    ]
    .into_iter()
    .find_map(|(it, length)| (it == *hash).then_some(length))
}

impl PendingSignature {
    /// Returns the signature of signed bytes. Returns `None` for unknown algorithms.
    pub(super) fn of(
        algorithm: &AlgorithmIdentifier<'_>,
        signature: &BitString<'_>,
        signed: &[u8],
    ) -> Option<Self> {
        let scheme = Scheme::of(algorithm)?;
        let message = match scheme {
            Scheme::Ed25519 => signed.to_vec(),
            _ => to_be_signed(algorithm, signed)?.as_bytes().to_vec(),
        };
        Some(PendingSignature {
            scheme,
            message,
            signature: signature.data.to_vec(),
        })
    }

    /// Checks the signature with a public key (SubjectPublicKeyInfo, DER).
    pub fn against(&self, key: &[u8]) -> KeyVerdict {
        let Ok((_, key)) = SubjectPublicKeyInfo::from_der(key) else {
            return KeyVerdict::Unsupported;
        };
        let Some(algorithm) = self.algorithm(&key) else {
            return KeyVerdict::Unsupported;
        };
        let bytes = &key.subject_public_key.data;
        let key = UnparsedPublicKey::new(algorithm, bytes.as_ref());
        let verified = match self.digest() {
            Some(digest) => key.verify_digest(&digest, &self.signature),
            None => key.verify(&self.message, &self.signature),
        };
        match verified {
            Ok(()) => KeyVerdict::Holds,
            Err(_) => KeyVerdict::Fails,
        }
    }

    fn digest(&self) -> Option<Digest> {
        if self.scheme == Scheme::Ed25519 {
            return None;
        }
        [&digest::SHA256, &digest::SHA384, &digest::SHA512]
            .into_iter()
            .find_map(|it| Digest::import_less_safe(&self.message, it).ok())
    }

    /// Returns the verifier. Returns `None` if the key is of another type, or of a size or curve that cannot be verified here.
    fn algorithm(
        &self,
        key: &SubjectPublicKeyInfo<'_>,
    ) -> Option<&'static dyn VerificationAlgorithm> {
        let kind = &key.algorithm.algorithm;
        let length = self.message.len();
        match self.scheme {
            Scheme::RsaPkcs1 | Scheme::RsaPss => {
                let known = *kind == oid::OID_PKCS1_RSAENCRYPTION && has_usual_size(key);
                known.then(|| rsa(self.scheme, length)).flatten()
            }
            Scheme::Ecdsa if *kind == oid::OID_KEY_TYPE_EC_PUBLIC_KEY => {
                let curve = key.algorithm.parameters.as_ref()?.as_oid().ok()?;
                ecdsa(&curve, length)
            }
            Scheme::Ed25519 if *kind == oid::OID_SIG_ED25519 => Some(&signature::ED25519),
            Scheme::Ecdsa | Scheme::Ed25519 => None,
        }
    }
}

/// Returns whether an RSA key has 2048 to 8192 bits, the sizes of aws-lc-rs: a signature that aws-lc-rs refuses for the size of the key has
/// not failed.
fn has_usual_size(key: &SubjectPublicKeyInfo<'_>) -> bool {
    (256 + 14..=1024 + 32).contains(&key.subject_public_key.data.len())
}

fn rsa(scheme: Scheme, length: usize) -> Option<&'static dyn VerificationAlgorithm> {
    match (scheme, length) {
        (Scheme::RsaPkcs1, 32) => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        (Scheme::RsaPkcs1, 48) => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        (Scheme::RsaPkcs1, 64) => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        (Scheme::RsaPss, 32) => Some(&signature::RSA_PSS_2048_8192_SHA256),
        (Scheme::RsaPss, 48) => Some(&signature::RSA_PSS_2048_8192_SHA384),
        (Scheme::RsaPss, 64) => Some(&signature::RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

fn ecdsa(curve: &Oid<'_>, length: usize) -> Option<&'static dyn VerificationAlgorithm> {
    let is = |it: &Oid<'static>| it == curve;
    match length {
        32 if is(&oid::OID_EC_P256) => Some(&signature::ECDSA_P256_SHA256_ASN1),
        48 if is(&oid::OID_EC_P256) => Some(&signature::ECDSA_P256_SHA384_ASN1),
        64 if is(&oid::OID_EC_P256) => Some(&signature::ECDSA_P256_SHA512_ASN1),
        32 if is(&oid::OID_NIST_EC_P384) => Some(&signature::ECDSA_P384_SHA256_ASN1),
        48 if is(&oid::OID_NIST_EC_P384) => Some(&signature::ECDSA_P384_SHA384_ASN1),
        64 if is(&oid::OID_NIST_EC_P384) => Some(&signature::ECDSA_P384_SHA512_ASN1),
        32 if is(&oid::OID_NIST_EC_P521) => Some(&signature::ECDSA_P521_SHA256_ASN1),
        48 if is(&oid::OID_NIST_EC_P521) => Some(&signature::ECDSA_P521_SHA384_ASN1),
        64 if is(&oid::OID_NIST_EC_P521) => Some(&signature::ECDSA_P521_SHA512_ASN1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
    use aws_lc_rs::signature::{
        EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA512, RSA_PSS_SHA384,
        RsaSignatureEncoding,
    };

    use super::*;

    const MESSAGE: &[u8] = b"what was signed";

    fn digested(algorithm: &'static digest::Algorithm) -> Vec<u8> {
        digest::digest(algorithm, MESSAGE).as_ref().to_vec()
    }

    fn rsa_signature(
        scheme: Scheme,
        with: &'static RsaSignatureEncoding,
    ) -> (PendingSignature, Vec<u8>) {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(with, &SystemRandom::new(), MESSAGE, &mut signature)
            .unwrap();
        let message = match scheme {
            Scheme::RsaPss => digested(&digest::SHA384),
            _ => digested(&digest::SHA512),
        };
        let spki = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).unwrap();
        let pending = PendingSignature {
            scheme,
            message,
            signature,
        };
        (pending, spki.as_ref().to_vec())
    }

    fn ecdsa_signature() -> (PendingSignature, Vec<u8>) {
        let with = &signature::ECDSA_P384_SHA384_ASN1_SIGNING;
        let key = EcdsaKeyPair::generate(with).unwrap();
        let signature = key.sign(&SystemRandom::new(), MESSAGE).unwrap();
        let spki = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).unwrap();
        let pending = PendingSignature {
            scheme: Scheme::Ecdsa,
            message: digested(&digest::SHA384),
            signature: signature.as_ref().to_vec(),
        };
        (pending, spki.as_ref().to_vec())
    }

    fn ed25519_signature() -> (PendingSignature, Vec<u8>) {
        let key = Ed25519KeyPair::generate().unwrap();
        let spki = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).unwrap();
        let pending = PendingSignature {
            scheme: Scheme::Ed25519,
            message: MESSAGE.to_vec(),
            signature: key.sign(MESSAGE).as_ref().to_vec(),
        };
        (pending, spki.as_ref().to_vec())
    }

    #[test]
    fn pss_with_another_hash_in_its_mask_cannot_be_verified() {
        let sha = |last: u8| {
            let oid = [0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, last];
            [&[0x30, 13][..], &oid, &[5, 0]].concat()
        };
        let tagged = |tag: u8, inside: &[u8]| [&[tag, inside.len() as u8][..], inside].concat();
        let mgf1 = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
        let scheme = |mask: u8, salt: u8| {
            let mask = tagged(0x30, &[&mgf1[..], &sha(mask)].concat());
            let parts = [
                tagged(0xa0, &sha(1)),
                tagged(0xa1, &mask),
                tagged(0xa2, &[2, 1, salt]),
            ];
            let pss = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
            let parameters = tagged(0x30, &parts.concat());
            let algorithm = tagged(0x30, &[&pss[..], &parameters].concat());
            Scheme::of(&AlgorithmIdentifier::from_der(&algorithm).unwrap().1)
        };
        assert_eq!(scheme(1, 32), Some(Scheme::RsaPss));
        assert_eq!((scheme(3, 32), scheme(1, 20)), (None, None));
    }

    #[test]
    fn every_scheme_holds_for_what_was_signed_and_for_nothing_else() {
        for (pending, key) in [
            rsa_signature(Scheme::RsaPkcs1, &RSA_PKCS1_SHA512),
            rsa_signature(Scheme::RsaPss, &RSA_PSS_SHA384),
            ecdsa_signature(),
            ed25519_signature(),
        ] {
            assert_eq!(
                pending.against(&key),
                KeyVerdict::Holds,
                "{:?}",
                pending.scheme
            );
            let mut other = pending.clone();
            other.message[0] ^= 1;
            assert_eq!(
                other.against(&key),
                KeyVerdict::Fails,
                "{:?}",
                pending.scheme
            );
        }
    }

    #[test]
    fn a_key_of_another_kind_or_of_none_tells_nothing() {
        let (pending, _) = ecdsa_signature();
        let (_, key) = ed25519_signature();
        assert_eq!(pending.against(&key), KeyVerdict::Unsupported);
        assert_eq!(pending.against(b"no key"), KeyVerdict::Unsupported);
    }
}
