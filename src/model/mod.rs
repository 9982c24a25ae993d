//! The values that all rooms share: digests, identifiers, entries, findings and receipts. This room does no input or output.

pub mod agent;
pub mod audit_setting;
pub mod cluster_keys;
pub mod cluster_name;
pub mod digest;
pub mod entry;
pub mod finding;
pub mod finding_id;
pub mod identifier;
pub mod omitted;
pub mod plain_chain;
pub mod project;
pub mod receipt;
pub mod row_id;
pub mod spiffe;
pub mod subject;
pub(crate) mod text;
pub mod time;
pub mod user;
pub mod window;
