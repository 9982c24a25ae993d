//! The frame of all pages: the search box, the parts of the server, style and scripts.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::report::TOOL;
use crate::report::html::document::{SCRIPT, STYLE};

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
    styles: [&'static str; 2],
    scripts: [&'static str; 2],
    body: String,
    tool: &'static str,
}

impl Page {
    /// Returns a page with this content, which is HTML.
    pub(super) fn new(title: &str, here: Here, body: String) -> Self {
        Page {
            title: title.to_owned(),
            here,
            parts: &PARTS,
            styles: [STYLE, OWN_STYLE],
            scripts: [SCRIPT, OWN_SCRIPT],
            body,
            tool: TOOL,
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        Html(self.to_string()).into_response()
    }
}
