//! Who asked for a credential, upwards.

pub mod json;
pub mod text;
