//! How the text report looks: its colours and its width.

pub(crate) mod words;

use std::borrow::Cow;

use jiff::Timestamp;
use textwrap::{Options, WordSplitter};

use super::palette::Palette;
use crate::language::Language;
use crate::language::locale::Locale;
use crate::model::finding::message::Message;
use crate::model::finding::{Verdict, Weight};

/// Colours, width, language and time zone of a report.
#[derive(Clone, Copy)]
pub struct Style<'l> {
    palette: Palette,
    width: usize,
    /// The language and the time zone; None for English in UTC.
    locale: Option<&'l Locale>,
}

impl<'l> Style<'l> {
    /// The width of a report that no terminal shows, in columns.
    pub const WIDTH: usize = 80;

    /// The width below which a report is not legible.
    pub const NARROWEST: usize = 50;

    /// The width above which lines are too long to be read.
    pub const WIDEST: usize = 200;

    /// Returns a style of 80 columns.
    pub const fn new(palette: Palette) -> Self {
        Style {
            palette,
            width: Style::WIDTH,
            locale: None,
        }
    }

    /// Returns the style for somebody who reads another language or lives in another time zone.
    #[must_use]
    pub fn read_in(self, locale: &'l Locale) -> Self {
        Style {
            locale: locale.translating(),
            ..self
        }
    }

    /// Returns the language and the time zone, unless they are English and UTC.
    pub(crate) fn translating(self) -> Option<&'l Locale> {
        self.locale
    }

    /// Returns the language.
    pub(crate) fn language(self) -> Language {
        self.locale.map(Locale::language).unwrap_or_default()
    }

    /// Returns a message of a finding in the language of the report.
    pub(crate) fn translate(self, message: &Message) -> Cow<'_, str> {
        match self.locale {
            None => Cow::Borrowed(message.as_str()),
            Some(locale) => locale.translate(message),
        }
    }

    /// Returns why a line or an input was not read.
    pub(crate) fn reason(self, english: &str) -> Cow<'_, str> {
        match self.locale {
            None => Cow::Borrowed(english),
            Some(locale) => locale.reason(english),
        }
    }

    /// Returns the form of a file.
    pub(crate) fn form(self, english: &str) -> String {
        self.locale
            .map_or_else(|| english.to_owned(), |it| it.form(english))
    }

    /// Returns a time in whole seconds.
    pub(crate) fn time(self, at: Timestamp) -> String {
        match self.locale {
            None => format!("{at:.0}"),
            Some(locale) => locale.time(at),
        }
    }

    /// Returns the style for a terminal of so many columns.
    #[must_use]
    pub fn on_terminal(self, columns: usize) -> Self {
        Style {
            width: columns.clamp(Style::NARROWEST, Style::WIDEST),
            ..self
        }
    }

    /// Returns the number of columns.
    pub(in crate::report) fn width(self) -> usize {
        self.width
    }

    /// Returns a text in the colour of a weight.
    pub(crate) fn paint(self, weight: Weight, text: &str) -> String {
        self.palette.paint(weight, text)
    }

    /// Returns a text in bold.
    pub(crate) fn bold(self, text: &str) -> String {
        self.palette.bold(text)
    }

    /// Returns a text in the colour of a verdict.
    pub(crate) fn verdict(self, verdict: Verdict, text: &str) -> String {
        self.palette.verdict(verdict, text)
    }

    /// Returns the word for a stage that is not present; an empty text where it is.
    pub(super) fn stage(self, word: &str) -> String {
        self.palette.stage(word)
    }

    /// Returns a paragraph with these indents of its first line and the others.
    pub fn wrapped(self, text: &str, first: &str, rest: &str) -> String {
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(text, options) + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_as_wide_as_the_terminal_within_bounds() {
        let text = "word ".repeat(100);
        let widest = |style: Style| {
            let text = style.wrapped(&text, "  ", "    ");
            text.lines().map(str::len).max().unwrap()
        };
        let usual = Style::new(Palette::Plain);
        assert!((76..=80).contains(&widest(usual)));
        for (columns, expected) in [(0, 50), (50, 50), (120, 120), (5000, 200)] {
            let found = widest(usual.on_terminal(columns));
            assert!(
                (expected - 5..=expected).contains(&found),
                "{columns}: {found}"
            );
        }
    }
}
