//! Cuts a stream of JSON into its items, in bounded memory.
//!
//! A line `{...}` at the top level is an item, without a scan. A value that spans lines, and the elements of an array or a page, go through
//! the bracket scanner. A damaged part becomes a [`Problem`] with its own line, and the splitter resumes behind the part.

mod blanks;
mod container;
mod damage;
mod item;
mod limits;
mod neighbour;
mod state;
mod top_level;
mod value;

use std::io::{self, Read};
use std::ops::Range;

use self::container::Container;
pub use self::item::{Batch, Element, Item, Lost};
use self::limits::{LIMITS, Limits};
pub use self::limits::{MAX_ITEM, MAX_REJECTED};
use self::state::{Progress, State};
use super::read_buffer::{End, ReadBuffer};
use super::scanner::Scan;
pub use super::scanner::{Inside, OffendingByte, Problem, split_values};

/// The most recycled batches that are kept for their buffers.
const SPARES: usize = 8;

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
    /// The line of the last item or problem.
    last: Option<u64>,
    items: Vec<Item>,
    spare: Vec<Batch>,
}

impl<R: Read> Splitter<R> {
    /// Returns a splitter of the bytes of `reader`, which should be decompressed already. Reads are large, so that `reader` needs no
    /// buffer.
    pub fn new(reader: R) -> Self {
        Self::with_limits(reader, LIMITS)
    }

    /// Returns a splitter of bytes that begin at the beginning of a line, at this offset of their file. Lines are counted from there.
    pub fn starting_at(offset: u64, reader: R) -> Self {
        let mut splitter = Self::new(reader);
        splitter.input.base = offset;
        splitter
    }

    /// Returns the number of lines of the input, as far as the input has been read.
    pub fn lines(&self) -> u64 {
        self.line - 1
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
            last: None,
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
            while self.items.len() < self.limits.items && self.step() == Progress::Again {}
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

    /// Adds the next `length` bytes as an item or a problem.
    #[inline]
    fn found(&mut self, length: usize, problem: Option<Problem>) {
        let (line, offset, at) = (self.line, self.input.offset(), self.input.at);
        self.blamed = problem.map(|_| line);
        self.last = Some(line);
        self.items.push(Item {
            line,
            offset,
            bytes: at..at + length,
            problem,
            lost: Lost::Itself,
        });
    }
}

#[cfg(test)]
mod tests;
