//! Without the feature `pull`, Cloud KMS is not asked.

use std::convert::Infallible;

use anyhow::Result;
use credtrail::attestation::public_key::PublicKey;
use credtrail::http::base_url::BaseUrl;
use credtrail::policy::value::resource::KeyVersion;

/// The host of the API.
pub const HOST: &str = "cloudkms.googleapis.com";

/// How long to wait for answers that never come.
pub const PATIENCE: () = ();

/// A key version that no build without the feature can ask for.
pub struct KmsKey(Infallible);

impl KmsKey {
    /// Fails.
    pub async fn open(name: KeyVersion, _: BaseUrl, access: Infallible, (): ()) -> Result<Self> {
        let _ = name;
        match access {}
    }

    /// Returns the public key.
    pub fn public(&self) -> &PublicKey {
        match self.0 {}
    }

    /// Has a message signed.
    pub async fn sign(&self, _: &[u8]) -> Result<Vec<u8>> {
        match self.0 {}
    }
}
