//! Arrays and pages around items: how they begin, the bytes between their elements, and how they end.

use std::io::Read;

use memchr::{memchr_iter, memrchr};

use super::Splitter;
use super::blanks::blank;
use super::item::{Item, Lost};
use super::state::{Progress, Role, State};
use crate::log::framing::scanner::{Inside, OffendingByte, Problem};

/// The most arrays and pages around an item. Only damaged input has more than a few.
pub(super) const MAX_CONTAINERS: usize = 512;

/// An open array or page around the items.
#[derive(Debug, Clone, Copy)]
pub(super) struct Container {
    pub(super) kind: Kind,
    pub(super) line: u64,
    pub(super) offset: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Array,
    Page,
}

impl<R: Read> Splitter<R> {
    pub(super) fn begin_array(&mut self) -> Progress {
        if self.open.len() == MAX_CONTAINERS {
            return self.go(State::Rejected(Problem::TooDeep));
        }
        self.enter(Kind::Array);
        self.pass_to(State::Element)
    }

    pub(super) fn enter(&mut self, kind: Kind) {
        self.blamed = None;
        self.open.push(Container {
            kind,
            line: self.line,
            offset: self.input.offset(),
        });
    }

    pub(super) fn element(&mut self) -> Progress {
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
    pub(super) fn indent(&self) -> usize {
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
    pub(super) fn unclosed(&mut self, inside: Inside) -> Progress {
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
}

/// Returns whether `token` is a number, `true`, `false` or `null`.
fn is_scalar(token: &[u8]) -> bool {
    match (token.first(), std::str::from_utf8(token)) {
        (Some(b'0'..=b'9' | b'-'), Ok(text)) => text.parse::<f64>().is_ok(),
        _ => [&b"true"[..], b"false", b"null"].contains(&token),
    }
}
