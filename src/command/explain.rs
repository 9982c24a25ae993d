//! `credtrail explain`: what a finding means, what to look at, how to settle it.

use credtrail::report::text::explanation;

use super::Outcome;
use super::output::destination::Destination;
use crate::command::args;

/// Prints the explanation of one code, or a line for each code.
pub fn run(arguments: args::Explain) -> anyhow::Result<Outcome> {
    let mut out = Destination::standard();
    match arguments.code {
        Some(code) => explanation::write(code, &mut out)?,
        None => explanation::list(&mut out)?,
    }
    out.finish()?;
    Ok(Outcome::Fine)
}
