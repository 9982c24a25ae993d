//! The rotation history of a workload identity, as text and JSON.

pub mod json;
pub mod text;
