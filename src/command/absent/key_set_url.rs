//! Without the feature `pull`, no key set is fetched.

use anyhow::Result;

use crate::command::process::feature::Feature;

/// Fails: a key set that was saved to a file is read by every build.
pub async fn fetched(_: &str, _: &str) -> Result<Vec<u8>> {
    Err(Feature::Pull.absence("--jwks https://…"))
}
