//! Without the feature `lake`, no facts are written.

use anyhow::Result;

use crate::command::process::feature::Feature;
use crate::command::{Outcome, args};

/// Fails.
pub fn run(_: &args::Facts) -> Result<Outcome> {
    Err(Feature::Lake.absence("`facts`"))
}
