//! Trees of credentials as text as wide as the terminal: a branch is a heading with paragraphs under it.

use textwrap::{Options, WordSplitter};

use super::escape::Safe;
use super::{Style, words};
use crate::language::say::say;
use crate::model::finding::Verdict;

/// The columns that a level of the tree takes.
const STEP: usize = 4;

/// The columns that a paragraph has at least, at any depth.
const NARROWEST: usize = 40;

/// The largest number of characters of an identifier that are shown in a tree: enough to find the identifier, and all of a
/// token's usual id.
const LONGEST: usize = 44;

/// The number of characters of a longer identifier that are shown: 16 digits of a certificate's hash.
const SHORTENED: usize = 27;

/// A tree, or a branch of one.
pub(in crate::report) type Tree = termtree::Tree<String>;

/// Returns an identifier that fits on a line, shortened with `…` where it is too long.
pub(crate) fn short(identifier: &str) -> String {
    let safe = Safe(identifier).to_string();
    if safe.chars().count() <= LONGEST {
        return safe;
    }
    let kept: String = safe.chars().take(SHORTENED).collect();
    kept + "…"
}

/// Returns a branch that lies `depth` levels below the root.
pub(in crate::report) fn branch(
    heading: &str,
    paragraphs: &[String],
    depth: usize,
    style: Style,
) -> Tree {
    let width = style.width().saturating_sub(STEP * depth).max(NARROWEST);
    let options = Options::new(width)
        .initial_indent("  ")
        .subsequent_indent("    ")
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    let mut text = heading.to_owned();
    for paragraph in paragraphs {
        text += "\n";
        text += &textwrap::fill(paragraph, &options);
    }
    Tree::new(text).with_multiline(true)
}

/// Returns a verdict as the first word of a heading.
pub(in crate::report) fn verdict(verdict: Option<Verdict>, style: Style) -> String {
    match verdict {
        Some(verdict) => style.verdict(verdict, &words::heading(verdict, style)),
        None => say!(style, "heading-unseen", "UNSEEN"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_short_still_names_one_identifier() {
        let certificate = format!("X509SHA256={}", "ab".repeat(32));
        assert_eq!(short(&certificate), "X509SHA256=abababababababab…");
        let token = "JTI=025a10e5-82ff-40a5-a10c-03a9a819d6eb";
        assert_eq!(short(token), token);
    }
}
