//! A tree of boxes: the first box on the left, and what depends on it or is above it to its right.

use askama::Template;

use crate::language::say::say;
use crate::model::finding::Verdict;
use crate::model::identity::subject::Subject;
use crate::report::html::document::mark::Mark;
use crate::report::html::escape::{Markup, value};
use crate::report::text::tree::short;
use crate::report::text::{Style, words};

/// Whether boxes lead to pages of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Links {
    /// They lead nowhere, as in a file.
    None,
    /// They lead to the pages of `serve`.
    Served,
}

impl Links {
    /// Returns the address of the page on a subject.
    pub(crate) fn to(self, subject: &Subject) -> Option<String> {
        (self == Links::Served).then(|| page_of(&subject.text()))
    }
}

/// Returns the address of the page of `serve` on an identifier.
pub(crate) fn page_of(identifier: &str) -> String {
    format!("/credential?id={}", encoded(identifier))
}

/// Returns a text as the value of a query: all but unreserved characters are percent-encoded (RFC 3986 section 2.3).
pub(crate) fn encoded(text: &str) -> String {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"-._~".contains(&it);
    let encoded = text.bytes().map(|it| match plain(it) {
        true => char::from(it).to_string(),
        false => format!("%{it:02X}"),
    });
    encoded.collect()
}

/// A picture with what is around it.
#[derive(Template)]
#[template(path = "picture.html")]
pub(crate) struct Picture<'l> {
    pub(super) style: Style<'l>,
    pub(super) id: &'static str,
    pub(super) head: String,
    /// How to read the picture, or that there is nothing to draw.
    pub(super) caption: String,
    pub(super) root: Option<Node>,
    /// What the picture does not show.
    pub(super) cut: Option<String>,
}

/// A box, and the boxes to its right.
#[derive(Template)]
#[template(path = "node.html")]
pub(crate) struct Node {
    pub(super) verdict: Mark,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) link: Option<String>,
    pub(super) lines: Vec<String>,
    pub(super) children: Vec<Node>,
}

impl Node {
    /// Returns the box of a credential or signature.
    pub(super) fn of(
        subject: &Subject,
        verdict: Option<Verdict>,
        (links, style): (Links, Style),
    ) -> Self {
        Node {
            verdict: verdict.map_or_else(|| unseen(style), |it| Mark::verdict(it, style)),
            kind: words::kind(subject.kind(), style),
            name: short(&subject.text()),
            link: links.to(subject),
            lines: Vec::new(),
            children: Vec::new(),
        }
    }

    /// Returns a box in place of others.
    pub(super) fn others(text: String) -> Self {
        Node {
            verdict: Mark {
                class: "others",
                word: String::new(),
            },
            kind: String::new(),
            name: text,
            link: None,
            lines: Vec::new(),
            children: Vec::new(),
        }
    }

    /// Adds lines, each cut where it is long.
    pub(super) fn with(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.lines.extend(lines.into_iter().map(|it| value(&it)));
        self
    }
}

/// Returns the mark of a credential that no log knows.
pub(crate) fn unseen(style: Style) -> Mark {
    Mark {
        class: "unseen",
        word: say!(style, "page-unseen", "unseen"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_no_character_that_means_something_there() {
        let address = page_of("a&b=c d/\"<ü");
        assert_eq!(address, "/credential?id=a%26b%3Dc%20d%2F%22%3C%C3%BC");
    }
}
