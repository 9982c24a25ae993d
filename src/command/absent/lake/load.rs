//! Without the feature `lake`, no facts are loaded.

use anyhow::Result;
use credtrail::language::locale::Locale;

use crate::command::process::feature::Feature;
use crate::command::{Outcome, args};

/// Fails.
pub async fn run(_: args::Load, _: &Locale) -> Result<Outcome> {
    Err(Feature::Lake.absence("`load`"))
}
