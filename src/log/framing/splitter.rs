//! Cuts a stream of JSON into its items, in bounded memory.
//!
//! A line `{...}` at the top level is an item, unexamined. Whatever spans lines, or stands in an
//! array or a page, goes through the bracket scanner. What is damaged becomes a problem of its
//! own line, and the items go on behind it.

use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use super::read_buffer::{End, ReadBuffer};
pub use super::scanner::{Inside, OffendingByte, Problem, split_values};
use super::scanner::{Scan, Step};

/// Longest item, in bytes; a longer one is a [`Problem::TooLong`].
pub const MAX_ITEM: usize = 16 << 20;

/// Most bytes kept of a stretch that is no item.
pub const MAX_REJECTED: usize = 64 << 10;

/// Arrays and pages in each other at which a line is given up: only damage has more than a few.
const MAX_CONTAINERS: usize = 512;

/// No key of a log entry is longer.
const LONGEST_KEY: usize = 64;

/// Most used batches kept for their buffers.
const SPARES: usize = 8;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A JSON object of the input, or a stretch of it that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Line of the first byte, counted from 1.
    pub line: u64,
    /// Bytes of (decompressed) input before the first one.
    pub offset: u64,
    /// Where the text is in [`Batch::bytes`]. Of a stretch that is no item its first
    /// [`MAX_REJECTED`] bytes at most, and none if all that is wrong is what is missing.
    pub bytes: Range<usize>,
    /// Why this is no item; nothing if it is one.
    pub problem: Option<Problem>,
    /// What is lost with it.
    pub lost: Lost,
}

/// What is lost with a stretch that is no item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lost {
    /// At most one item: itself.
    #[default]
    Itself,
    /// All that stood behind it on its line, which may have been any items.
    Rest,
}

/// A value that stands beside others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Where it stands.
    pub place: Range<usize>,
    /// What is lost with it, if it is damaged.
    pub lost: Lost,
}

/// Items in the order of the input, a block's worth of them.
#[derive(Debug, Default)]
pub struct Batch {
    /// Raw input; what no item refers to has no meaning.
    pub bytes: Vec<u8>,
    /// The items, problems among them.
    pub items: Vec<Item>,
    /// Bytes of input dealt with up to the end of this batch.
    pub end: u64,
}

/// Sizes in bytes that bound memory.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Read at once.
    block: usize,
    /// Longest line taken as an item unexamined; longer ones may be pages.
    line: usize,
    /// See [`MAX_ITEM`].
    item: usize,
    /// See [`MAX_REJECTED`].
    rejected: usize,
}

const LIMITS: Limits = Limits {
    block: 128 << 10, // small enough that what was just read is still in the cache when it is parsed
    line: 1 << 20,
    item: MAX_ITEM,
    rejected: MAX_REJECTED,
};

/// The values that stand in a text side by side, in an array or in a page, each on its own: for a line that is no value as a whole.
pub fn elements(text: &[u8]) -> Vec<Element> {
    let limits = Limits { line: 1, ..LIMITS }; // no line is taken unexamined
    let mut splitter = Splitter::with_limits(text, limits);
    let mut elements = Vec::new();
    while let Ok(Some(batch)) = splitter.next_batch() {
        elements.extend(batch.items.iter().map(|item| {
            let start = item.offset as usize;
            Element {
                place: start..start + item.bytes.len(),
                lost: item.lost,
            }
        }));
        splitter.recycle(batch);
    }
    elements
}

/// What the bytes to come are part of.
#[derive(Debug, Clone, Copy)]
enum State {
    /// A fresh line at the top level.
    LineStart,
    /// What follows a value on its line at the top level.
    Rest,
    /// What follows a bracket or an element in an array of items.
    Element,
    /// A value the scan is in, from its first byte on.
    Value(Role),
    /// A stretch to report, from its first byte on.
    Rejected(Problem),
    /// A damaged line, to be passed over.
    SkipLine,
    /// A damaged item over several lines, to be passed over.
    SkipItem,
}

/// What the value under scan is for.
#[derive(Debug, Clone, Copy)]
enum Role {
    Item,
    /// An element that is a string.
    Foreign,
    /// What follows the items of a page.
    PageEnd,
}

/// Whether there is more to do with the bytes at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Again,
    More,
}

/// An array or a page the items are in.
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

/// Cuts what `R` reads into batches of items. See the module for what is an item.
#[derive(Debug)]
pub struct Splitter<R> {
    input: ReadBuffer<R>,
    limits: Limits,
    state: State,
    scan: Scan,
    open: Vec<Container>,
    line: u64,
    /// Offsets between which the blanks are that the current line begins with.
    margin: Range<u64>,
    /// Brackets still to come of containers that were given up on their own line.
    torn: u32,
    /// Line of the last container that ended where it had begun.
    closed: Option<u64>,
    /// Line of the last thing found, if that was a problem.
    blamed: Option<u64>,
    items: Vec<Item>,
    spare: Vec<Batch>,
}

impl<R: Read> Splitter<R> {
    /// Starts at the beginning of what `reader` gives, which should be decompressed already.
    /// Reads are large: `reader` needs no buffer.
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

    /// The next items, or nothing behind the last.
    ///
    /// # Errors
    ///
    /// What `reader` failed with, once, after all that was read before it has been given out as
    /// if the input ended there.
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

    /// What the bytes come from.
    pub fn reader(&self) -> &R {
        &self.input.reader
    }

    /// Takes back a used batch, so that its buffers serve again.
    pub fn recycle(&mut self, mut batch: Batch) {
        // A buffer grown for one huge item is not kept.
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

    /// Goes on behind a value.
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

    /// A line of `length` bytes: most often an item as it is.
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

    /// The first `length` bytes of a line that is no item as it is.
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

    /// A value at the top level, or `otherwise`.
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

    /// Passes over one byte.
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

    /// A bracket that closes nothing, or a comma behind what one has closed too early: what follows it stands on its own.
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
            // The buffer had ended among these blanks.
            None if self.margin.end == from => self.margin.end = to,
            None => {}
        }
        self.line += memchr_iter(b'\n', skipped).count() as u64;
        self.input.skip(end);
    }

    /// How many blanks the current line begins with.
    fn indent(&self) -> usize {
        (self.margin.end - self.margin.start) as usize
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

    /// An element that is no object: passed over if it is JSON, else it takes its line with it.
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

    /// The input ends in a container, no item begun.
    fn unclosed(&mut self, inside: Inside) -> Progress {
        // Damage just before the end was reported: that the end is missing follows from it.
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

    /// Goes to where the scan stands.
    fn pass_scanned(&mut self) {
        self.line += self.scan.newlines();
        self.input.skip(self.scan.at());
    }

    fn reject(&mut self, role: Role, problem: Problem) -> Progress {
        if matches!(role, Role::PageEnd) {
            if self.page_ended_early() {
                return self.page_goes_on(problem);
            }
            // Its items are out already: only the line at fault is lost, and the page with it.
            self.pass_scanned();
            self.open.pop();
            self.torn = 1;
        }
        self.go(State::Rejected(problem))
    }

    /// Whether another item follows where a key of the page should.
    fn page_ended_early(&mut self) -> bool {
        let begun = self.open.last().map(|it| it.line);
        let at = self.scan.at();
        let next = self.input.head(at + 1).get(at).copied();
        begun == Some(self.line) && self.scan.newlines() == 0 && next == Some(b'{')
    }

    /// Gives the page up, and what follows stands on its own.
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

    /// Gives up the containers which began on the current line: their ends are on it as well.
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

    /// Goes to the line end before the next item of the same kind.
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

    /// Notes the next `length` bytes.
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

/// Spaces within a line.
fn blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\x0c')
}

/// How many blanks `text` begins with.
fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|&&byte| blank(byte)).count()
}

/// Whether `token` is a number, `true`, `false` or `null`.
fn is_scalar(token: &[u8]) -> bool {
    match (token.first(), std::str::from_utf8(token)) {
        (Some(b'0'..=b'9' | b'-'), Ok(text)) => text.parse::<f64>().is_ok(),
        _ => [&b"true"[..], b"false", b"null"].contains(&token),
    }
}

/// Whether the first line of `text` is a bracket alone, as of an object printed over many lines.
fn is_spread(text: &[u8]) -> bool {
    let Some((b'{', rest)) = text.split_first() else {
        return false;
    };
    rest.get(blanks(rest)) == Some(&b'\n')
}

/// How long the damaged object is with which `text` begins, if another follows that begins with the same key: those of one array do. What
/// is lost may be its end, and the comma with it; what opens behind a colon or first in an array stands within it.
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

/// The line end before the first line of `text`, but for the one it begins with, that
/// [begins a sibling](begins_sibling).
fn next_sibling(text: &[u8], indent: usize) -> Option<usize> {
    memchr_iter(b'\n', text).find(|&end| {
        let (_, below) = text.split_at(end + 1);
        begins_sibling(below, indent) == Some(true)
    })
}

/// Whether a line shows that an object begun at `indent` is over: a bracket opens at its level, or
/// anything opens or an array closes left of it. Nothing if too little of the line is there.
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
