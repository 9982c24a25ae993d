//! Sizes that bound the memory of the splitter.

/// The longest item, in bytes. A longer value is a [`Problem::TooLong`](super::Problem::TooLong).
pub const MAX_ITEM: usize = 16 << 20;

/// The most bytes that are kept of a part that is no item.
pub const MAX_REJECTED: usize = 64 << 10;

/// The most items of a batch. A line of a byte takes hundreds once it is rejected.
const MOST_ITEMS: usize = 4_096;

/// Sizes in bytes that bound memory, and a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Bytes per read.
    pub(super) block: usize,
    /// The longest line that is an item without a scan. A longer line may be a page.
    pub(super) line: usize,
    /// See [`MOST_ITEMS`].
    pub(super) items: usize,
    /// See [`MAX_ITEM`].
    pub(super) item: usize,
    /// See [`MAX_REJECTED`].
    pub(super) rejected: usize,
}

pub(super) const LIMITS: Limits = Limits {
    block: 128 << 10, // small enough that the bytes are still in the CPU cache when the parser reads them
    line: 1 << 20,
    items: MOST_ITEMS,
    item: MAX_ITEM,
    rejected: MAX_REJECTED,
};
