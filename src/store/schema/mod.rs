//! What a database means: its tables, and the numbers that stand in them for values of this program.

pub mod codes;
pub(super) mod migrations;
pub(super) mod own_keys;
