//! The key algorithms of a configuration.

use std::fmt;

use crate::model::entry::PublicKey;

/// The key algorithm of a certificate: `rsa-2048`, `ecdsa-p256`, or in the IAM API `RSA_2048`, `ECDSA_P256`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSA with a modulus of this size in bits.
    Rsa(u32),
    /// ECDSA on the NIST curve of this size in bits.
    Ecdsa(u32),
}

/// The names of all key algorithms.
pub(super) const KEYS: [&str; 5] = [
    "rsa-2048",
    "rsa-3072",
    "rsa-4096",
    "ecdsa-p256",
    "ecdsa-p384",
];

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyAlgorithm::Rsa(bits) => write!(f, "rsa-{bits}"),
            KeyAlgorithm::Ecdsa(bits) => write!(f, "ecdsa-p{bits}"),
        }
    }
}

impl KeyAlgorithm {
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase().replace('_', "-");
        let known = KEYS.contains(&text.as_str());
        let rsa = || text.strip_prefix("rsa-")?.parse().ok().map(Self::Rsa);
        let ecdsa = || text.strip_prefix("ecdsa-p")?.parse().ok().map(Self::Ecdsa);
        known.then(|| rsa().or_else(ecdsa)).flatten()
    }

    /// Returns whether a public key has this algorithm.
    pub fn is(self, key: &PublicKey) -> bool {
        match self {
            KeyAlgorithm::Rsa(bits) => key.family == "rsa" && key.bits == bits,
            KeyAlgorithm::Ecdsa(bits) => key.family == "ec" && key.bits == bits,
        }
    }
}
