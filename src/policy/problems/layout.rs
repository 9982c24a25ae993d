//! Where the expressions of a TOML file begin and end (TOML 1.0, "Key/Value Pair", "Table"). Faulty files have a layout too.

use std::ops::Range;

/// The expressions of a file: headers of tables, and `key = value`, each with all of its lines.
pub(super) struct Layout {
    expressions: Vec<Range<usize>>,
    /// The headers of tables, with the names in them.
    headers: Vec<(usize, String)>,
    end: usize,
}

impl Layout {
    pub(super) fn of(text: &str) -> Self {
        let expressions = expressions(text);
        let name = |it: &Range<usize>| Some((it.start, header(text.get(it.clone())?)?.to_owned()));
        let headers = expressions.iter().filter_map(name).collect();
        let end = text.len();
        Layout {
            expressions,
            headers,
            end,
        }
    }

    /// Returns the expression at a place.
    pub(super) fn expression(&self, at: usize) -> Range<usize> {
        let mut all = self.expressions.iter();
        all.find(|it| at <= it.end).cloned().unwrap_or(at..at)
    }

    /// Returns the table at a place, with the tables inside of it.
    pub(super) fn section(&self, at: usize) -> Range<usize> {
        let before = self.headers.iter().take_while(|it| it.0 <= at).count();
        let Some((start, name)) = before.checked_sub(1).and_then(|it| self.headers.get(it)) else {
            let first = self.headers.first().map_or(self.end, |it| it.0);
            return 0..first;
        };
        let is_inside = |other: &str| {
            let rest = other.strip_prefix(name.as_str());
            rest.is_some_and(|it| it.starts_with('.'))
        };
        let mut after = self.headers.iter().skip(before);
        let next = after.find(|it| !is_inside(&it.1)).map(|it| it.0);
        *start..next.unwrap_or(self.end)
    }

    /// Returns what is to be left out for an error at this place: an element of an array with its comma, else the expression, and with a
    /// header its table.
    pub(super) fn item(&self, text: &str, span: &Range<usize>) -> Range<usize> {
        let expression = self.expression(span.start);
        let whole = text.get(expression.clone()).unwrap_or_default();
        if header(whole).is_some() {
            return self.section(span.start);
        }
        let array = whole.find('=').and_then(|it| {
            let value = whole.get(it + 1..)?;
            let start = it + 1 + (value.len() - value.trim_start().len());
            value
                .trim_start()
                .starts_with('[')
                .then_some(expression.start + start)
        });
        match array {
            Some(array) if span.start > array && span.end < expression.end && !span.is_empty() => {
                let rest = text.get(span.end..expression.end).unwrap_or_default();
                let blank = rest.len() - rest.trim_start().len();
                let has_comma = rest.trim_start().starts_with(',');
                span.start..span.end + if has_comma { blank + 1 } else { 0 }
            }
            _ => expression,
        }
    }
}

/// Returns the name of the table in a header.
fn header(expression: &str) -> Option<&str> {
    let text = expression.trim_start().strip_prefix('[')?;
    let name = text.trim_start_matches('[');
    Some(name.split([']', '#', '\n']).next().unwrap_or(name).trim())
}

/// Returns the expressions: a line each, and as many more as strings and brackets are open.
fn expressions(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut all, mut start, mut at, mut depth) = (Vec::new(), 0, 0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'#' => {
                at += rest_of_line(bytes, at);
                continue;
            }
            b'"' | b'\'' => {
                at = end_of_string(bytes, at, *byte);
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' if depth == 0 || begins_table(bytes, start) || begins_table(bytes, at + 1) => {
                all.push(start..at);
                (start, depth) = (at + 1, 0);
            }
            _ => {}
        }
        at += 1;
    }
    all.push(start..bytes.len());
    all
}

/// Whether a line begins a table: a header is at the margin and has one line.
fn begins_table(bytes: &[u8], line: usize) -> bool {
    match bytes.get(line..) {
        Some([b'[', next, ..]) => *next == b'[' || next.is_ascii_alphabetic(),
        _ => false,
    }
}

fn rest_of_line(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).unwrap_or(rest.len())
}

/// Returns the position after a string. One that is not closed ends with its line, or with the file.
fn end_of_string(bytes: &[u8], start: usize, quote: u8) -> usize {
    let is_long = |at: usize| bytes.get(at..at + 3) == Some(&[quote; 3]);
    let long = is_long(start);
    let mut at = start + if long { 3 } else { 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if !long => return at,
            it if *it == quote && !long => return at + 1,
            it if *it == quote && is_long(at) => return at + 3,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}
