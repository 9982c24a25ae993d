//! The values that all rooms share: digests, identifiers, entries, findings and receipts. This room does no input or output.

pub mod audit_setting;
pub mod cluster_keys;
pub mod digest;
pub mod entry;
pub mod finding;
pub mod identifier;
pub mod identity;
pub mod omitted;
pub mod plain_chain;
pub mod receipt;
pub mod row_id;
pub(crate) mod text;
pub mod time;
pub mod window;
