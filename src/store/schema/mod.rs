//! The meaning of a database: its tables, and the numbers that its columns store for values of this program.

pub mod codes;
pub(super) mod migrations;
pub(super) mod new_database;
pub(super) mod own_keys;
