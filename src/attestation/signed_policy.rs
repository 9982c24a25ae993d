//! Signed policies: an envelope beside the policy, whose payload is the policy, byte for byte.

use std::path::{Path, PathBuf};

use super::envelope::{Envelope, Unproven};
use super::public_key::{KeyId, PublicKey};

/// The media type of a policy in an envelope: no envelope of something else is taken for one of a policy.
pub const PAYLOAD_TYPE: &str = "application/vnd.credtrail.policy+toml";

/// Returns where the envelope of a policy lies: `credtrail.toml.dsse.json` beside `credtrail.toml`.
pub fn beside(policy: &Path) -> PathBuf {
    let mut path = policy.as_os_str().to_owned();
    path.push(".dsse.json");
    path.into()
}

/// Checks that a trusted key signed this policy. Returns the key.
///
/// # Errors
/// [`Unproven`]; [`Unproven::OtherPayload`] where another policy was signed.
pub fn verify(policy: &[u8], envelope: &[u8], trusted: &[PublicKey]) -> Result<KeyId, Unproven> {
    let envelope = Envelope::read(envelope)?;
    envelope.verify(PAYLOAD_TYPE, trusted)?;
    let is_same = envelope.payload == policy;
    is_same
        .then_some(envelope.key)
        .ok_or(Unproven::OtherPayload)
}
