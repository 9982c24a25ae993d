//! The answers of Cloud KMS, and the checks that Google asks callers to make
//! (<https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys.cryptoKeyVersions/asymmetricSign>).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::crc32c;
use super::kms_error::KmsError;
use crate::policy::value::resource::{KeyVersion, Projects};

/// What was sent to be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// The digest of the message.
    Digest,
    /// The message.
    Data,
}

/// A public key (`cryptoKeyVersions.getPublicKey`).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub(super) struct PublicKeyAnswer {
    pub(super) pem: String,
    pub(super) algorithm: String,
    pem_crc32c: String,
    name: String,
}

/// A signature (`cryptoKeyVersions.asymmetricSign`).
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct SignatureAnswer {
    signature: String,
    signature_crc32c: String,
    verified_digest_crc32c: bool,
    verified_data_crc32c: bool,
    name: String,
}

impl PublicKeyAnswer {
    /// Reads the answer, and checks that it is that of the key and came undamaged.
    pub(super) fn read(body: &[u8], name: &KeyVersion) -> Result<Self, KmsError> {
        let answer: PublicKeyAnswer = parsed(body)?;
        of_key(&answer.name, name)?;
        undamaged(answer.pem.as_bytes(), &answer.pem_crc32c)?;
        Ok(answer)
    }
}

impl SignatureAnswer {
    /// Reads the answer, and checks that the key signed what was sent, and that the signature came undamaged.
    pub(super) fn read(body: &[u8], name: &KeyVersion, sent: Sent) -> Result<Vec<u8>, KmsError> {
        let answer: SignatureAnswer = parsed(body)?;
        of_key(&answer.name, name)?;
        let was_checked = match sent {
            Sent::Digest => answer.verified_digest_crc32c,
            Sent::Data => answer.verified_data_crc32c,
        };
        if !was_checked {
            return Err(KmsError::Damaged("what was sent was not checked there"));
        }
        let signature = STANDARD.decode(&answer.signature);
        let signature = signature.map_err(|_| KmsError::Damaged("the signature is no base64"))?;
        undamaged(&signature, &answer.signature_crc32c)?;
        Ok(signature)
    }
}

fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, KmsError> {
    serde_json::from_slice(body).map_err(|_| KmsError::Damaged("it is no answer of Cloud KMS"))
}

/// The service may write the project as its number or as its id.
fn of_key(answered: &str, asked: &KeyVersion) -> Result<(), KmsError> {
    let asked = asked.as_ref();
    let is_same = answered == asked || Projects::default().may_be_same(answered, asked);
    let other = KmsError::Damaged("it is that of another key");
    is_same.then_some(()).ok_or(other)
}

fn undamaged(bytes: &[u8], sum: &str) -> Result<(), KmsError> {
    let is_same = sum.parse() == Ok(crc32c::of(bytes));
    let damaged = KmsError::Damaged("its checksum is another one");
    is_same.then_some(()).ok_or(damaged)
}
