//! How much was read a second time.

/// How much of what the database has read was read a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// All of it, with files of nothing but unreadable lines: these were also met earlier in their run, when they were passed over.
    Unordered,
    /// Some files: the database may hold more than the second reading.
    Part,
}
