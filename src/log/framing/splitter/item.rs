//! The items of one block of input, and the parts of the input that are no items.

use std::ops::Range;

use crate::log::framing::scanner::Problem;

/// A JSON object of the input, or a part of the input that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The line of the first byte, counted from 1.
    pub line: u64,
    /// The offset of the first byte in the decompressed input.
    pub offset: u64,
    /// The range in [`Batch::bytes`]. The range of a part that is no item covers at most its first
    /// [`MAX_REJECTED`](super::MAX_REJECTED) bytes, and is empty if the only problem is that something is missing.
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

/// One value of a text that holds several.
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
