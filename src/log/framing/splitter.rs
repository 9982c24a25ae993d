//! Cuts a stream of JSON into its items, in bounded memory.
//!
//! A line `{...}` at the top level is an item, without a scan. A value that spans lines, and the elements of an array or a page, go through
//! the bracket scanner. A damaged part becomes a [`Problem`] with its own line, and the splitter resumes behind the part.

use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use super::read_buffer::{End, ReadBuffer};
pub use super::scanner::{Inside, OffendingByte, Problem, split_values};
use super::scanner::{Scan, Step};

/// The longest item, in bytes. A longer value is a [`Problem::TooLong`].
pub const MAX_ITEM: usize = 16 << 20;

/// The most bytes that are kept of a part that is no item.
pub const MAX_REJECTED: usize = 64 << 10;

/// The most arrays and pages around an item. Only damaged input has more than a few.
const MAX_CONTAINERS: usize = 512;

/// The longest key of a log entry, in bytes.
const LONGEST_KEY: usize = 64;

/// The most recycled batches that are kept for their buffers.
const SPARES: usize = 8;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A JSON object of the input, or a part of the input that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The line of the first byte, counted from 1.
    pub line: u64,
    /// The offset of the first byte in the decompressed input.
    pub offset: u64,
    /// The range in [`Batch::bytes`]. The range of a part that is no item covers at most its first [`MAX_REJECTED`] bytes, and is empty if
    /// the only problem is that something is missing.
    pub bytes: Range<usize>,
    /// Why this part is no item. `None` for an item.
    pub problem: Option<Problem>,
    /// How much of the input is lost with a part that is no item.
    pub lost: Lost,
}

/// How much of the input is lost with a part that is no item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lost {
    /// At most one item.
    #[default]
    Itself,
    /// Any number of items: everything behind the part on its line.
    Rest,
}

/// One of several values in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The range of the value in the text.
    pub place: Range<usize>,
    /// How much of the text is lost with the value, if the value is damaged.
    pub lost: Lost,
}

/// The items of one block of input, in the order of the input.
#[derive(Debug, Default)]
pub struct Batch {
    /// The input. Bytes that no item refers to have no meaning.
    pub bytes: Vec<u8>,
    /// The items and the parts that are no items.
    pub items: Vec<Item>,
    /// The offset in the input behind this batch.
    pub end: u64,
}

/// Sizes in bytes that bound memory.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Bytes per read.
    block: usize,
    /// The longest line that is an item without a scan. A longer line may be a page.
    line: usize,
    /// See [`MAX_ITEM`].
    item: usize,
    /// See [`MAX_REJECTED`].
    rejected: usize,
}

const LIMITS: Limits = Limits {
    block: 128 << 10, // small enough that the bytes are still in the CPU cache when the parser reads them
    line: 1 << 20,
    item: MAX_ITEM,
    rejected: MAX_REJECTED,
};

/// Returns the values in a text that is not one JSON value: values side by side, elements of an array, or items of a page.
pub fn elements(text: &[u8]) -> Vec<Element> {
    let limits = Limits { line: 1, ..LIMITS }; // every line is scanned
    let mut splitter = Splitter::with_limits(text, limits);
    let mut elements = Vec::new();
    while let Ok(Some(batch)) = splitter.next_batch() {
        elements.extend(batch.items.iter().map(|item| {
            let start = usize::try_from(item.offset).unwrap_or(text.len());
            Element {
                place: start..start + item.bytes.len(),
                lost: item.lost,
            }
        }));
        splitter.recycle(batch);
    }
    elements
}

/// The part of the input to which the next bytes belong.
#[derive(Debug, Clone, Copy)]
enum State {
    /// The beginning of a line at the top level.
    LineStart,
    /// The rest of a line behind a value at the top level.
    Rest,
    /// The position behind a bracket or an element, in an array of items.
    Element,
    /// A value that the scan is inside of. The next byte is the first byte of the value.
    Value(Role),
    /// A part to report. The next byte is the first byte of the part.
    Rejected(Problem),
    /// The rest of a damaged line, to be skipped.
    SkipLine,
    /// The rest of a damaged item that spans lines, to be skipped.
    SkipItem,
}

/// The role of the scanned value.
#[derive(Debug, Clone, Copy)]
enum Role {
    Item,
    /// An element that is a string, which is no item.
    Foreign,
    /// The rest of a page behind its array of items.
    PageEnd,
}

/// Whether the splitter can take another step without more input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Again,
    More,
}

/// An open array or page around the items.
#[derive(Debug, Clone, Copy)]
struct Container {
    kind: Kind,
    line: u64,
    offset: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Array,
    Page,
}

/// Cuts the bytes of a reader into batches of items. The module documentation defines an item.
#[derive(Debug)]
pub struct Splitter<R> {
    input: ReadBuffer<R>,
    limits: Limits,
    state: State,
    scan: Scan,
    open: Vec<Container>,
    line: u64,
    /// The offsets of the blanks at the beginning of the current line.
    margin: Range<u64>,
    /// The number of closing brackets to expect on this line, of containers that were given up on their own line.
    torn: u32,
    /// The line of the last container that ended on the line on which the container had begun.
    closed: Option<u64>,
    /// The line of the last item or problem, if that was a problem.
    blamed: Option<u64>,
    items: Vec<Item>,
    spare: Vec<Batch>,
}

impl<R: Read> Splitter<R> {
    /// Returns a splitter of the bytes of `reader`, which should be decompressed already. Reads are large, so that `reader` needs no
    /// buffer.
    pub fn new(reader: R) -> Self {
        Self::with_limits(reader, LIMITS)
    }

    fn with_limits(reader: R, limits: Limits) -> Self {
        Splitter {
            input: ReadBuffer {
                reader,
                bytes: Vec::new(),
                at: 0,
                filled: 0,
                base: 0,
                end: End::Ahead,
            },
            limits,
            state: State::LineStart,
            scan: Scan::default(),
            open: Vec::new(),
            line: 1,
            margin: 0..0,
            torn: 0,
            closed: None,
            blamed: None,
            items: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Returns the next items, or `None` at the end of the input.
    ///
    /// # Errors
    ///
    /// The error of `reader`, once. All bytes before the error are returned first, as if the input ended there.
    pub fn next_batch(&mut self) -> io::Result<Option<Batch>> {
        loop {
            while self.turn() == Progress::Again {}
            if !self.items.is_empty() {
                return Ok(Some(self.hand_over()));
            }
            if self.input.ended() {
                return self.input.failure().map_or(Ok(None), Err);
            }
            self.input.refill(self.limits.block);
        }
    }

    /// Returns the reader.
    pub fn reader(&self) -> &R {
        &self.input.reader
    }

    /// Takes back a batch, so that the splitter reuses the buffers of the batch.
    pub fn recycle(&mut self, mut batch: Batch) {
        // A buffer that grew for one huge item is not kept.
        if self.spare.len() < SPARES && batch.bytes.len() <= 4 * self.limits.block {
            batch.items.clear();
            self.spare.push(batch);
        }
    }

    fn hand_over(&mut self) -> Batch {
        let Batch { bytes, items, .. } = self.spare.pop().unwrap_or_default();
        let end = self.input.offset();
        Batch {
            bytes: self.input.replace(bytes),
            items: std::mem::replace(&mut self.items, items),
            end,
        }
    }

    fn turn(&mut self) -> Progress {
        match self.state {
            State::LineStart => self.line_start(),
            State::Rest => self.rest_of_line(),
            State::Element => self.element(),
            State::Value(role) => self.value(role),
            State::Rejected(problem) => self.rejected(problem),
            State::SkipLine => self.skip_line(),
            State::SkipItem => self.skip_item(),
        }
    }

    fn go(&mut self, state: State) -> Progress {
        self.state = state;
        Progress::Again
    }

    /// Continues behind a value.
    fn go_on(&mut self) -> Progress {
        self.go(if self.open.is_empty() {
            State::Rest
        } else {
            State::Element
        })
    }

    fn line_start(&mut self) -> Progress {
        let head = self.input.head(self.limits.line);
        match memchr(b'\n', head) {
            Some(end) => self.whole_line(end),
            None if head.len() == self.limits.line => self.open_line(head.len()),
            None if self.input.ended() && !head.is_empty() => self.whole_line(head.len()),
            None => Progress::More,
        }
    }

    /// Handles a line of `length` bytes, which most often is an item.
    #[inline]
    fn whole_line(&mut self, length: usize) -> Progress {
        let line = self.input.head(length);
        let body = line.trim_ascii_start();
        let lead = length - body.len();
        let body = body.trim_ascii_end();
        if let [b'{', .., b'}'] = body {
            let item = body.len();
            self.input.skip(lead);
            self.found(item, None);
            self.torn = 0;
        } else if body.is_empty() {
            self.input.skip(lead);
        } else {
            return self.open_line(length);
        }
        self.input.skip(length - lead + 1);
        self.line += 1;
        Progress::Again
    }

    /// Handles the first `length` bytes of a line that is not one item.
    fn open_line(&mut self, length: usize) -> Progress {
        let line = self.input.head(length);
        let lead = blanks(line);
        self.margin = self.input.offset()..self.input.offset() + lead as u64;
        if line.starts_with(BOM) {
            self.input.skip(BOM.len());
            return Progress::Again;
        }
        let first = line.get(lead).copied();
        self.input.skip(lead);
        first.map_or(Progress::Again, |first| {
            self.begin(first, Problem::NotJson(OffendingByte(first)))
        })
    }

    /// Begins a value at the top level, or reports `otherwise`.
    fn begin(&mut self, first: u8, otherwise: Problem) -> Progress {
        match first {
            b'{' => self.begin_object(),
            b'[' => self.begin_array(),
            b',' if self.torn > 0 => self.pass_to(State::Rest),
            b']' | b'}' if self.torn > 0 => {
                self.torn -= 1;
                self.pass_to(State::Rest)
            }
            _ => self.go(State::Rejected(otherwise)),
        }
    }

    /// Passes one byte.
    fn pass_to(&mut self, state: State) -> Progress {
        self.input.skip(1);
        self.go(state)
    }

    fn begin_object(&mut self) -> Progress {
        self.scan.start_object();
        self.go(State::Value(Role::Item))
    }

    fn begin_array(&mut self) -> Progress {
        if self.open.len() == MAX_CONTAINERS {
            return self.go(State::Rejected(Problem::TooDeep));
        }
        self.enter(Kind::Array);
        self.pass_to(State::Element)
    }

    fn enter(&mut self, kind: Kind) {
        self.blamed = None;
        self.open.push(Container {
            kind,
            line: self.line,
            offset: self.input.offset(),
        });
    }

    fn rest_of_line(&mut self) -> Progress {
        let rest = self.input.rest();
        let lead = blanks(rest);
        let first = rest.get(lead).copied();
        self.input.skip(lead);
        match first {
            None => Progress::More,
            Some(b'\n') => {
                self.line += 1;
                self.pass_to(State::LineStart)
            }
            Some(first) => self.more_on_line(first),
        }
    }

    fn more_on_line(&mut self, first: u8) -> Progress {
        let is_closing = matches!(first, b'}' | b']');
        let is_torn = self.torn > 0 && (is_closing || first == b',');
        if self.blamed == Some(self.line) && !matches!(first, b'{' | b'[') && !is_torn {
            return self.go(State::SkipLine);
        }
        let ended_early = first == b',' && self.closed == Some(self.line);
        if (is_closing || ended_early) && !is_torn {
            return self.extra_mark(first);
        }
        let expected = "the end of the line";
        self.begin(
            first,
            Problem::Unexpected {
                found: OffendingByte(first),
                expected,
            },
        )
    }

    /// Reports a bracket that closes nothing, or a comma behind a bracket that closed too early. The splitter reads the bytes behind as
    /// independent items.
    fn extra_mark(&mut self, first: u8) -> Progress {
        let (found, expected) = (OffendingByte(first), "the end of the line");
        self.found(1, Some(Problem::Unexpected { found, expected }));
        self.torn = self.torn.saturating_add(1);
        self.input.skip(1);
        self.go_on()
    }

    fn element(&mut self) -> Progress {
        self.skip_blank_lines();
        match self.input.rest().first() {
            None if self.input.ended() => self.unclosed(Inside::Array),
            None => Progress::More,
            Some(b',') => self.pass_to(State::Element),
            Some(b'{') => self.begin_object(),
            Some(b'[') => self.begin_array(),
            Some(b']') => self.end_array(),
            Some(b'}') => self.extra_mark(b'}'),
            Some(b'"') => {
                self.scan.start_text();
                self.go(State::Value(Role::Foreign))
            }
            Some(&first) => self.scalar(first),
        }
    }

    fn skip_blank_lines(&mut self) {
        let rest = self.input.rest();
        let end = rest
            .iter()
            .position(|&byte| !blank(byte) && byte != b'\n')
            .unwrap_or(rest.len());
        let skipped = rest.get(..end).unwrap_or_default();
        let from = self.input.offset();
        let to = from + end as u64;
        match memrchr(b'\n', skipped) {
            Some(line_end) => self.margin = from + line_end as u64 + 1..to,
            // The previous buffer ended inside these blanks.
            None if self.margin.end == from => self.margin.end = to,
            None => {}
        }
        self.line += memchr_iter(b'\n', skipped).count() as u64;
        self.input.skip(end);
    }

    /// Returns the number of blanks at the beginning of the current line.
    fn indent(&self) -> usize {
        usize::try_from(self.margin.end - self.margin.start).unwrap_or(usize::MAX)
    }

    fn end_array(&mut self) -> Progress {
        self.input.skip(1);
        if self
            .open
            .last()
            .is_some_and(|container| container.kind == Kind::Page)
        {
            self.scan.start_behind_array();
            return self.go(State::Value(Role::PageEnd));
        }
        let ended = self.open.pop();
        self.closed = ended.map(|it| it.line).filter(|it| *it == self.line);
        self.go_on()
    }

    /// Handles an element that is no object: a JSON scalar is skipped, and any other token rejects the rest of its line.
    fn scalar(&mut self, first: u8) -> Progress {
        let head = self.input.head(64);
        let end = head.iter().position(|byte| b",]} \t\r\n".contains(byte));
        if end.is_none() && head.len() < 64 && !self.input.ended() {
            return Progress::More;
        }
        let token = head.get(..end.unwrap_or(head.len())).unwrap_or_default();
        if !is_scalar(token) {
            let expected = "'{', ',' or ']'";
            return self.go(State::Rejected(Problem::Unexpected {
                found: OffendingByte(first),
                expected,
            }));
        }
        let length = token.len();
        self.found(length, Some(Problem::NotObject(OffendingByte(first))));
        self.input.skip(length);
        Progress::Again
    }

    /// Handles the end of the input inside a container and outside of an item.
    fn unclosed(&mut self, inside: Inside) -> Progress {
        // A missing end follows from damage that was reported just before the end.
        if let (Some(container), None) = (self.open.last(), self.blamed) {
            let bytes = 0..0;
            let problem = Some(Problem::InputEnds(inside));
            self.items.push(Item {
                line: container.line,
                offset: container.offset,
                bytes,
                problem,
                lost: Lost::Itself,
            });
        }
        self.open.clear();
        self.go(State::Rest)
    }

    fn value(&mut self, role: Role) -> Progress {
        let head = self.input.head(self.limits.item);
        match (self.scan.run(head), role) {
            (Step::Closed, _) => self.value_ends(role),
            (Step::Page, _) => self.page_begins(role),
            (Step::Broken(problem), _) => self.reject(role, problem),
            (Step::More, _) if head.len() == self.limits.item => {
                self.reject(role, Problem::TooLong)
            }
            (Step::More, _) if !self.input.ended() => Progress::More,
            (Step::More, Role::PageEnd) => {
                self.pass_scanned();
                self.unclosed(Inside::Object)
            }
            (Step::More, _) => self.reject(role, Problem::InputEnds(self.scan.inside())),
        }
    }

    fn value_ends(&mut self, role: Role) -> Progress {
        match role {
            Role::Item => self.found(self.scan.at(), None),
            Role::Foreign => {
                let length = self.scan.at().min(self.limits.rejected);
                self.found(length, Some(Problem::NotObject(OffendingByte(b'"'))));
            }
            Role::PageEnd => _ = self.open.pop(),
        }
        self.pass_scanned();
        self.go_on()
    }

    fn page_begins(&mut self, role: Role) -> Progress {
        if self.open.len() == MAX_CONTAINERS {
            return self.reject(role, Problem::TooDeep);
        }
        if !matches!(role, Role::PageEnd) {
            self.enter(Kind::Page);
        }
        self.pass_scanned();
        self.go(State::Element)
    }

    /// Moves to the position of the scan.
    fn pass_scanned(&mut self) {
        self.line += self.scan.newlines();
        self.input.skip(self.scan.at());
    }

    fn reject(&mut self, role: Role, problem: Problem) -> Progress {
        if matches!(role, Role::PageEnd) {
            if self.page_ended_early() {
                return self.page_goes_on(problem);
            }
            // The items of the page were returned already: only the damaged line and the rest of the page are lost.
            self.pass_scanned();
            self.open.pop();
            self.torn = 1;
        }
        self.go(State::Rejected(problem))
    }

    /// Returns whether another item follows where a key of the page should be.
    fn page_ended_early(&mut self) -> bool {
        let begun = self.open.last().map(|it| it.line);
        let at = self.scan.at();
        let next = self.input.head(at + 1).get(at).copied();
        begun == Some(self.line) && self.scan.newlines() == 0 && next == Some(b'{')
    }

    /// Gives up the page. The splitter reads the bytes behind as independent items.
    fn page_goes_on(&mut self, problem: Problem) -> Progress {
        self.pass_scanned();
        self.open.pop();
        self.found(0, Some(problem));
        self.torn = self.torn.saturating_add(2);
        self.go_on()
    }

    fn rejected(&mut self, problem: Problem) -> Progress {
        let head = self.input.head(self.limits.rejected);
        let spread = is_spread(head);
        let end = if spread {
            next_sibling(head, self.indent())
        } else {
            memchr(b'\n', head)
        };
        if end.is_none() && head.len() < self.limits.rejected && !self.input.ended() {
            return Progress::More;
        }
        let text = head.get(..end.unwrap_or(head.len())).unwrap_or_default();
        let is_among_others = self.open.last().is_some_and(|it| it.line == self.line);
        if let Some(length) = next_alike(text).filter(|_| !spread && is_among_others) {
            self.found(length, Some(problem));
            self.input.skip(length);
            return self.go(State::Element);
        }
        self.found(text.trim_ascii_end().len(), Some(problem));
        if spread {
            return self.go(State::SkipItem);
        }
        if let Some(item) = self.items.last_mut().filter(|_| is_among_others) {
            item.lost = Lost::Rest;
        }
        self.tear_line();
        self.go(State::SkipLine)
    }

    /// Gives up the containers that began on the current line: their closing brackets are on the current line as well.
    fn tear_line(&mut self) {
        while let Some(container) = self.open.pop_if(|container| container.line == self.line) {
            let brackets = if container.kind == Kind::Page { 2 } else { 1 };
            self.torn = self.torn.saturating_add(brackets);
        }
    }

    fn skip_line(&mut self) -> Progress {
        let rest = self.input.rest();
        let end = memchr(b'\n', rest);
        let length = end.unwrap_or(rest.len());
        self.input.skip(length);
        match end {
            Some(_) => self.go_on(),
            None => Progress::More,
        }
    }

    /// Moves to the line end before the next item of the same kind.
    fn skip_item(&mut self) -> Progress {
        let rest = self.input.rest();
        let Some(end) = memchr(b'\n', rest) else {
            self.input.skip(rest.len());
            return Progress::More;
        };
        let (_, below) = rest.split_at(end + 1);
        let sibling = begins_sibling(below, self.indent());
        self.input.skip(end);
        match sibling {
            Some(true) => self.go_on(),
            None if !self.input.ended() => Progress::More,
            _ => {
                self.line += 1;
                self.pass_to(State::SkipItem)
            }
        }
    }

    /// Adds the next `length` bytes as an item or a problem.
    #[inline]
    fn found(&mut self, length: usize, problem: Option<Problem>) {
        let (line, offset, at) = (self.line, self.input.offset(), self.input.at);
        self.blamed = problem.map(|_| line);
        self.items.push(Item {
            line,
            offset,
            bytes: at..at + length,
            problem,
            lost: Lost::Itself,
        });
    }
}

/// Returns whether a byte is a blank within a line.
fn blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\x0c')
}

/// Returns the number of blanks at the beginning of `text`.
fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|&&byte| blank(byte)).count()
}

/// Returns whether `token` is a number, `true`, `false` or `null`.
fn is_scalar(token: &[u8]) -> bool {
    match (token.first(), std::str::from_utf8(token)) {
        (Some(b'0'..=b'9' | b'-'), Ok(text)) => text.parse::<f64>().is_ok(),
        _ => [&b"true"[..], b"false", b"null"].contains(&token),
    }
}

/// Returns whether the first line of `text` is a bracket alone, as in an object that is printed over many lines.
fn is_spread(text: &[u8]) -> bool {
    let Some((b'{', rest)) = text.split_first() else {
        return false;
    };
    rest.get(blanks(rest)) == Some(&b'\n')
}

/// Returns the length of the damaged object at the beginning of `text`, if another object with the same first key follows, as objects of
/// one array do. The end of the damaged object, and the comma behind it, may be lost. An object behind a colon or first in an array is
/// inside the damaged object.
fn next_alike(text: &[u8]) -> Option<usize> {
    let rest = text.strip_prefix(b"{")?;
    let rest = rest.get(blanks(rest)..)?.strip_prefix(b"\"")?;
    let key = rest.get(..memchr(b'"', rest.get(..LONGEST_KEY.min(rest.len()))?)?)?;
    let key = [b"\"", key, b"\""].concat();
    let begins = |&at: &usize| {
        let before = text.get(..at).unwrap_or_default().trim_ascii_end();
        let before = before.strip_suffix(b"{").map(<[u8]>::trim_ascii_end)?;
        let is_within = matches!(before.last()?, b':' | b'[');
        let object = before.strip_suffix(b",").unwrap_or(before);
        (!is_within).then_some(object.trim_ascii_end().len())
    };
    memchr::memmem::find_iter(text, &key).find_map(|at| begins(&at))
}

/// Returns the line end before the first later line of `text` that [begins a sibling](begins_sibling).
fn next_sibling(text: &[u8], indent: usize) -> Option<usize> {
    memchr_iter(b'\n', text).find(|&end| {
        let (_, below) = text.split_at(end + 1);
        begins_sibling(below, indent) == Some(true)
    })
}

/// Returns whether a line shows that an object begun at `indent` has ended: a bracket opens at the same indent, or a bracket opens or an
/// array closes at a smaller indent. Returns `None` if too little of the line is in the buffer.
fn begins_sibling(line: &[u8], indent: usize) -> Option<bool> {
    let lead = line
        .iter()
        .take(indent + 1)
        .take_while(|&&byte| blank(byte))
        .count();
    if lead > indent {
        return Some(false);
    }
    let first = line.get(lead)?;
    Some(matches!(first, b'{' | b'[') || (*first == b']' && lead < indent))
}

#[cfg(test)]
mod tests;
