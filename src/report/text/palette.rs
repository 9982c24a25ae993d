//! The colours of the text report.

use crate::model::finding::{Verdict, Weight};

/// Colours, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// Escape sequences of ECMA-48.
    Colours,
    /// No escape sequences.
    Plain,
}

impl Palette {
    /// Returns a text in the colour of a weight.
    pub fn paint(self, weight: Weight, text: &str) -> String {
        let code = match weight {
            Weight::Note => "36",
            Weight::Gap => "33",
            Weight::Break => "31;1",
        };
        self.with(code, text)
    }

    /// Returns a text in bold.
    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// Returns a text in the colour of a verdict.
    pub fn verdict(self, verdict: Verdict, text: &str) -> String {
        match verdict {
            Verdict::Complete => self.with("32", text),
            Verdict::Unproven => self.paint(Weight::Gap, text),
            Verdict::Broken => self.paint(Weight::Break, text),
        }
    }

    /// Returns the word for a stage that is not present; an empty text where it is.
    pub(super) fn stage(self, word: &str) -> String {
        if word.is_empty() {
            String::new()
        } else {
            self.paint(Weight::Gap, word)
        }
    }

    fn with(self, code: &str, text: &str) -> String {
        match self {
            Palette::Plain => text.to_owned(),
            Palette::Colours => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}
