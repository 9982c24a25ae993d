//! Words with a mark before them: verdicts and weights, in the language of the reader.

use crate::model::finding::{Verdict, Weight};
use crate::report::text::{Style, words};

/// A word, and the class that gives it its mark and colour.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) class: &'static str,
    /// Empty where nothing but the class is shown.
    pub(crate) word: String,
}

impl Mark {
    /// Returns the mark of a verdict.
    pub(crate) fn verdict(verdict: Verdict, style: Style) -> Self {
        Mark {
            class: verdict.as_str(),
            word: words::verdict(verdict, style),
        }
    }

    /// Returns the mark of a weight.
    pub(crate) fn weight(weight: Weight, style: Style) -> Self {
        Mark {
            class: weight.as_str(),
            word: words::weight(weight, style),
        }
    }
}
