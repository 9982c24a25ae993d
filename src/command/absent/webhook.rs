//! Without the feature `pull`, no webhook is notified. `--notify` is refused before the scan.

use anyhow::Result;
use url::Url;

use crate::command::process::feature::Feature;

/// Fails.
pub async fn post(_: &Url, _: String, _: Option<String>) -> Result<()> {
    Err(Feature::Pull.absence("--notify"))
}
