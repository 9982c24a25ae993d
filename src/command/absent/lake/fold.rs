//! Without the feature `lake`, no facts are folded.

use anyhow::Result;

use crate::command::process::feature::Feature;
use crate::command::{Outcome, args};

/// Fails.
pub fn run(_: &args::Fold) -> Result<Outcome> {
    Err(Feature::Lake.absence("`fold`"))
}
