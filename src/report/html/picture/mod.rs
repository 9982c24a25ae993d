//! Pictures of how credentials depend on each other: who asked for one, and what was asked for with it. A box a credential.

mod ancestry;
mod reach;
mod tree;

use std::io::{self, Write};

use askama::Template;

pub(crate) use self::ancestry::{ancestry, requesters};
pub(crate) use self::reach::{reach, reach_from};

pub(crate) use self::tree::{Links, encoded, page_of, unseen};
use crate::language::say::say;
use crate::report::Relatives;
use crate::report::html::escape::Markup;
use crate::report::text::Style;

#[derive(Template)]
#[template(path = "relatives.html")]
struct Part<'l> {
    style: Style<'l>,
    relatives: Vec<(String, Markup)>,
}

/// Writes the part: for each credential who asked for it, and what was asked for with it. Nothing where nothing is known of either.
pub(super) fn write(relatives: &[Relatives], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let named = |it: &Relatives| (it.subject.text(), of(it, Links::None, style));
    let part = Part {
        style,
        relatives: relatives.iter().map(named).collect(),
    };
    part.write_into(out)
}

/// Returns the pictures of one credential.
pub(crate) fn of(relatives: &Relatives, links: Links, style: Style) -> Markup {
    let ancestry = ancestry(&relatives.ancestry, links, style);
    Markup::of_all(&[ancestry, reach(&relatives.reach, links, style)])
}
