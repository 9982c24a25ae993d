//! The frame of all pages: the search box, the parts of the server, style and scripts.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::language::say::say;
use crate::report::TOOL;
use crate::report::html::document::script_texts;
use crate::report::html::document::{SCRIPT, STYLE};
use crate::report::html::escape::Markup;
use crate::report::text::Style;

/// The style of what only these pages have.
pub(super) const OWN_STYLE: &str = include_str!("templates/serve.css");
/// The script that takes dropped files.
pub(super) const OWN_SCRIPT: &str = include_str!("templates/serve.js");

/// The place of a page among the parts of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Here {
    Home,
    Clusters,
    Keys,
    Pools,
    Namespaces,
    Time,
    Scans,
    /// In none of the parts.
    Elsewhere,
    /// Before the reader may see anything: neither search nor parts are shown.
    Outside,
}

/// The parts of the server.
fn parts(style: Style) -> [(Here, &'static str, String); 7] {
    [
        (Here::Home, "/", say!(style, "part-overview", "Overview")),
        (
            Here::Clusters,
            "/places?kind=clusters",
            say!(style, "page-clusters", "Clusters"),
        ),
        (
            Here::Keys,
            "/places?kind=keys",
            say!(style, "page-keys", "Key versions"),
        ),
        (
            Here::Pools,
            "/places?kind=pools",
            say!(style, "page-pools", "CA pools"),
        ),
        (
            Here::Namespaces,
            "/places?kind=namespaces",
            say!(style, "page-namespaces", "Namespaces"),
        ),
        (
            Here::Time,
            "/list?of=time",
            say!(style, "part-time", "Time"),
        ),
        (Here::Scans, "/scans", say!(style, "part-scans", "Scans")),
    ]
}

/// A page, as HTML.
pub(super) struct Page(String);

#[derive(Template)]
#[template(path = "page.html")]
struct Frame<'l> {
    style: Style<'l>,
    title: String,
    here: Here,
    parts: [(Here, &'static str, String); 7],
    css: &'static str,
    own_style: &'static str,
    script: &'static str,
    own_script: &'static str,
    body: Markup,
    /// The texts of the script.
    texts: String,
    tool: &'static str,
}

impl Page {
    /// Returns a page with this content.
    pub(super) fn new(title: &str, here: Here, content: &impl Template, style: Style) -> Self {
        Page::of(title, here, Markup::of(content), style)
    }

    /// Returns a page with this content.
    pub(super) fn of(title: &str, here: Here, body: Markup, style: Style) -> Self {
        let frame = Frame {
            title: title.to_owned(),
            here,
            parts: parts(style),
            style,
            css: STYLE,
            own_style: OWN_STYLE,
            script: SCRIPT,
            own_script: OWN_SCRIPT,
            body,
            texts: script_texts::json(style),
            tool: TOOL,
        };
        Page(frame.to_string())
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        Html(self.0).into_response()
    }
}
