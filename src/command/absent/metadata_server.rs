//! Without the feature `pull`, the metadata server is not asked.

use anyhow::Result;
use credtrail::vm::credentials_seen::CredentialsSeen;

use crate::command::process::feature::Feature;

/// The host of the metadata server.
pub const HOST: &str = "metadata.google.internal";

/// Fails.
pub async fn read(_: &str) -> Result<CredentialsSeen> {
    Err(Feature::Pull.absence("metadata"))
}
