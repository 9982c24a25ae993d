//! The part of a stream that is in memory, independent of the sizes in which the reader returns bytes.

use std::io::{self, ErrorKind, Read};

/// The state of the reader.
#[derive(Debug)]
pub(in crate::log) enum End {
    Ahead,
    Reached,
    Failed(io::Error),
}

/// The part of the input in memory: `bytes[at..filled]` is not consumed yet.
#[derive(Debug)]
pub(in crate::log) struct ReadBuffer<R> {
    pub(in crate::log) reader: R,
    /// May be longer than `filled`: a byte that was zeroed once need not be zeroed before each read.
    pub(in crate::log) bytes: Vec<u8>,
    pub(in crate::log) at: usize,
    pub(in crate::log) filled: usize,
    /// Offset of `bytes[0]` in the input.
    pub(in crate::log) base: u64,
    pub(in crate::log) end: End,
}

impl<R> ReadBuffer<R> {
    pub(in crate::log) fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..self.filled).unwrap_or_default()
    }

    /// Returns the next `length` bytes, or all bytes in memory if there are fewer.
    #[inline]
    pub(in crate::log) fn head(&self, length: usize) -> &[u8] {
        let rest = self.rest();
        rest.get(..length).unwrap_or(rest)
    }

    pub(in crate::log) fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    pub(in crate::log) fn skip(&mut self, length: usize) {
        self.at = self.filled.min(self.at + length);
    }

    pub(in crate::log) fn ended(&self) -> bool {
        !matches!(self.end, End::Ahead)
    }

    /// Returns the error that ended the input, once.
    pub(in crate::log) fn failure(&mut self) -> Option<io::Error> {
        match std::mem::replace(&mut self.end, End::Reached) {
            End::Failed(error) => Some(error),
            End::Ahead | End::Reached => None,
        }
    }

    /// Moves the unconsumed bytes to `bytes`, and returns the buffer used so far.
    pub(in crate::log) fn replace(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        let rest = self.rest();
        if bytes.len() < rest.len() {
            bytes.resize(rest.len(), 0);
        }
        let (head, _) = bytes.split_at_mut(rest.len());
        head.copy_from_slice(rest);
        self.restart();
        std::mem::replace(&mut self.bytes, bytes)
    }

    /// Makes `at` the start of the buffer.
    pub(in crate::log) fn restart(&mut self) {
        self.base = self.offset();
        self.filled -= self.at;
        self.at = 0;
    }
}

impl<R: Read> ReadBuffer<R> {
    /// Reads `block` more bytes, or up to the end of the input, so that the batches do not depend on the sizes in which the reader returns
    /// bytes.
    pub(in crate::log) fn refill(&mut self, block: usize) {
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

    pub(in crate::log) fn read(&mut self, goal: usize) {
        let room = self.bytes.get_mut(self.filled..goal).unwrap_or_default();
        let room_size = room.len();
        match self.reader.read(room) {
            Ok(0) => self.end = End::Reached,
            // A reader that returns a larger count than the buffer is wrong; the count is capped.
            Ok(count) => self.filled += count.min(room_size),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => self.end = End::Failed(error),
        }
    }
}
