//! Who signs: a private key in a file, or a key of Cloud KMS.

use std::fs::File;
use std::path::Path;

use anyhow::bail;
use credtrail::attestation::envelope::Envelope;
use credtrail::attestation::private_key::PrivateKey;
use credtrail::attestation::public_key::PublicKey;
use credtrail::evidence::input::bounded_file;
#[cfg(feature = "pull")]
use credtrail::fetch::kms::client::{HOST, KmsKey, PATIENCE};
use credtrail::http::base_url::BaseUrl;

#[cfg(not(feature = "pull"))]
use crate::command::absent::kms::{HOST, KmsKey, PATIENCE};
use crate::command::args::SigningKey;
use crate::command::failure::WithMessage;
use crate::command::pull::access;
use credtrail::message;

/// A key that can sign.
pub enum Signer {
    /// A private key that was read.
    File(PrivateKey),
    /// A key version of Cloud KMS that the caller may use.
    Kms(Box<KmsKey>),
}

impl Signer {
    /// Reads the key, or asks Cloud KMS for it: before anything else is done.
    pub async fn of(
        key: &SigningKey,
        endpoint: Option<&BaseUrl>,
        token_file: Option<&Path>,
    ) -> anyhow::Result<Self> {
        match key {
            SigningKey::File(path) => {
                let key = read(path).with_message(|| {
                    message!(
                        "error-private-key",
                        "private key {path}",
                        path = path.display().to_string()
                    )
                })?;
                Ok(Signer::File(key))
            }
            SigningKey::Kms(name) => {
                let endpoint = endpoint.cloned();
                let endpoint = endpoint.unwrap_or_else(|| BaseUrl::of_google(HOST));
                let key = KmsKey::open(name.clone(), endpoint, access(token_file)?, PATIENCE).await;
                let key = key.with_message(|| {
                    message!("error-kms-key-name", "key {name}", name = name.to_string())
                })?;
                Ok(Signer::Kms(Box::new(key)))
            }
        }
    }

    /// Signs a payload, and returns it with its signature.
    pub async fn envelope(&self, payload_type: &str, payload: Vec<u8>) -> anyhow::Result<Envelope> {
        let message = Envelope::signed_bytes(payload_type, &payload);
        let signature = match self {
            Signer::File(key) => key.sign(&message)?,
            Signer::Kms(key) => key.sign(&message).await?,
        };
        Ok(Envelope {
            payload_type: payload_type.to_owned(),
            payload,
            key: self.public().id(),
            signature,
        })
    }

    fn public(&self) -> &PublicKey {
        match self {
            Signer::File(key) => key.public(),
            Signer::Kms(key) => key.public(),
        }
    }
}

fn read(path: &Path) -> anyhow::Result<PrivateKey> {
    let file = File::open(path)?;
    refuse_open_mode(&file)?;
    let text = String::from_utf8(bounded_file::read_open(file, bounded_file::CREDENTIALS)?);
    Ok(PrivateKey::from_pem(&text.unwrap_or_default())?)
}

/// A key that everybody on the machine can read, or a group can change, is worth nothing: ssh refuses it too. A group may read it: so do
/// Secrets lie in a pod that does not run as root (`fsGroup`).
#[cfg(unix)]
fn refuse_open_mode(file: &File) -> anyhow::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let mode = file.metadata()?.mode() & 0o777;
    if mode & 0o027 != 0 {
        bail!(message!(
            "error-key-mode",
            "others can read or change it (its mode is {mode}); `chmod 600` it",
            mode = format!("{mode:03o}")
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_open_mode(_: &File) -> anyhow::Result<()> {
    Ok(())
}
