//! `credtrail explain`: what a finding means, what to look at, how to settle it.

use credtrail::language::locale::Locale;
use credtrail::report::json::explanation as explanation_json;
use credtrail::report::text::explanation;

use super::Outcome;
use super::output::destination::Destination;
use super::output::style::plain;
use crate::command::args;
use crate::command::args::DiffFormat;

/// Prints the explanation of one code, or a line for each code.
pub fn run(arguments: args::Explain, locale: &Locale) -> anyhow::Result<Outcome> {
    let mut out = Destination::standard();
    match (arguments.format, arguments.code) {
        (DiffFormat::Json, code) => explanation_json::write(code, &mut out)?,
        (DiffFormat::Text, Some(code)) => explanation::write(code, plain(None, locale), &mut out)?,
        (DiffFormat::Text, None) => explanation::list(plain(None, locale), &mut out)?,
    }
    out.finish()?;
    Ok(Outcome::Fine)
}
