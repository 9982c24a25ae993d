//! Values in HTML: every template writes every value by [`Html`] (as `askama.toml` sets), and values that come from logs are cut by [`value`].

use std::fmt::{self, Write};

use askama::Template;
use askama::filters::Escaper;

use crate::report::text::escape::Safe;

/// The greatest number of characters of a value that are shown.
const MOST: usize = 240;

/// The greatest number of characters of a message that are shown.
const MOST_OF_MESSAGE: usize = 1_500;

/// Escapes markup, as text and as the value of an attribute (HTML Standard, 13.3 "Escaping a string", and the apostrophe), and then the
/// characters that must not be shown anywhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Html;

impl Escaper for Html {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        askama::filters::Html.write_escaped_str(&mut out, &Safe(text).to_string())
    }
}

/// HTML that a template has made. Templates write nothing else as it is, but style and script.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Markup(String);

impl Markup {
    /// Returns the HTML of a part.
    pub(crate) fn of(part: &impl Template) -> Self {
        Markup(part.to_string())
    }

    /// Returns the HTML of several parts, one after the other.
    pub(crate) fn of_all<'p, T: Template + 'p>(parts: impl IntoIterator<Item = &'p T>) -> Self {
        Markup(parts.into_iter().map(ToString::to_string).collect())
    }

    /// Returns a text in which code is between backticks.
    pub(crate) fn coded(text: String) -> Self {
        Markup(with_code(&text, "<code>"))
    }

    /// Returns a text in which code is between backticks and stays on one line.
    pub(crate) fn coded_in_line(text: String) -> Self {
        Markup(with_code(&text, "<code class=\"nowrap\">"))
    }

    /// Returns the HTML.
    pub(crate) fn as_html(&self) -> &str {
        &self.0
    }
}

/// Returns a text, escaped, with each second part between backticks in an element of code.
fn with_code(text: &str, begin: &str) -> String {
    let mut html = String::new();
    for (position, part) in text.split('`').enumerate() {
        let is_code = position % 2 == 1;
        html += if is_code { begin } else { "" };
        Html.write_escaped_str(&mut html, part).ok(); // a string takes all that is written
        html += if is_code { "</code>" } else { "" };
    }
    html
}

/// Returns a value with its end cut off where it is long. What is cut off is counted.
pub(crate) fn value(text: &str) -> String {
    cut(text, MOST)
}

/// Returns the message of a finding, cut in the same way.
pub(super) fn message(text: &str) -> String {
    cut(text, MOST_OF_MESSAGE)
}

fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let (shown, rest) = text.split_at(end);
    format!("{shown}… and {} more characters", rest.chars().count())
}

/// Returns a command that traces a subject, quoted for a POSIX shell. None where the subject cannot be shown as it is.
pub(in crate::report) fn trace_command(subject: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "=._:/@+-".contains(c);
    let is_option = subject.starts_with('-');
    if subject.chars().count() > MOST || Safe(subject).to_string() != subject {
        return None;
    }
    Some(match subject.chars().all(is_plain) && !subject.is_empty() {
        true if !is_option => format!("credtrail trace {subject}"),
        true => format!("credtrail trace -- {subject}"),
        false => format!("credtrail trace -- '{}'", subject.replace('\'', r"'\''")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        Html.write_escaped_str(&mut out, text).unwrap();
        out
    }

    #[test]
    fn neither_markup_nor_hidden_characters_come_through() {
        let text = escaped("<b a=\"1\" c='2'>&\n\u{202e}\u{0}");
        assert!(!text.contains(['<', '>', '"', '\'', '\n', '\u{202e}', '\u{0}']));
        assert!(
            text.contains("&#38;") && text.contains("\\u{202e}"),
            "{text}"
        );
        assert_eq!(escaped("관리자 ü"), "관리자 ü");
    }

    #[test]
    fn code_stands_between_backticks_and_is_escaped() {
        let html = Markup::coded("a <b> `c <d>` `e".to_owned());
        assert_eq!(
            html.as_html(),
            "a &#60;b&#62; <code>c &#60;d&#62;</code> <code>e</code>"
        );
    }

    #[test]
    fn a_long_value_is_cut_and_what_is_cut_is_counted() {
        assert_eq!(value(&"ü".repeat(MOST)), "ü".repeat(MOST));
        assert!(value(&"ü".repeat(MOST + 7)).ends_with("ü… and 7 more characters"));
    }

    #[test]
    fn a_shell_takes_a_subject_as_one_word() {
        let of = |subject| trace_command(subject).unwrap_or_default();
        assert_eq!(of("JTI=a-b"), "credtrail trace JTI=a-b");
        assert_eq!(of("-x"), "credtrail trace -- -x");
        assert_eq!(of("a'; rm b"), r"credtrail trace -- 'a'\''; rm b'");
        assert_eq!(of("a\nb"), "");
    }
}
