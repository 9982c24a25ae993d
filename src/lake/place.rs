//! Where a use was read: the order in which uses of a lake are loaded.

use serde::{Deserialize, Serialize};

use super::split::Split;

/// A table of uses: the input, the part of the input, and the number of the table among those of this part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct TableId {
    /// The position of the input in the plan.
    pub(super) ordinal: u64,
    /// The offset at which the split begins.
    pub(super) start: u64,
    /// The position of the table in the context of the split.
    pub(super) table: u64,
}

impl TableId {
    /// The table at a position in the context of a split.
    pub(super) fn of(split: &Split, position: usize) -> Self {
        TableId {
            ordinal: split.ordinal,
            start: split.start,
            table: position as u64,
        }
    }
}

/// A row of a table of uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) table: TableId,
    pub(super) row: u64,
}
