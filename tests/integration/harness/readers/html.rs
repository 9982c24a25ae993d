//! Reads a page of a report: the elements and attributes of a report are accepted and no others, each closed where it must be.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::ReportContent;

/// Elements that have no end.
const VOID: [&str; 3] = ["meta", "input", "wbr"];

/// Elements of the page.
const ELEMENTS: [&str; 55] = [
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "header",
    "p",
    "nav",
    "ul",
    "li",
    "main",
    "section",
    "h1",
    "h2",
    "h3",
    "span",
    "strong",
    "time",
    "dl",
    "div",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "code",
    "em",
    "b",
    "details",
    "summary",
    "figure",
    "figcaption",
    "svg",
    "rect",
    "ol",
    "pre",
    "label",
    "input",
    "select",
    "button",
    "noscript",
    "script",
    "footer",
    "wbr",
    "i",
    "small",
    "option",
    "path",
    "g",
];

/// Attributes of elements beside those that begin with `aria-` and `data-`. None of them runs or loads anything.
const ATTRIBUTES: [&str; 27] = [
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "href",
    "id",
    "datetime",
    "scope",
    "role",
    "tabindex",
    "viewBox",
    "preserveAspectRatio",
    "x",
    "y",
    "width",
    "height",
    "open",
    "type",
    "autocomplete",
    "spellcheck",
    "hidden",
    "colspan",
    "for",
    "rel",
    "value",
];

/// What a page says.
#[derive(Default)]
pub struct Page {
    /// The texts of its elements.
    pub texts: Vec<String>,
    /// The ids of its elements, in order.
    pub ids: Vec<String>,
    /// The places in it to which its links lead.
    pub links: BTreeSet<String>,
    /// Its script, its style and the data of its list, by the element and its type.
    pub raw: BTreeMap<String, String>,
    /// The Content Security Policy.
    pub policy: String,
    /// The words of each element beside its text: what a reader of the screen says of it.
    pub labels: Vec<String>,
}

pub fn read(report: &str) -> ReportContent {
    let page = page(report);
    let texts = page.texts.iter().chain(&page.labels).cloned();
    ReportContent::texts(texts.chain(page.listed()).collect())
}

/// Reads a page.
pub fn page(report: &str) -> Page {
    let mut page = Page::default();
    let mut rest = report.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    let mut open: Vec<String> = Vec::new();
    let mut text = String::new();
    while let Some(at) = rest.find('<') {
        text += &decoded(&rest[..at]);
        let (tag, behind) = rest[at + 1..].split_once('>').expect("the end of a tag");
        rest = behind;
        if tag != "wbr" {
            page.take(&mut text);
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closed");
            continue;
        }
        let (tag, is_closed) = match tag.strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        let (name, attributes) = page.opened(tag);
        if ["script", "style"].contains(&name.as_str()) {
            let (content, behind) = rest.split_once(&format!("</{name}>")).expect("its end");
            let kind = attributes.get("type").cloned().unwrap_or_default();
            let known = page.raw.insert(name + &kind, content.to_owned());
            assert_eq!(known, None, "one of each");
            rest = behind;
        } else if !is_closed && !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} {rest}");
    page.check();
    page
}

impl Page {
    fn take(&mut self, text: &mut String) {
        let all = std::mem::take(text);
        if !all.trim().is_empty() {
            self.texts.push(all.trim().to_owned());
        }
    }

    /// Reads the begin of an element.
    fn opened(&mut self, tag: &str) -> (String, BTreeMap<String, String>) {
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(ELEMENTS.contains(&name), "<{tag}>");
        let mut attributes = BTreeMap::new();
        while !rest.is_empty() {
            let end = rest.find(['=', ' ']).unwrap_or(rest.len());
            let (attribute, behind) = rest.split_at(end);
            let (value, behind) = match behind.strip_prefix("=\"") {
                Some(behind) => behind.split_once('"').expect("the end of a value"),
                None => ("", behind),
            };
            let is_named = ["aria-", "data-"]
                .iter()
                .any(|it| attribute.starts_with(it));
            assert!(is_named || ATTRIBUTES.contains(&attribute), "<{tag}>");
            let before = attributes.insert(attribute.to_owned(), decoded(value));
            assert_eq!(before, None, "twice in <{tag}>");
            rest = behind.trim_start();
        }
        if let Some(href) = attributes.get("href") {
            let place = href.strip_prefix('#').expect("a place in the page");
            self.links.insert(place.to_owned());
        }
        self.labels.extend(attributes.get("aria-label").cloned());
        self.ids.extend(attributes.get("id").cloned());
        if attributes.contains_key("http-equiv") {
            self.policy.clone_from(&attributes["content"]);
        }
        (name.to_owned(), attributes)
    }

    fn check(&self) {
        let ids: BTreeSet<&String> = self.ids.iter().collect();
        assert_eq!(ids.len(), self.ids.len(), "an id twice");
        let lost: Vec<&String> = self.links.iter().filter(|it| !ids.contains(it)).collect();
        assert!(lost.is_empty(), "links that lead nowhere: {lost:?}");
        for name in ["style", "script"] {
            let hash = STANDARD.encode(Sha256::digest(&self.raw[name]));
            let allowed = format!("{name}-src 'sha256-{hash}'");
            assert!(self.policy.contains(&allowed), "{}", self.policy);
        }
    }

    /// The columns of the list.
    pub fn columns(&self) -> Value {
        let packed = STANDARD.decode(&self.raw["scripttext/plain"]);
        let packed = packed.expect("base64");
        let mut text = String::new();
        let read = GzDecoder::new(packed.as_slice()).read_to_string(&mut text);
        read.expect("gzip");
        serde_json::from_str(&text).expect("JSON")
    }

    /// The texts of the list.
    fn listed(&self) -> Vec<String> {
        let columns = self.columns();
        let column = |name: &str| columns[name].as_str().expect("a column").to_owned();
        let texts = ["subject", "holder"].map(column);
        let lines = texts.iter().flat_map(|it| it.split('\n'));
        lines.map(str::to_owned).collect()
    }
}

/// Returns a text with its character references decoded.
fn decoded(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        let (reference, behind) = behind.split_once(';').expect("the end of a reference");
        let number = reference.strip_prefix('#').expect("a number");
        let number = number.parse().expect("a number");
        shown += before;
        shown.push(char::from_u32(number).expect("a character"));
        rest = behind;
    }
    assert!(!rest.contains(['>', '\'']), "not escaped: {rest}");
    shown + rest
}
