//! The head and the end of the page: what the page may do, its style and its script.

pub(crate) mod mark;
pub(crate) mod script_texts;

use std::io::{self, Write};

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::language::say::say;
use crate::report::TOOL;
use crate::report::text::Style;

/// The style of every page.
pub(crate) const STYLE: &str = include_str!("templates/style.css");
/// The script of every page.
pub(crate) const SCRIPT: &str = include_str!("templates/script.js");

#[derive(Template)]
#[template(path = "head.html")]
struct Head<'r> {
    style: Style<'r>,
    /// The texts of the script, as JSON.
    texts: String,
    title: &'r str,
    /// The ids of the parts to which the page leads at its top, and their names.
    parts: &'r [(&'r str, String)],
    /// The Content Security Policy, Level 3: nothing is loaded, and only this style and this script count.
    policy: String,
    css: &'static str,
}

#[derive(Template)]
#[template(path = "end.html")]
struct End<'l> {
    style: Style<'l>,
    script: &'static str,
    tool: &'static str,
}

/// Writes the head of a page, up to the beginning of its content.
pub(in crate::report) fn begin(
    title: &str,
    parts: &[(&str, String)],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let policy = [
        "default-src 'none'".to_owned(),
        format!("style-src '{}'", hash(STYLE)),
        format!("script-src '{}'", hash(SCRIPT)),
        "base-uri 'none'".to_owned(),
        "form-action 'none'".to_owned(),
        "require-trusted-types-for 'script'".to_owned(),
    ];
    let head = Head {
        title,
        parts,
        policy: policy.join("; "),
        css: STYLE,
        style,
        texts: script_texts::json(style),
    };
    head.write_into(out)
}

/// Writes the end of a page.
pub(in crate::report) fn end(style: Style, out: &mut dyn Write) -> io::Result<()> {
    let end = End {
        style,
        script: SCRIPT,
        tool: TOOL,
    };
    end.write_into(out)
}

/// Returns the hash of an element's content as a policy names it.
pub(crate) fn hash(content: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}
