//! What can be worked out again from bytes instead of being believed.

mod algorithm;
pub mod certificate;
pub mod crl;
pub mod input;
pub mod issuer;
pub mod item;
pub mod jose;
pub mod pending_signature;
pub mod signed_content;
mod signed_part;
