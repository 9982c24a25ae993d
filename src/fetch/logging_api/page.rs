//! An answer of `entries.list`: entries, and the token of the next page.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use sonic_rs::LazyValue;

use super::deep_entry::{self, without_depths};
use crate::log::shape::json::{end_of_text, no_escape_at};
use crate::log::shape::timestamp;
use crate::model::entry::Source;

/// Some entries of a log, and the token of the page after it.
#[derive(Debug, Default)]
pub struct Page {
    /// The entries, in the order of the answer.
    pub entries: Vec<Fetched>,
    /// The token of the next page; None on the last page. An empty page may have a next page.
    pub next: Option<String>,
}

/// One entry of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The `timestamp` of the entry.
    pub at: Timestamp,
    /// The entry's JSON on one line, without line end.
    pub line: String,
    /// The kind of audit log that holds the entry.
    pub access: Access,
}

/// The kind of audit log that holds an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Data Access, which is off until somebody switches it on.
    Data,
    /// System Event, in which GKE records issuances under control plane authority.
    System,
    /// Another log, which is always on.
    Other,
}

impl Access {
    fn of(log_name: &str) -> Self {
        if log_name.ends_with("data_access") {
            Access::Data
        } else if log_name.ends_with("system_event") {
            Access::System
        } else {
            Access::Other
        }
    }

    /// Whether an entry of this kind shows that the log of `source` is on.
    pub(super) fn shows(self, source: Source) -> bool {
        match source {
            Source::Workload | Source::Kubernetes => true,
            Source::Gke => self == Access::System,
            Source::CaService | Source::Kms => self == Access::Data,
        }
    }
}

#[derive(Deserialize)]
struct PageBody<'a> {
    #[serde(borrow, default)]
    entries: Vec<LazyValue<'a>>,
    #[serde(rename = "nextPageToken", default)]
    next: String,
    /// What a gateway answers in the place of the API.
    #[serde(default)]
    error: Option<IgnoredAny>,
}

/// The fields that identify an entry in its project: timestamp and insertId, by Google's definition; the log's name beside them
/// does no harm.
#[derive(Debug, Deserialize)]
pub(super) struct Stamped<'a> {
    #[serde(borrow, default)]
    pub(super) timestamp: Cow<'a, str>,
    #[serde(borrow, rename = "insertId", default)]
    pub(super) insert_id: Cow<'a, str>,
    #[serde(borrow, rename = "logName", default)]
    pub(super) log_name: Cow<'a, str>,
}

impl Page {
    /// Whether an entry of Data Access is on the page.
    pub(super) fn has_data(&self) -> bool {
        self.entries.iter().any(|it| it.access == Access::Data)
    }

    /// Reads an answer.
    ///
    /// # Errors
    /// Says in a few words why the answer is no answer of `entries.list`.
    pub fn read(body: &[u8]) -> Result<Self, String> {
        let no_page = || "no JSON of entries.list".to_owned();
        let flat = without_depths(body);
        // A lazy value borrows its text before sonic-rs has checked the text.
        let text = simdutf8::basic::from_utf8(&flat).map_err(|_| no_page())?;
        let is_object = text.trim_ascii_start().starts_with('{'); // an array has no members, whatever the parser makes of it
        let answer = sonic_rs::from_str(text).ok().filter(|_| is_object);
        let answer: PageBody<'_> = answer.ok_or_else(no_page)?;
        if answer.error.is_some() {
            return Err("an error with the status of success".to_owned());
        }
        let entries: Result<Vec<Fetched>, String> = match flat {
            Cow::Borrowed(_) => {
                let entries = answer.entries.iter();
                entries.map(|it| Fetched::read(it.as_raw_str())).collect()
            }
            Cow::Owned(_) => deep_entry::places(body)
                .into_iter()
                .map(|it| Fetched::read_deep(body.get(it).unwrap_or_default()))
                .collect(),
        };
        Ok(Page {
            entries: entries?,
            next: Some(answer.next).filter(|it| !it.is_empty()),
        })
    }
}

impl Fetched {
    /// Reads an entry that may be nested too deep for a parser.
    fn read_deep(json: &[u8]) -> Result<Self, String> {
        let text = |json| std::str::from_utf8(json).map_err(|_| "no UTF-8".to_owned());
        let flat = without_depths(json);
        let stamped = Fetched::read(text(&flat)?)?;
        let line = on_one_line(text(json)?)?;
        Ok(Fetched { line, ..stamped })
    }

    fn read(json: &str) -> Result<Self, String> {
        let stamped: Stamped<'_> =
            sonic_rs::from_str(json).map_err(|_| "an entry that is no object".to_owned())?;
        let at = timestamp::parse(&stamped.timestamp)
            .ok_or_else(|| "an entry without timestamp".to_owned())?;
        Ok(Fetched {
            at,
            line: on_one_line(json)?,
            access: Access::of(&stamped.log_name),
        })
    }
}

/// Returns JSON without the white space between its tokens: the API writes an entry over many lines. A parser that skips a string does not
/// see what RFC 8259 section 7 forbids in it: a line break that is not escaped, which would make two lines of one entry.
fn on_one_line(json: &str) -> Result<String, String> {
    if no_escape_at(json.as_bytes()).is_some() {
        return Err("a backslash that begins no escape".to_owned()); // and that hides where its string ends
    }
    let mut line = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(quote) = rest.find('"') {
        let (outside, from_quote) = rest.split_at(quote);
        line.extend(outside.split_ascii_whitespace());
        let length = end_of_text(from_quote.as_bytes(), 0).unwrap_or(from_quote.len());
        let (text, after) = from_quote.split_at(length);
        line.push_str(text);
        rest = after;
    }
    line.extend(rest.split_ascii_whitespace());
    if line.bytes().any(|it| it < b' ') {
        return Err("a control character in a string".to_owned());
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_stands_on_one_line_and_says_the_same() {
        let json = "{\n  \"a\" : [ 1 , 2.50 ],\n  \"b\\\"\\\\\": \"x \\n\\\" y\", \"é\": { } }";
        let line = on_one_line(json).unwrap();
        assert_eq!(line, r#"{"a":[1,2.50],"b\"\\":"x \n\" y","é":{}}"#);
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&line), value(json));
        assert_eq!(on_one_line("\"cut ").unwrap(), "\"cut ");
    }

    #[test]
    fn an_empty_page_may_have_more_after_it() {
        let page = Page::read(br#"{"nextPageToken":"t"}"#).unwrap();
        assert_eq!((page.entries.len(), page.next.as_deref()), (0, Some("t")));
        assert_eq!(Page::read(b"{}").unwrap().next, None);
    }

    #[test]
    fn an_entry_that_is_nested_too_deep_is_kept_as_it_is() {
        let deep = format!("{}{}", "[".repeat(80_000), "]".repeat(80_000));
        let entry = |x: &str| format!(r#"{{"timestamp":"2026-10-06T12:00:00Z","x":{x}}}"#);
        let (first, second) = (entry(&deep), entry("1"));
        let body = format!(r#"{{"entries":[{first}, {second}],"nextPageToken":"t"}}"#);
        let page = Page::read(body.as_bytes()).unwrap();
        let lines: Vec<&str> = page.entries.iter().map(|it| it.line.as_str()).collect();
        assert_eq!(lines, [first, second]);
        assert_eq!(page.next.as_deref(), Some("t"));
        assert!(Page::read("[".repeat(80_000).as_bytes()).is_err());
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for body in [
            "<html>",
            "",
            "[]",
            "[[]]",
            r#"[[],"t"]"#,
            "null",
            r#"{"entries":[1]}"#,
            r#"{"entries":[{}]}"#,
            r#"{"error":{"code":503}}"#,
        ] {
            assert!(Page::read(body.as_bytes()).is_err(), "{body}");
        }
    }
}
