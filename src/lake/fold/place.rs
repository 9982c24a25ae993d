//! Where a use was read: the order in which uses of a lake are loaded.

use serde::{Deserialize, Serialize};

/// A table of uses: the input, the part of the input, and the number of the table among those of this part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::lake) struct TableId {
    /// The position of the input in the plan.
    pub(in crate::lake) ordinal: u64,
    /// The offset at which the split begins.
    pub(in crate::lake) start: u64,
    /// The position of the table in the context of the split.
    pub(in crate::lake) table: u64,
}

/// A row of a table of uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lake) struct Place {
    pub(in crate::lake) table: TableId,
    pub(in crate::lake) row: u64,
}
