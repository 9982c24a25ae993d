//! What can be worked out again from bytes instead of being believed.

mod algorithm;
pub mod certificate;
pub mod secret;
pub mod token;
