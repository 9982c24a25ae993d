//! Items to entries of Cloud Audit Logs: the shapes of exports, and the envelope around what a service wrote.

pub(crate) mod apart;
pub mod ca_service_listing;
pub(crate) mod call;
pub(crate) mod columns;
pub mod envelope;
pub mod export_shape;
pub mod json;
pub mod lenient;
pub(crate) mod object;
pub mod row;
pub mod timestamp;
