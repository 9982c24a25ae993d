//! The fast reader of log lines. The fast reader skips bytes of fields that nobody reads, and hands a line over to the full parser wherever the
//! two could differ.

pub(crate) mod cursor;
pub(crate) mod skim;
pub(crate) mod structural_index;
