//! Public keys of key versions, as Cloud KMS exports them: they connect a key in a cluster's key set with its name in KMS.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use x509_parser::prelude::FromDer;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::resource::{KeyVersion, Projects};
use crate::evidence::jose::jwks;
use crate::model::text::serde_as_text;

/// Public keys by the names of their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicKeys(BTreeMap<KeyVersion, PublicKey>);

/// A public key: what `gcloud kms keys versions get-public-key` prints (SubjectPublicKeyInfo, PEM).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(String);

impl PublicKeys {
    /// Whether the policy lists no public key.
    pub fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the public key of a key version.
    pub fn of(&self, version: &str, projects: &Projects) -> Option<&PublicKey> {
        let mut all = self.0.iter();
        let (_, key) = all.find(|(name, _)| projects.same(name.as_ref(), version))?;
        Some(key)
    }

    /// Returns the key version whose public key is this key of a key set.
    pub fn version_of(&self, key: &jwks::PublicKey) -> Option<&KeyVersion> {
        let (version, _) = self.0.iter().find(|(_, it)| it.is(key))?;
        Some(version)
    }
}

impl PublicKey {
    /// Whether the public key is this key of a key set.
    pub fn is(&self, key: &jwks::PublicKey) -> bool {
        let der = der(&self.0).unwrap_or_default();
        let parsed = SubjectPublicKeyInfo::from_der(&der);
        parsed.is_ok_and(|(_, it)| key.is(&it))
    }
}

/// Returns the DER bytes of a PEM public key, if the key is of a kind that signs tokens.
fn der(pem: &str) -> Option<Vec<u8>> {
    let (_, pem) = x509_parser::pem::parse_x509_pem(pem.as_bytes()).ok()?;
    let (_, key) = SubjectPublicKeyInfo::from_der(&pem.contents).ok()?;
    let sound = pem.label == "PUBLIC KEY" && key.parsed().is_ok();
    sound.then(|| pem.contents.clone())
}

impl FromStr for PublicKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let sound = der(text).is_some();
        sound.then(|| PublicKey(text.trim().to_owned())).ok_or_else(|| {
            "no public key; expected PEM, as `gcloud kms keys versions get-public-key` prints it".to_owned()
        })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

serde_as_text!(PublicKey);
