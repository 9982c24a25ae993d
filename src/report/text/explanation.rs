//! The explanations of findings as text.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Style, words};
use crate::check::check_of;
use crate::language::say::say;
use crate::model::finding::{Code, first_sentence};

/// The width of the longest code.
const CODE: usize = 23;

/// Writes the explanation of one code.
///
/// # Errors
/// Errors of `out`.
pub fn write(code: Code, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let it = check_of(code).explanation;
    writeln!(out, "{code}: {}\n", weights(code, style))?;
    for (heading, paragraph, english) in [
        (
            say!(style, "explain-heading-means", "Means"),
            "means",
            it.means,
        ),
        (
            say!(style, "explain-heading-look-at", "Look at"),
            "look-at",
            it.look_at,
        ),
        (
            say!(style, "explain-heading-settle", "Settle it"),
            "settle",
            it.settle,
        ),
    ] {
        let text = translated(code, paragraph, english, style);
        write!(out, "{heading}\n{}", style.wrapped(&text, "  ", "  "))?;
    }
    Ok(())
}

/// Writes all codes with their weights and a line each.
///
/// # Errors
/// Errors of `out`.
pub fn list(style: Style, out: &mut dyn Write) -> io::Result<()> {
    for code in Code::ALL {
        writeln!(out, "{code:<CODE$} {}", weights(code, style))?;
        let it = check_of(code).explanation;
        let means = translated(code, "means", it.means, style);
        write!(out, "{}", style.wrapped(first_sentence(&means), "  ", "  "))?;
    }
    Ok(())
}

/// Returns a paragraph in the language of the reader.
pub(in crate::report) fn translated(
    code: Code,
    paragraph: &str,
    english: &'static str,
    style: Style,
) -> Cow<'static, str> {
    let locale = style.translating();
    let translation = locale.and_then(|it| it.explanation(code.as_str(), paragraph));
    translation.map_or(Cow::Borrowed(english), Cow::Owned)
}

fn weights(code: Code, style: Style) -> String {
    let weights = check_of(code).weights.iter();
    let weights: Vec<String> = weights.map(|it| words::weight(*it, style)).collect();
    weights.join(&say!(style, "joint-or", " or "))
}
