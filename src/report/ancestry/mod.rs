//! The ancestry of a credential: the credentials with which it was requested, directly and indirectly.

pub mod json;
pub mod text;
