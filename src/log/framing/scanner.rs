//! Finds the end of a JSON value that its line does not close.
//!
//! A pushdown over brackets which knows just enough grammar to notice a cut value at once or a
//! line later. What it lets pass is not thereby JSON: the parser has the last word.

use std::fmt;
use std::ops::{ControlFlow, Range};

use memchr::memchr3;

/// Levels of nesting at which a value is given up. The API server logs bodies of up to 10,000 levels (Go's encoding/json, `maxNestingDepth`);
/// what nests deeper is damage.
pub(in crate::log) const MAX_DEPTH: usize = 10_240;

/// Keys of a page whose arrays hold the items: Cloud Logging, `EventList`, Pub/Sub.
const PAGE_KEYS: [&[u8]; 3] = [b"entries", b"items", b"receivedMessages"];

/// Why a stretch of input is no item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A raw line end inside a string, which JSON forbids.
    #[error("cut JSON: the line ends inside a string")]
    CutString,
    /// The last bracket or quote was never closed.
    #[error("cut JSON: the input ends inside {0}")]
    InputEnds(Inside),
    /// A line at the top level is text.
    #[error("not JSON: a line starts with {0}, expected '{{' or '['")]
    NotJson(OffendingByte),
    /// A byte which cannot stand where it stands.
    #[error("broken JSON: found {found}, expected {expected}")]
    Unexpected {
        /// The byte met.
        found: OffendingByte,
        /// What could stand in its place.
        expected: &'static str,
    },
    /// An element of an array of items is a string, a number, a boolean or null.
    #[error("no record: an element starts with {0}, expected '{{'")]
    NotObject(OffendingByte),
    /// Longer than [`MAX_ITEM`](super::splitter::MAX_ITEM).
    #[error("longer than 16 MiB, expected a shorter record")]
    TooLong,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than 10,240 levels, expected a flatter record")]
    TooDeep,
}

/// What the end of the input left open.
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

/// A byte of the input, shown so that no terminal acts on it.
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

/// The objects which stand side by side in `text`, blanks and commas between them passed over.
/// Empty if anything else stands there or a bracket is not closed: then `text` is no row of values.
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

/// What a run of [`Scan`] came to.
#[derive(Debug)]
pub(in crate::log) enum Step {
    /// All bytes read, the value still open.
    More,
    /// The value ends before [`Scan::at`].
    Closed,
    /// The value is a page: the array of its items begins before [`Scan::at`].
    Page,
    /// The byte at [`Scan::at`] does not fit.
    Broken(Problem),
}

/// A bracket that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Object,
    Array,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A key, or the end of the object: commas before the end are let pass.
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
    /// What follows a value: a comma or the end of what it stands in.
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

/// The scan of one value. It keeps its place, so that it goes on where the buffer ended.
#[derive(Debug)]
pub(in crate::log) struct Scan {
    open: Vec<Bracket>,
    expect: Expect,
    at: usize,
    newlines: u64,
    key: usize,
    /// Whether the last key of the first level names the items of a page.
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
    /// Starts over on an object, the bytes to come beginning with its `{`.
    pub(in crate::log) fn start_object(&mut self) {
        self.restart(Some(Bracket::Object), Expect::Key, 1);
    }

    /// Starts over on a string, the bytes to come beginning with its quote.
    pub(in crate::log) fn start_text(&mut self) {
        self.restart(None, Expect::ValueText, 1);
    }

    /// Starts over inside a page, the bytes to come being those behind its array.
    pub(in crate::log) fn start_behind_array(&mut self) {
        self.restart(Some(Bracket::Object), Expect::Next, 0);
    }

    fn restart(&mut self, open: Option<Bracket>, expect: Expect, at: usize) {
        self.open.clear();
        self.open.extend(open);
        (self.expect, self.at, self.newlines, self.paged) = (expect, at, 0, false);
    }

    /// Bytes passed since the start.
    pub(in crate::log) fn at(&self) -> usize {
        self.at
    }

    /// Line ends passed since the start.
    pub(in crate::log) fn newlines(&self) -> u64 {
        self.newlines
    }

    /// What the scan is inside of.
    pub(in crate::log) fn inside(&self) -> Inside {
        match (self.expect, self.open.last()) {
            (Expect::KeyText | Expect::ValueText, _) => Inside::Text,
            (_, Some(Bracket::Array)) => Inside::Array,
            _ => Inside::Object,
        }
    }

    /// Whether an object at the start of `bytes` ends in it.
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

    /// Goes on through `bytes`, which begin where the scan was started and reach at least as far
    /// as those of the run before.
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
            // Only where the buffer had ended in a string.
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
        // The next byte in indented JSON, without another turn of the loop for it.
        if bytes.get(self.at) == Some(&b'\n') {
            self.blanks(bytes, b'\n');
        }
    }

    #[inline(always)]
    fn scalar(&mut self, bytes: &[u8]) -> ControlFlow<Step> {
        let rest = bytes.get(self.at..).unwrap_or_default();
        // One that reaches the end of the buffer may go on behind it: it is read again then.
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

    /// What nearly always follows a key, without another turn of the loop for each byte of it.
    #[inline(always)]
    fn colon(&mut self, bytes: &[u8]) {
        if bytes.get(self.at) == Some(&b':') {
            self.step_to(Expect::Value);
            self.at += usize::from(bytes.get(self.at) == Some(&b' '));
        }
    }
}

/// Bytes of numbers, `true`, `false` and `null`; which of them make sense the parser tells.
#[inline(always)]
fn in_scalar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);

/// The word of eight times `byte`.
const fn all(byte: u8) -> u64 {
    ONES * byte as u64
}

/// Marks the zero bytes of `word` by their top bits; right up to and including the first.
#[inline(always)]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & all(0x80)
}

/// Position of the lowest marked byte.
#[inline(always)]
fn lowest(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}

/// Length of `text` before its first quote, backslash or line end.
/// Most strings of logs are short: eight bytes at a time beat the start-up of `memchr3` there.
#[inline(always)]
fn text_stop(text: &[u8]) -> usize {
    let mut rest = text;
    for _ in 0..6 {
        let Some((bytes, tail)) = rest.split_first_chunk() else {
            break;
        };
        let word = u64::from_le_bytes(*bytes);
        let marks = zeros(word ^ all(b'"')) | zeros(word ^ all(b'\\')) | zeros(word ^ all(b'\n'));
        if marks != 0 {
            return text.len() - rest.len() + lowest(marks);
        }
        rest = tail;
    }
    let passed = text.len() - rest.len();
    passed + memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len())
}

/// How many spaces `text` begins with.
#[inline(always)]
fn spaces(text: &[u8]) -> usize {
    let mut rest = text;
    while let Some((bytes, tail)) = rest.split_first_chunk() {
        let others = u64::from_le_bytes(*bytes) ^ all(b' ');
        if others != 0 {
            return text.len() - rest.len() + lowest(others);
        }
        rest = tail;
    }
    let left = rest.iter().take_while(|&&byte| byte == b' ').count();
    text.len() - rest.len() + left
}
