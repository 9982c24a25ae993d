//! Cuts a stream of JSON into its items, in bounded memory.
//!
//! A line `{...}` at the top level is an item, unexamined. Whatever spans lines, or stands in an
//! array or a page, goes through the bracket scanner. What is damaged becomes a problem of its
//! own line, and the items go on behind it.

use std::io::{self, ErrorKind, Read};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

pub use super::brackets::{Found, Inside, Problem, split_values};
use super::brackets::{MAX_DEPTH, Scan, Step};

/// Longest item, in bytes; a longer one is a [`Problem::TooLong`].
pub const MAX_ITEM: usize = 16 << 20;

/// Most bytes kept of a stretch that is no item.
pub const MAX_REJECTED: usize = 64 << 10;

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
    block: 256 << 10, // small enough that what was just read is still in the cache when it is parsed
    line: 1 << 20,
    item: MAX_ITEM,
    rejected: MAX_REJECTED,
};

/// The values that stand in a text side by side, in an array or in a page, each on its own: for a line that is no value as a whole.
pub fn elements(text: &[u8]) -> Vec<Range<usize>> {
    let limits = Limits { line: 1, ..LIMITS }; // no line is taken unexamined
    let mut splitter = Splitter::with_limits(text, limits);
    let mut elements = Vec::new();
    while let Ok(Some(batch)) = splitter.next_batch() {
        elements.extend(batch.items.iter().map(|item| {
            let start = item.offset as usize;
            start..start + item.bytes.len()
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
enum Turn {
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
    input: Window<R>,
    limits: Limits,
    state: State,
    scan: Scan,
    open: Vec<Container>,
    line: u64,
    /// Offsets between which the blanks are that the current line begins with.
    margin: Range<u64>,
    /// Brackets still to come of containers that were given up on their own line.
    torn: u32,
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
            input: Window {
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
            while self.turn() == Turn::Again {}
            if !self.items.is_empty() {
                return Ok(Some(self.hand_over()));
            }
            if self.input.ended() {
                return self.input.failure().map_or(Ok(None), Err);
            }
            self.input.refill(self.limits.block);
        }
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

    fn turn(&mut self) -> Turn {
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

    fn go(&mut self, state: State) -> Turn {
        self.state = state;
        Turn::Again
    }

    /// Goes on behind a value.
    fn go_on(&mut self) -> Turn {
        self.go(if self.open.is_empty() {
            State::Rest
        } else {
            State::Element
        })
    }

    fn line_start(&mut self) -> Turn {
        let head = self.input.head(self.limits.line);
        match memchr(b'\n', head) {
            Some(end) => self.whole_line(end),
            None if head.len() == self.limits.line => self.open_line(head.len()),
            None if self.input.ended() && !head.is_empty() => self.whole_line(head.len()),
            None => Turn::More,
        }
    }

    /// A line of `length` bytes: most often an item as it is.
    #[inline]
    fn whole_line(&mut self, length: usize) -> Turn {
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
        Turn::Again
    }

    /// The first `length` bytes of a line that is no item as it is.
    fn open_line(&mut self, length: usize) -> Turn {
        let line = self.input.head(length);
        let lead = blanks(line);
        self.margin = self.input.offset()..self.input.offset() + lead as u64;
        if line.starts_with(BOM) {
            self.input.skip(BOM.len());
            return Turn::Again;
        }
        let first = line.get(lead).copied();
        self.input.skip(lead);
        first.map_or(Turn::Again, |first| {
            self.begin(first, Problem::NotJson(Found(first)))
        })
    }

    /// A value at the top level, or `otherwise`.
    fn begin(&mut self, first: u8, otherwise: Problem) -> Turn {
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
    fn pass_to(&mut self, state: State) -> Turn {
        self.input.skip(1);
        self.go(state)
    }

    fn begin_object(&mut self) -> Turn {
        self.scan.start_object();
        self.go(State::Value(Role::Item))
    }

    fn begin_array(&mut self) -> Turn {
        if self.open.len() == MAX_DEPTH {
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

    fn rest_of_line(&mut self) -> Turn {
        let rest = self.input.rest();
        let lead = blanks(rest);
        let first = rest.get(lead).copied();
        self.input.skip(lead);
        match first {
            None => Turn::More,
            Some(b'\n') => {
                self.line += 1;
                self.pass_to(State::LineStart)
            }
            Some(first) => self.more_on_line(first),
        }
    }

    fn more_on_line(&mut self, first: u8) -> Turn {
        if self.blamed == Some(self.line) && !matches!(first, b'{' | b'[') {
            return self.go(State::SkipLine);
        }
        let expected = "the end of the line";
        self.begin(
            first,
            Problem::Unexpected {
                found: Found(first),
                expected,
            },
        )
    }

    fn element(&mut self) -> Turn {
        self.skip_blank_lines();
        match self.input.rest().first() {
            None if self.input.ended() => self.unclosed(Inside::Array),
            None => Turn::More,
            Some(b',') => self.pass_to(State::Element),
            Some(b'{') => self.begin_object(),
            Some(b'[') => self.begin_array(),
            Some(b']') => self.end_array(),
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

    fn end_array(&mut self) -> Turn {
        self.input.skip(1);
        if self
            .open
            .last()
            .is_some_and(|container| container.kind == Kind::Page)
        {
            self.scan.start_behind_array();
            return self.go(State::Value(Role::PageEnd));
        }
        self.open.pop();
        self.go_on()
    }

    /// An element that is no object: passed over if it is JSON, else it takes its line with it.
    fn scalar(&mut self, first: u8) -> Turn {
        let head = self.input.head(64);
        let end = head.iter().position(|byte| b",]} \t\r\n".contains(byte));
        if end.is_none() && head.len() < 64 && !self.input.ended() {
            return Turn::More;
        }
        let token = head.get(..end.unwrap_or(head.len())).unwrap_or_default();
        if !is_scalar(token) {
            let expected = "'{', ',' or ']'";
            return self.go(State::Rejected(Problem::Unexpected {
                found: Found(first),
                expected,
            }));
        }
        let length = token.len();
        self.found(length, Some(Problem::NotObject(Found(first))));
        self.input.skip(length);
        Turn::Again
    }

    /// The input ends in a container, no item begun.
    fn unclosed(&mut self, inside: Inside) -> Turn {
        // Damage just before the end was reported: that the end is missing follows from it.
        if let (Some(container), None) = (self.open.last(), self.blamed) {
            let bytes = 0..0;
            let problem = Some(Problem::InputEnds(inside));
            self.items.push(Item {
                line: container.line,
                offset: container.offset,
                bytes,
                problem,
            });
        }
        self.open.clear();
        self.go(State::Rest)
    }

    fn value(&mut self, role: Role) -> Turn {
        let head = self.input.head(self.limits.item);
        match (self.scan.run(head), role) {
            (Step::Closed, _) => self.value_ends(role),
            (Step::Page, _) => self.page_begins(role),
            (Step::Broken(problem), _) => self.reject(role, problem),
            (Step::More, _) if head.len() == self.limits.item => {
                self.reject(role, Problem::TooLong)
            }
            (Step::More, _) if !self.input.ended() => Turn::More,
            (Step::More, Role::PageEnd) => {
                self.pass_scanned();
                self.unclosed(Inside::Object)
            }
            (Step::More, _) => self.reject(role, Problem::InputEnds(self.scan.inside())),
        }
    }

    fn value_ends(&mut self, role: Role) -> Turn {
        match role {
            Role::Item => self.found(self.scan.at(), None),
            Role::Foreign => {
                let length = self.scan.at().min(self.limits.rejected);
                self.found(length, Some(Problem::NotObject(Found(b'"'))));
            }
            Role::PageEnd => _ = self.open.pop(),
        }
        self.pass_scanned();
        self.go_on()
    }

    fn page_begins(&mut self, role: Role) -> Turn {
        if self.open.len() == MAX_DEPTH {
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

    fn reject(&mut self, role: Role, problem: Problem) -> Turn {
        if matches!(role, Role::PageEnd) {
            // Its items are out already: only the line at fault is lost, and the page with it.
            self.pass_scanned();
            self.open.pop();
            self.torn = 1;
        }
        self.go(State::Rejected(problem))
    }

    fn rejected(&mut self, problem: Problem) -> Turn {
        let head = self.input.head(self.limits.rejected);
        let spread = is_spread(head);
        let end = if spread {
            next_sibling(head, self.indent())
        } else {
            memchr(b'\n', head)
        };
        if end.is_none() && head.len() < self.limits.rejected && !self.input.ended() {
            return Turn::More;
        }
        let text = head.get(..end.unwrap_or(head.len())).unwrap_or_default();
        self.found(text.trim_ascii_end().len(), Some(problem));
        if spread {
            return self.go(State::SkipItem);
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

    fn skip_line(&mut self) -> Turn {
        let rest = self.input.rest();
        let end = memchr(b'\n', rest);
        let length = end.unwrap_or(rest.len());
        self.input.skip(length);
        match end {
            Some(_) => self.go_on(),
            None => Turn::More,
        }
    }

    /// Goes to the line end before the next item of the same kind.
    fn skip_item(&mut self) -> Turn {
        let rest = self.input.rest();
        let Some(end) = memchr(b'\n', rest) else {
            self.input.skip(rest.len());
            return Turn::More;
        };
        let (_, below) = rest.split_at(end + 1);
        let sibling = begins_sibling(below, self.indent());
        self.input.skip(end);
        match sibling {
            Some(true) => self.go_on(),
            None if !self.input.ended() => Turn::More,
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

/// Whether the reader has more.
#[derive(Debug)]
enum End {
    Ahead,
    Reached,
    Failed(io::Error),
}

/// The stretch of input at hand: `bytes[at..filled]` is still to be dealt with.
#[derive(Debug)]
struct Window<R> {
    reader: R,
    /// Longer than filled: what is cleared once need not be cleared before each read.
    bytes: Vec<u8>,
    at: usize,
    filled: usize,
    /// Offset of `bytes[0]` in the input.
    base: u64,
    end: End,
}

impl<R> Window<R> {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..self.filled).unwrap_or_default()
    }

    /// The next `length` bytes, or all there are.
    #[inline]
    fn head(&self, length: usize) -> &[u8] {
        let rest = self.rest();
        rest.get(..length).unwrap_or(rest)
    }

    fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    fn skip(&mut self, length: usize) {
        self.at = self.filled.min(self.at + length);
    }

    fn ended(&self) -> bool {
        !matches!(self.end, End::Ahead)
    }

    /// The error that ended the input, once.
    fn failure(&mut self) -> Option<io::Error> {
        match std::mem::replace(&mut self.end, End::Reached) {
            End::Failed(error) => Some(error),
            End::Ahead | End::Reached => None,
        }
    }

    /// Goes on in `bytes`, giving out the buffer used so far.
    fn replace(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        let rest = self.rest();
        if bytes.len() < rest.len() {
            bytes.resize(rest.len(), 0);
        }
        let (head, _) = bytes.split_at_mut(rest.len());
        head.copy_from_slice(rest);
        self.restart();
        std::mem::replace(&mut self.bytes, bytes)
    }

    /// Counts from `at` on.
    fn restart(&mut self) {
        self.base = self.offset();
        self.filled -= self.at;
        self.at = 0;
    }
}

impl<R: Read> Window<R> {
    /// Reads `block` bytes more, or up to the end. Always all of them: how the reader portions
    /// its bytes must make no difference.
    fn refill(&mut self, block: usize) {
        self.bytes.copy_within(self.at..self.filled, 0);
        self.restart();
        let goal = self.filled + block;
        if self.bytes.len() < goal {
            self.bytes.reserve_exact(goal - self.bytes.len());
            self.bytes.resize(goal, 0);
        }
        while self.filled < goal && !self.ended() {
            self.read(goal);
        }
    }

    fn read(&mut self, goal: usize) {
        let room = self.bytes.get_mut(self.filled..goal).unwrap_or_default();
        let room_size = room.len();
        match self.reader.read(room) {
            Ok(0) => self.end = End::Reached,
            // A reader that claims more than there was room for is wrong, but not our end.
            Ok(count) => self.filled += count.min(room_size),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => self.end = End::Failed(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    const SMALL: Limits = Limits {
        block: 64,
        line: 4096,
        item: 16384,
        rejected: 256,
    };

    /// Reads at most so many bytes at once, then fails or ends.
    struct Portions<'a>(&'a [u8], usize, Option<ErrorKind>);

    impl Read for Portions<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let size = room.len().min(self.1);
            match (self.0.read(&mut room[..size])?, self.2.take()) {
                (0, Some(kind)) => Err(kind.into()),
                (count, kind) => {
                    self.2 = kind;
                    Ok(count)
                }
            }
        }
    }

    type Seen = (u64, u64, String, Option<Problem>);

    fn drain<R: Read>(splitter: &mut Splitter<R>) -> io::Result<Vec<Seen>> {
        let mut seen = Vec::new();
        while let Some(batch) = splitter.next_batch()? {
            seen.extend(batch.items.iter().map(|item| {
                let text = String::from_utf8_lossy(&batch.bytes[item.bytes.clone()]).into_owned();
                (item.line, item.offset, text, item.problem)
            }));
            splitter.recycle(batch);
        }
        Ok(seen)
    }

    #[test]
    fn the_elements_of_a_page_on_one_line_stand_on_their_own() {
        let texts = |text: &str| -> Vec<String> {
            let ranges = elements(text.as_bytes()).into_iter();
            ranges
                .filter_map(|it| text.get(it))
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(
            texts(r#"{"entries":[{"a":1},{"b":nope}]}"#),
            [r#"{"a":1}"#, r#"{"b":nope}"#]
        );
        assert_eq!(texts(r#"{"a":1}{"b":2}"#), [r#"{"a":1}"#, r#"{"b":2}"#]);
        for damaged in [
            "",
            "text",
            "{",
            "{\"a\":",
            "\0",
            "{\"entries\":[",
            "42",
            "]",
        ] {
            assert!(elements(damaged.as_bytes()).len() < 2, "{damaged}");
        }
    }

    fn split(input: &[u8], limits: Limits) -> Vec<Seen> {
        drain(&mut Splitter::with_limits(input, limits)).unwrap()
    }

    /// One line an item: `line text` or `line ! problem`.
    fn show(input: impl AsRef<[u8]>) -> Vec<String> {
        let seen = split(input.as_ref(), SMALL).into_iter();
        seen.map(|(line, _, text, problem)| match problem {
            None => format!("{line} {}", bare(&text)),
            Some(problem) => format!("{line} ! {problem}"),
        })
        .collect()
    }

    fn bare(text: &str) -> String {
        text.split_ascii_whitespace().collect()
    }

    #[derive(Debug, Clone)]
    enum Json {
        Leaf(String),
        Array(Vec<Json>),
        Object(Vec<(String, Json)>),
    }

    impl Json {
        /// The text, over many lines indented by `indent` if there is one.
        fn print(&self, indent: Option<usize>) -> String {
            let (open, close, parts): (_, _, Vec<String>) = match self {
                Json::Leaf(text) => return text.clone(),
                Json::Array(all) => (
                    '[',
                    ']',
                    all.iter()
                        .map(|one| one.print(indent.map(|n| n + 2)))
                        .collect(),
                ),
                Json::Object(all) => {
                    let pair = |(key, one): &(String, Json)| {
                        format!("{key}: {}", one.print(indent.map(|n| n + 2)))
                    };
                    ('{', '}', all.iter().map(pair).collect())
                }
            };
            match indent {
                Some(indent) if !parts.is_empty() => {
                    let line = format!("\n{:1$}", "", indent + 2);
                    let parts = parts.join(&format!(",{line}"));
                    format!("{open}{line}{parts}\n{:indent$}{close}", "")
                }
                _ => format!("{open}{}{close}", parts.join(",")),
            }
        }
    }

    fn text() -> impl Strategy<Value = String> {
        r#""(\\["\\/n]|[\[\]{}:,a-c é😀]){0,12}""#
    }

    fn object() -> impl Strategy<Value = Json> {
        let leaf =
            prop_oneof![text(), "(-?[1-9][0-9]{0,3}(\\.5e3)?|true|null)"].prop_map(Json::Leaf);
        let value = leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(Json::Array),
                vec((text(), inner), 0..4).prop_map(Json::Object),
            ]
        });
        vec((text(), value), 0..5).prop_map(Json::Object)
    }

    fn layouts(objects: &[Json]) -> Vec<String> {
        let print = |indent| {
            objects
                .iter()
                .map(move |one| one.print(indent))
                .collect::<Vec<_>>()
        };
        let (lines, spread) = (print(None), print(Some(0)));
        let array = Json::Array(objects.to_vec());
        let page = |name: &str| {
            let entry = |key: &str, value| (format!("\"{key}\""), value);
            let kind = entry("kind", Json::Leaf("\"List\"".into()));
            let token = entry("next", Json::Array(vec![Json::Leaf("\"]}\"".into())]));
            Json::Object(vec![kind, entry(name, array.clone()), token]).print(Some(0))
        };
        vec![
            lines.join("\n"),
            lines.join("\r\n") + "\n\n",
            format!("\u{feff}{}", lines.join("\n")),
            format!("[{}]", lines.join(",")),
            format!("[\n{}\n]\n", lines.join(",\n")),
            format!("{{\"entries\":[\n{}\n]}}", lines.join(",\n")),
            array.print(Some(0)),
            format!("{}\n", array.print(Some(0)).replace('\n', "\r\n")),
            page("entries"),
            page("items") + "\n[]\n" + &Json::Array(vec![]).print(Some(0)),
            page("receivedMessages"),
            spread.join("\n"),
            spread.join(""),
        ]
    }

    fn soup() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            4 => r#"[{}\[\]",:\n 1a\\]{1,6}"#.prop_map(String::into_bytes),
            2 => object().prop_map(|one| (one.print(Some(0)) + "\n").into_bytes()),
            1 => vec(object(), 0..3).prop_map(|all| layouts(&all).swap_remove(all.len() % 2 * 2 + 6).into_bytes()),
            1 => r#"(\{"entries":\[|\n  \]|\n  \{\n|true,|\n\[\n)"#.prop_map(String::into_bytes),
            1 => vec(any::<u8>(), 0..8),
        ];
        vec(piece, 0..16).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn objects_come_out_whichever_way_they_are_laid_out(objects in vec(object(), 1..8), block in 1..300_usize) {
            let wanted: Vec<_> = objects.iter().map(|one| bare(&one.print(None))).collect();
            for layout in layouts(&objects) {
                let seen = split(layout.as_bytes(), Limits { block, ..SMALL });
                prop_assert!(seen.iter().all(|one| one.3.is_none()), "{layout}\n{seen:?}");
                let row = |one: &Seen| split_values(one.2.as_bytes()).into_iter().map(|at| bare(&one.2[at])).collect::<Vec<_>>();
                let texts: Vec<_> = seen.iter().flat_map(row).collect();
                prop_assert_eq!(&texts, &wanted, "{}", layout);
            }
        }

        #[test]
        fn any_bytes_give_the_same_true_places_however_they_are_read(
            input in soup(), block in 1..300_usize, portion in 1..50_usize, rejected in 1..40_usize, item in 32..300_usize,
        ) {
            let limits = Limits { line: 30, item, rejected, ..SMALL };
            let seen = split(&input, limits);
            let reader = Portions(&input, portion, None);
            prop_assert_eq!(&drain(&mut Splitter::with_limits(reader, Limits { block, ..limits })).unwrap(), &seen);
            for (line, offset, text, problem) in seen {
                let (before, after) = input.split_at(offset as usize);
                prop_assert_eq!(line, 1 + memchr_iter(b'\n', before).count() as u64);
                let place = String::from_utf8_lossy(after);
                let found = place.starts_with(text.trim_end_matches('\u{fffd}'));
                let whole = text.starts_with('{') && text.ends_with('}');
                prop_assert!(found && (whole || problem.is_some()));
            }
        }

        #[test]
        fn a_damaged_line_costs_only_itself(
            objects in vec(object(), 1..8), place in 0..8_usize, cut in 1..400_usize, victim in object(),
            garbage in r#"([a-z0-9"'\]}:<é-][ -~]{0,20}|\[[a-z]+\] [ -~]{0,20}|---|\x00+)"#, choose in any::<bool>(),
        ) {
            let victim = victim.print(None);
            let cut: String = victim.chars().take(cut.min(victim.chars().count() - 1)).collect();
            let damage = if choose && !cut.trim_end().ends_with('}') { cut } else { garbage };
            let mut lines: Vec<_> = objects.iter().map(|one| one.print(None)).collect();
            let place = place.min(lines.len());
            lines.insert(place, damage);
            let seen = split(lines.join("\n").as_bytes(), SMALL);
            let (bad, good): (Vec<_>, Vec<_>) = seen.into_iter().partition(|one| one.3.is_some());
            prop_assert_eq!(bad.len(), 1, "{:?} {:?}", bad, lines);
            prop_assert_eq!(bad[0].0, place as u64 + 1);
            lines.remove(place);
            prop_assert_eq!(good.into_iter().map(|one| one.2).collect::<Vec<_>>(), lines);
        }
    }

    proptest! {
        #[test]
        fn a_damaged_item_printed_over_lines_takes_no_other_with_it(
            objects in vec(object(), 3..6), place in 0..100_usize, keep in 0..30_usize, garbage in "[a-z0-9\"'}:<]{0,9}", layout in 6..11_usize,
        ) {
            let text = layouts(&objects).swap_remove(layout);
            let mut lines: Vec<_> = text.lines().map(String::from).collect();
            let inner: Vec<_> = (0..lines.len()).filter(|&n| lines[n].starts_with("   ")).collect();
            prop_assume!(!inner.is_empty());
            let place = inner[place % inner.len()];
            lines[place] = lines[place].chars().take(keep).collect::<String>() + &garbage;
            let text = lines.join("\n");
            let seen = split(text.as_bytes(), SMALL);
            let texts: Vec<_> = seen.iter().filter(|one| one.3.is_none()).map(|one| bare(&one.2)).collect();
            let lost = objects.iter().filter(|one| !texts.contains(&bare(&one.print(None)))).count();
            prop_assert!(lost <= 1, "{} of {}\n{}\n{:?}", lost, objects.len(), text, seen);
        }
    }

    #[test]
    fn a_cut_item_printed_over_lines_costs_only_itself() {
        let input = "[\n  {\n    \"a\": 1\n  },\n  {\n    \"b\": \"cut\n  {\n    \"c\": {\n    }\n  }\n]\n{\"d\":4}";
        let cut = "5 ! cut JSON: the line ends inside a string";
        assert_eq!(
            show(input),
            ["2 {\"a\":1}", cut, "7 {\"c\":{}}", "12 {\"d\":4}"]
        );
        let input = "[\n  {\n    \"a\": [\n]\n{\"d\":4}\n";
        let broken = "2 ! broken JSON: found '{', expected ',' or a closing bracket";
        assert_eq!(show(input), [broken, "5 {\"d\":4}"]);
    }

    #[test]
    fn a_cut_line_of_an_array_costs_only_itself() {
        let broken = |line| format!("{line} ! broken JSON: found '{{', expected a key or '}}'");
        let input = "{\"items\":[\n{\"a\":1},\n{\"b\":1,\n{\"c\":1}\n]}\n{\"d\":4}";
        assert_eq!(
            show(input),
            ["2 {\"a\":1}", &broken(3), "4 {\"c\":1}", "6 {\"d\":4}"]
        );
        let input = "[{\"a\":1},{\"b\":1,\n{\"c\":1},\n{\"d\":1}]\n{\"e\":1}";
        assert_eq!(
            show(input),
            [
                "1 {\"a\":1}",
                &broken(1),
                "2 {\"c\":1}",
                "3 {\"d\":1}",
                "4 {\"e\":1}"
            ]
        );
    }

    #[test]
    fn an_end_inside_a_value_is_told_once() {
        assert_eq!(
            show("[{\"a\":1},{\"b\":"),
            [
                "1 {\"a\":1}",
                "1 ! cut JSON: the input ends inside an object"
            ]
        );
        assert_eq!(
            show("\n[\n{}\n,"),
            ["3 {}", "2 ! cut JSON: the input ends inside an array"]
        );
        assert_eq!(
            show("{\n\"items\":[{}],\"a\""),
            ["2 {}", "1 ! cut JSON: the input ends inside an object"]
        );
        assert_eq!(
            show("{\n \"a\": \"b"),
            ["1 ! cut JSON: the input ends inside a string"]
        );
        assert_eq!(
            show("[\n{}\n{\"a\n"),
            ["2 {}", "3 ! cut JSON: the line ends inside a string"]
        );
    }

    #[test]
    fn elements_that_are_no_objects_are_told_one_by_one() {
        let told =
            |first| format!("1 ! no record: an element starts with '{first}', expected '{{'");
        assert_eq!(
            show("[1,\"]\",null,{},[{}]]"),
            [&told('1'), &told('"'), &told('n'), "1 {}", "1 {}"]
        );
    }

    #[test]
    fn a_page_on_one_line_falls_apart_only_if_it_is_long() {
        let page = |count| {
            format!(
                "{{\"entries\":[{{}}{}],\"a\":[1]}}\n{{}}",
                ",{}".repeat(count)
            )
        };
        assert_eq!(show(page(9)).len(), 2);
        assert_eq!(
            show(page(SMALL.item)),
            [vec!["1 {}"; SMALL.item + 1], vec!["2 {}"]].concat()
        );
    }

    #[test]
    fn what_follows_a_value_on_its_line_is_told() {
        let told = "1 ! broken JSON: found 'x', expected the end of the line";
        assert_eq!(show("{} [{}] x\n{}"), ["1 {}", "1 {}", told, "2 {}"]);
    }

    #[test]
    fn what_is_too_long_or_too_deep_costs_only_itself() {
        let long = format!("{{\"a\":\"{}\"}}\n{{}}\n", "x".repeat(SMALL.item));
        assert_eq!(
            show(&long),
            ["1 ! longer than 16 MiB, expected a shorter record", "2 {}"]
        );
        let deep = format!("{{\"a\":{}\n{{}}", "[".repeat(MAX_DEPTH));
        assert_eq!(
            show(&deep),
            [
                "1 ! nested deeper than 512 levels, expected a flatter record",
                "2 {}"
            ]
        );
        assert_eq!(show("[".repeat(9999) + "\n{}").len(), 2);
    }

    #[test]
    fn memory_stays_bounded_whatever_has_no_line_end() {
        for start in [
            "x",
            "{\"a\":\"",
            "[{\"a\":\"",
            "[",
            "{\"items\":[],\"a\":\"",
        ] {
            let reader = start.as_bytes().chain(io::repeat(b'x').take(1 << 20));
            let mut splitter = Splitter::with_limits(reader, SMALL);
            let seen = drain(&mut splitter).unwrap();
            assert_eq!(seen.len(), 1, "{start}");
            assert!(seen[0].2.len() <= SMALL.rejected);
            assert!(splitter.input.bytes.len() <= SMALL.item + SMALL.block + start.len());
        }
    }

    #[test]
    fn a_failing_read_comes_after_all_that_was_read() {
        let reader = Portions(b"{\"a\":1}\n{\"b\":", 5, Some(ErrorKind::UnexpectedEof));
        let mut splitter = Splitter::new(reader);
        assert_eq!(splitter.next_batch().unwrap().unwrap().items.len(), 2);
        assert_eq!(
            splitter.next_batch().unwrap_err().kind(),
            ErrorKind::UnexpectedEof
        );
        assert!(splitter.next_batch().unwrap().is_none());
    }

    #[test]
    fn a_row_of_values_falls_apart_only_if_it_is_balanced() {
        assert_eq!(
            split_values(b"{\"items\":[1]}{\"b\":\"}{\"}, {}"),
            [0..13, 13..23, 25..27]
        );
        assert!(
            split_values(b"{}{").is_empty()
                && split_values(b"{}}").is_empty()
                && split_values(b"{} 1").is_empty()
        );
    }
}
