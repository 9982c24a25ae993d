//! From items to entries of Cloud Audit Logs: export shapes, and the envelopes around entries.

pub(crate) mod apart;
pub mod ca_service_listing;
pub(crate) mod call;
pub(crate) mod columns;
pub mod envelope;
pub mod export_shape;
pub mod json;
pub mod lenient;
pub(crate) mod object;
mod pairs;
pub mod row;
pub(in crate::log) mod row_depth;
pub mod timestamp;
