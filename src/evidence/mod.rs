//! What can be worked out again from bytes instead of being believed.

pub mod certificate;
pub mod token;
