//! Who may ask, and what a browser may do with the answer.

pub(super) mod headers;
pub mod hosts;
pub(super) mod origin;
pub mod session;
