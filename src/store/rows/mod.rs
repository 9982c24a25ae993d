//! Rows by the million, through rusqlite: one file on its way into the database, lineages on their way out.

pub(crate) mod connection;
pub mod findings;
pub mod ids;
pub(crate) mod insert;
mod key_table;
pub mod lineage;
pub mod load;
pub mod plain_chains;
pub mod reader;
pub mod selection;
pub(crate) mod uses;
