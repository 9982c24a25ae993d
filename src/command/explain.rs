//! `credtrail explain`: what a finding means, what to look at, how to settle it.

use std::io::{self, Write};

use credtrail::report::text::explanation;

use super::Outcome;
use crate::command::args;

/// Prints the explanation of one code, or a line for each code.
pub fn run(arguments: args::Explain) -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    match arguments.code {
        Some(code) => explanation::write(code, &mut out)?,
        None => explanation::list(&mut out)?,
    }
    out.flush()?;
    Ok(Outcome::Fine)
}
