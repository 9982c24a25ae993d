//! The rotation history of a workload identity, in the forms that have a place for it.

pub mod json;
pub mod text;
