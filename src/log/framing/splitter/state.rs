//! Where the splitter is in its input, and how the splitter goes on from there.

use std::io::Read;

use super::Splitter;
use crate::log::framing::scanner::Problem;

/// The part of the input to which the next bytes belong.
#[derive(Debug, Clone, Copy)]
pub(super) enum State {
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
    /// The rest of a run of zeros, to be skipped.
    SkipZeros,
    /// The rest of a damaged item that spans lines, to be skipped.
    SkipItem,
}

/// The role of the scanned value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    Item,
    /// An element that is a string, which is no item.
    Foreign,
    /// The rest of a page behind its array of items.
    PageEnd,
}

/// Whether the splitter can take another step without more input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Again,
    More,
}

impl<R: Read> Splitter<R> {
    pub(super) fn step(&mut self) -> Progress {
        match self.state {
            State::LineStart => self.line_start(),
            State::Rest => self.rest_of_line(),
            State::Element => self.element(),
            State::Value(role) => self.value(role),
            State::Rejected(problem) => self.rejected(problem),
            State::SkipLine => self.skip_line(),
            State::SkipZeros => self.skip_zeros(),
            State::SkipItem => self.skip_item(),
        }
    }

    pub(super) fn go(&mut self, state: State) -> Progress {
        self.state = state;
        Progress::Again
    }

    /// Continues behind a value.
    pub(super) fn go_on(&mut self) -> Progress {
        self.go(if self.open.is_empty() {
            State::Rest
        } else {
            State::Element
        })
    }

    /// Passes one byte.
    pub(super) fn pass_to(&mut self, state: State) -> Progress {
        self.input.skip(1);
        self.go(state)
    }
}
