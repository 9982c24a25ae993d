//! Calls of APIs of Google that describe projects: their policies, sinks, buckets and clusters.

pub mod call_error;
pub mod client;
pub mod endpoint;
