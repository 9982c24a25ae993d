//! Lines at the top level, and what follows a value on its line.

use std::io::Read;

use memchr::{memchr, memchr2};

use super::Splitter;
use super::blanks::blanks;
use super::state::{Progress, Role, State};
use crate::log::framing::scanner::{OffendingByte, Problem};

const BOM: &[u8] = b"\xef\xbb\xbf";

impl<R: Read> Splitter<R> {
    pub(super) fn line_start(&mut self) -> Progress {
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

    pub(super) fn begin_object(&mut self) -> Progress {
        self.scan.start_object();
        self.go(State::Value(Role::Item))
    }

    pub(super) fn rest_of_line(&mut self) -> Progress {
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
            return self.behind_damage(first);
        }
        let ended_early = first == b',' && self.closed == Some(self.line);
        let is_list = match self.follows_comma() {
            _ if first != b',' || is_torn || ended_early => false,
            None if !self.input.ended() => return Progress::More,
            follower => follower == Some(b'{'),
        };
        if (is_closing || ended_early || is_list) && !is_torn {
            return self.extra_mark(first);
        }
        self.begin(first, Self::no_line_end(first))
    }

    /// Returns the first byte behind a comma and blanks, if it is in the buffer.
    fn follows_comma(&self) -> Option<u8> {
        let rest = self.input.rest().get(1..)?;
        rest.get(blanks(rest)).copied()
    }

    /// Handles what is behind a damaged part on its line: it belongs to the damage, unless there may be an object in it.
    fn behind_damage(&mut self, first: u8) -> Progress {
        let head = self.input.head(self.limits.rejected);
        let found = memchr2(b'{', b'\n', head).and_then(|at| head.get(at));
        match found {
            None if head.len() < self.limits.rejected && !self.input.ended() => Progress::More,
            None if head.len() < self.limits.rejected => self.go(State::SkipLine),
            Some(b'\n') => self.go(State::SkipLine),
            _ => self.go(State::Rejected(Self::no_line_end(first))),
        }
    }

    fn no_line_end(first: u8) -> Problem {
        Problem::Unexpected {
            found: OffendingByte(first),
            expected: "the end of the line",
        }
    }

    /// Reports a bracket that closes nothing, or a comma behind a bracket that closed too early. The splitter reads the bytes behind as
    /// independent items.
    pub(super) fn extra_mark(&mut self, first: u8) -> Progress {
        self.found(1, Some(Self::no_line_end(first)));
        self.torn = self.torn.saturating_add(1);
        self.input.skip(1);
        self.go_on()
    }
}
