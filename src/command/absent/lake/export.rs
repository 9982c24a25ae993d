//! Without the feature `lake`, no tables are written.

use anyhow::Result;

use crate::command::process::feature::Feature;
use crate::command::{Outcome, args};

/// Fails.
pub async fn run(_: &args::Export) -> Result<Outcome> {
    Err(Feature::Lake.absence("`export`"))
}
