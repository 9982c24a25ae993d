//! The reach of a credential, key version, CA pool or user: all credentials that depend on it.

pub mod json;
pub mod text;
