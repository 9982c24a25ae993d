//! The frame of all pages: the search box, the parts of the server, style and scripts.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::report::TOOL;
use crate::report::html::document::script_texts;
use crate::report::html::document::{SCRIPT, STYLE};
use crate::report::html::escape::Markup;
use crate::report::text::ENGLISH;

/// The style of what only these pages have.
pub(super) const OWN_STYLE: &str = include_str!("templates/serve.css");
/// The script that takes dropped files.
pub(super) const OWN_SCRIPT: &str = include_str!("templates/serve.js");

/// Where a page stands among the parts of the server.
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
const PARTS: [(Here, &str, &str); 7] = [
    (Here::Home, "/", "Overview"),
    (Here::Clusters, "/places?kind=clusters", "Clusters"),
    (Here::Keys, "/places?kind=keys", "Key versions"),
    (Here::Pools, "/places?kind=pools", "CA pools"),
    (Here::Namespaces, "/places?kind=namespaces", "Namespaces"),
    (Here::Time, "/list?of=time", "Time"),
    (Here::Scans, "/scans", "Scans"),
];

/// A page.
#[derive(Template)]
#[template(path = "page.html")]
pub(super) struct Page {
    title: String,
    here: Here,
    parts: &'static [(Here, &'static str, &'static str)],
    style: &'static str,
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
    pub(super) fn new(title: &str, here: Here, content: &impl Template) -> Self {
        Page::of(title, here, Markup::of(content))
    }

    /// Returns a page with this content.
    pub(super) fn of(title: &str, here: Here, body: Markup) -> Self {
        Page {
            title: title.to_owned(),
            here,
            parts: &PARTS,
            style: STYLE,
            own_style: OWN_STYLE,
            script: SCRIPT,
            own_script: OWN_SCRIPT,
            body,
            texts: script_texts::json(ENGLISH),
            tool: TOOL,
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        Html(self.to_string()).into_response()
    }
}
