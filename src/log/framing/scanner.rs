//! Finds the end of a JSON value that spans lines.
//!
//! The scanner is a pushdown automaton over brackets with enough grammar to notice a cut value at once or one line later. The scanner
//! accepts more than JSON; the parser checks the value.

mod words;

use std::fmt;
use std::ops::{ControlFlow, Range};

use words::{spaces, text_stop};

/// The most levels of nesting in a value. The API server logs bodies of up to 10,000 levels (Go's encoding/json, `maxNestingDepth`); a
/// value with more levels is damaged.
pub(in crate::log) const MAX_DEPTH: usize = 10_240;

/// The keys of a page that hold the array of items, in Cloud Logging, `EventList` and Pub/Sub.
const PAGE_KEYS: [&[u8]; 3] = [b"entries", b"items", b"receivedMessages"];

/// Why a part of the input is no item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A raw line end inside a string, which JSON forbids (RFC 8259 section 7).
    #[error("cut JSON: the line ends inside a string")]
    CutString,
    /// The last bracket or quote was never closed.
    #[error("cut JSON: the input ends inside {0}")]
    InputEnds(Inside),
    /// A line at the top level that is no JSON value.
    #[error("not JSON: a line starts with {0}, expected '{{' or '['")]
    NotJson(OffendingByte),
    /// A byte that JSON does not allow at its position.
    #[error("broken JSON: found {found}, expected {expected}")]
    Unexpected {
        /// The byte.
        found: OffendingByte,
        /// What JSON allows at the position.
        expected: &'static str,
    },
    /// An element of an array of items is a string, a number, a boolean or null.
    #[error("no record: an element starts with {0}, expected '{{'")]
    NotObject(OffendingByte),
    /// A value longer than [`MAX_ITEM`](super::splitter::MAX_ITEM).
    #[error("longer than 16 MiB, expected a shorter record")]
    TooLong,
    /// A value nested deeper than `MAX_DEPTH`.
    #[error("nested deeper than 10,240 levels, expected a flatter record")]
    TooDeep,
}

/// The innermost value that is open at the end of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// A string.
    Text,
    /// An object, pages included.
    Object,
    /// An array, of items or inside one.
    Array,
}

impl fmt::Display for Inside {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Inside::Text => "a string",
            Inside::Object => "an object",
            Inside::Array => "an array",
        })
    }
}

/// A byte of the input, displayed so that no terminal interprets the byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OffendingByte(pub u8);

impl fmt::Display for OffendingByte {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            byte @ (b' ' | 0x21..=0x7e) => write!(out, "'{}'", char::from(byte)),
            byte => write!(out, "byte 0x{byte:02x}"),
        }
    }
}

/// Returns the ranges of the objects in `text`, which blanks and commas separate. Returns an empty list if `text` holds anything else or a
/// bracket is not closed.
pub fn split_values(text: &[u8]) -> Vec<Range<usize>> {
    let mut values = Vec::new();
    let mut scan = Scan::default();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        match rest.first() {
            Some(b' ' | b'\t' | b'\r' | b'\n' | b',') => at += 1,
            Some(b'{') if scan.closes_object(rest) => {
                values.push(at..at + scan.at());
                at += scan.at();
            }
            _ => return Vec::new(),
        }
    }
    values
}

/// The result of [`Scan::run`].
#[derive(Debug)]
pub(in crate::log) enum Step {
    /// All bytes are read, and the value is still open.
    More,
    /// The value ends before [`Scan::at`].
    Closed,
    /// The value is a page: the array of its items begins before [`Scan::at`].
    Page,
    /// JSON does not allow the byte at [`Scan::at`].
    Broken(Problem),
}

/// A bracket that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Object,
    Array,
}

/// The tokens that the grammar allows next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A key, or the end of the object. A comma before the end is accepted.
    Key,
    /// The rest of a key.
    KeyText,
    Colon,
    /// The value of a key.
    Value,
    /// The rest of a string which is a value.
    ValueText,
    /// A value, or the end of the array.
    Element,
    /// A comma, or the end of the object or array around the last value.
    Next,
}

impl Expect {
    fn name(self) -> &'static str {
        match self {
            Expect::Key => "a key or '}'",
            Expect::Colon => "':'",
            Expect::Element => "a value or ']'",
            Expect::Next => "',' or a closing bracket",
            Expect::Value | Expect::KeyText | Expect::ValueText => "a value",
        }
    }
}

/// The scan of one value. A scan keeps its position, so that a scan resumes where the buffer ended.
#[derive(Debug)]
pub(in crate::log) struct Scan {
    open: Vec<Bracket>,
    expect: Expect,
    at: usize,
    newlines: u64,
    key: usize,
    /// Whether the last key of the outermost object names the items of a page.
    paged: bool,
}

impl Default for Scan {
    fn default() -> Self {
        let open = Vec::with_capacity(32);
        Scan {
            open,
            expect: Expect::Next,
            at: 0,
            newlines: 0,
            key: 0,
            paged: false,
        }
    }
}

impl Scan {
    /// Restarts at an object. The first byte of the next run is the `{` of the object.
    pub(in crate::log) fn start_object(&mut self) {
        self.restart(Some(Bracket::Object), Expect::Key, 1);
    }

    /// Restarts at a string. The first byte of the next run is the opening quote.
    pub(in crate::log) fn start_text(&mut self) {
        self.restart(None, Expect::ValueText, 1);
    }

    /// Restarts inside a page. The first byte of the next run is the byte behind the array of items.
    pub(in crate::log) fn start_behind_array(&mut self) {
        self.restart(Some(Bracket::Object), Expect::Next, 0);
    }

    fn restart(&mut self, open: Option<Bracket>, expect: Expect, at: usize) {
        self.open.clear();
        self.open.extend(open);
        (self.expect, self.at, self.newlines, self.paged) = (expect, at, 0, false);
    }

    /// Returns the number of bytes passed since the start.
    pub(in crate::log) fn at(&self) -> usize {
        self.at
    }

    /// Returns the number of line ends passed since the start.
    pub(in crate::log) fn newlines(&self) -> u64 {
        self.newlines
    }

    /// Returns the kind of the innermost open value.
    pub(in crate::log) fn inside(&self) -> Inside {
        match (self.expect, self.open.last()) {
            (Expect::KeyText | Expect::ValueText, _) => Inside::Text,
            (_, Some(Bracket::Array)) => Inside::Array,
            _ => Inside::Object,
        }
    }

    /// Returns whether the object at the start of `bytes` ends in `bytes`.
    fn closes_object(&mut self, bytes: &[u8]) -> bool {
        self.start_object();
        loop {
            match self.run(bytes) {
                Step::Closed => return true,
                Step::Page => {}
                Step::More | Step::Broken(_) => return false,
            }
        }
    }

    /// Resumes the scan. `bytes` begins where the scan was started, and is at least as long as the `bytes` of the previous run.
    pub(in crate::log) fn run(&mut self, bytes: &[u8]) -> Step {
        loop {
            if let ControlFlow::Break(step) = self.token(bytes) {
                return step;
            }
        }
    }

    #[inline(always)]
    fn token(&mut self, bytes: &[u8]) -> ControlFlow<Step> {
        let Some(&byte) = bytes.get(self.at) else {
            return ControlFlow::Break(Step::More);
        };
        match (self.expect, byte) {
            // Reached only if the previous buffer ended in a string.
            (Expect::KeyText | Expect::ValueText, _) => return self.text(bytes),
            (_, b' ' | b'\t' | b'\r' | b'\n') => self.blanks(bytes, byte),
            (Expect::Colon, b':') => self.step_to(Expect::Value),
            (Expect::Next, b',') => self.comma(bytes),
            (Expect::Key, b'"') => {
                self.step_to(Expect::KeyText);
                self.key = self.at;
                return self.text(bytes);
            }
            (Expect::Value | Expect::Element, b'"') => {
                self.step_to(Expect::ValueText);
                return self.text(bytes);
            }
            (Expect::Value | Expect::Element, b'{') => return self.open_object(),
            (Expect::Value | Expect::Element, b'[') => return self.open_array(),
            (Expect::Key | Expect::Next, b'}') => return self.close(Bracket::Object, byte),
            (Expect::Element | Expect::Next, b']') => return self.close(Bracket::Array, byte),
            (Expect::Value | Expect::Element, _) if in_scalar(byte) => return self.scalar(bytes),
            _ => return self.unexpected(byte),
        }
        ControlFlow::Continue(())
    }

    #[inline(always)]
    fn step_to(&mut self, expect: Expect) {
        self.at += 1;
        self.expect = expect;
    }

    #[inline(always)]
    fn blanks(&mut self, bytes: &[u8], first: u8) {
        self.newlines += u64::from(first == b'\n');
        self.at += 1;
        self.at += spaces(bytes.get(self.at..).unwrap_or_default());
    }

    #[inline(always)]
    fn comma(&mut self, bytes: &[u8]) {
        self.step_to(match self.open.last() {
            Some(Bracket::Array) => Expect::Element,
            _ => Expect::Key,
        });
        // In indented JSON a line end follows: the scan passes the line end in the same step of the loop.
        if bytes.get(self.at) == Some(&b'\n') {
            self.blanks(bytes, b'\n');
        }
    }

    #[inline(always)]
    fn scalar(&mut self, bytes: &[u8]) -> ControlFlow<Step> {
        let rest = bytes.get(self.at..).unwrap_or_default();
        // A scalar at the end of the buffer may continue behind the buffer: the next run reads the whole scalar again.
        let Some(end) = rest.iter().position(|&byte| !in_scalar(byte)) else {
            return ControlFlow::Break(Step::More);
        };
        self.at += end;
        self.expect = Expect::Next;
        ControlFlow::Continue(())
    }

    fn open_object(&mut self) -> ControlFlow<Step> {
        self.push(Bracket::Object, Expect::Key)
    }

    fn open_array(&mut self) -> ControlFlow<Step> {
        self.push(Bracket::Array, Expect::Element)?;
        match self.paged && self.open.len() == 2 {
            true => ControlFlow::Break(Step::Page),
            false => ControlFlow::Continue(()),
        }
    }

    fn push(&mut self, bracket: Bracket, expect: Expect) -> ControlFlow<Step> {
        if self.open.len() == MAX_DEPTH {
            return ControlFlow::Break(Step::Broken(Problem::TooDeep));
        }
        self.open.push(bracket);
        self.step_to(expect);
        ControlFlow::Continue(())
    }

    fn close(&mut self, bracket: Bracket, byte: u8) -> ControlFlow<Step> {
        if self.open.last() != Some(&bracket) {
            return self.unexpected(byte);
        }
        self.open.pop();
        self.step_to(Expect::Next);
        self.value_done()
    }

    fn value_done(&self) -> ControlFlow<Step> {
        match self.open.is_empty() {
            true => ControlFlow::Break(Step::Closed),
            false => ControlFlow::Continue(()),
        }
    }

    #[cold]
    fn unexpected(&self, byte: u8) -> ControlFlow<Step> {
        let expected = self.expect.name();
        ControlFlow::Break(Step::Broken(Problem::Unexpected {
            found: OffendingByte(byte),
            expected,
        }))
    }

    #[inline(always)]
    fn text(&mut self, bytes: &[u8]) -> ControlFlow<Step> {
        loop {
            let rest = bytes.get(self.at..).unwrap_or_default();
            self.at += text_stop(rest);
            match (bytes.get(self.at), bytes.get(self.at + 1)) {
                (Some(b'"'), _) => return self.text_done(bytes),
                (Some(b'\n'), _) | (Some(_), Some(b'\n')) => {
                    return ControlFlow::Break(Step::Broken(Problem::CutString));
                }
                (Some(_), Some(_)) => self.at += 2,
                (_, None) | (None, _) => return ControlFlow::Break(Step::More),
            }
        }
    }

    #[inline(always)]
    fn text_done(&mut self, bytes: &[u8]) -> ControlFlow<Step> {
        if self.expect == Expect::ValueText {
            self.step_to(Expect::Next);
            return self.value_done();
        }
        if self.open.len() == 1 {
            let key = bytes.get(self.key..self.at).unwrap_or_default();
            self.paged = PAGE_KEYS.contains(&key);
        }
        self.step_to(Expect::Colon);
        self.colon(bytes);
        ControlFlow::Continue(())
    }

    /// Passes the colon and the one space that nearly always follow a key, without another step of the loop for each.
    #[inline(always)]
    fn colon(&mut self, bytes: &[u8]) {
        if bytes.get(self.at) == Some(&b':') {
            self.step_to(Expect::Value);
            self.at += usize::from(bytes.get(self.at) == Some(&b' '));
        }
    }
}

/// Returns whether a byte can be part of a number, `true`, `false` or `null`. The parser checks the whole token.
#[inline(always)]
fn in_scalar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}
