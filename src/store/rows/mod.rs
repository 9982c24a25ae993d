//! Rows by the million, through rusqlite: `load` writes the facts of a file, `lineage` and `plain_chains` read them.

pub(crate) mod connection;
#[cfg(feature = "lake")]
pub(crate) mod everything;
pub mod findings;
pub mod ids;
pub(crate) mod insert;
mod issuance_counts;
pub(crate) mod issuance_times;
mod key_table;
pub mod lineage;
pub mod load;
pub mod plain_chains;
pub mod reader;
pub mod rejected;
pub(crate) mod scan_chain;
pub mod selection;
pub mod signed_reports;
pub mod unread;
pub(crate) mod uses;
