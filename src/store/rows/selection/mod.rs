//! Which identifiers a scan, a trace or a lookup starts from.

pub mod candidates;
pub(crate) mod numbers;
pub(crate) mod reach;
pub(crate) mod users;
pub(crate) mod window;
