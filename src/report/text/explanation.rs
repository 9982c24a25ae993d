//! The explanations of findings as text.

use std::io::{self, Write};

use super::Style;
use crate::check::check_of;
use crate::model::finding::Code;

/// The width of the longest code.
const CODE: usize = 23;

/// Writes the explanation of one code.
///
/// # Errors
/// Errors of `out`.
pub fn write(code: Code, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let it = check_of(code).explanation;
    writeln!(out, "{code}: {}\n", weights(code))?;
    for (heading, text) in [
        ("Means", it.means),
        ("Look at", it.look_at),
        ("Settle it", it.settle),
    ] {
        write!(out, "{heading}\n{}", style.wrapped(text, "  ", "  "))?;
    }
    Ok(())
}

/// Writes all codes with their weights and a line each.
///
/// # Errors
/// Errors of `out`.
pub fn list(style: Style, out: &mut dyn Write) -> io::Result<()> {
    for code in Code::ALL {
        writeln!(out, "{code:<CODE$} {}", weights(code))?;
        write!(
            out,
            "{}",
            style.wrapped(check_of(code).explanation.in_short(), "  ", "  ")
        )?;
    }
    Ok(())
}

fn weights(code: Code) -> String {
    let weights: Vec<&str> = check_of(code)
        .weights
        .iter()
        .map(|it| it.as_str())
        .collect();
    weights.join(" or ")
}
