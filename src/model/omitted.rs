//! Lines that are counted and not kept one by one, and inputs whose lines nobody could count.

use std::fmt;

use crate::model::finding::message::{Message, message};

/// So many lines of one log that could not be read, beyond those that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Omitted(pub u64);

impl fmt::Display for Omitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} more lines of this log could not be read, the first of them here: counted, not kept one by one",
            self.0
        )
    }
}

/// The size of one entry in the list of unread input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandsFor {
    /// A line.
    Line,
    /// Lines that are counted and not kept one by one.
    Lines(Omitted),
    /// An input of which nothing was read.
    Input,
}

/// How to settle what an unread input leaves open.
pub fn settle() -> Message {
    message!(
        "settle-unread-input",
        "read it, or say `ingest --dismiss PATH` if it holds no log entries"
    )
}

/// An input that is not read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadInput(pub String);

impl fmt::Display for UnreadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settle = settle();
        write!(f, "nothing of this input was read: {}; {settle}", self.0)
    }
}
