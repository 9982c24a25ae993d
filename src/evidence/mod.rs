//! What can be worked out again from bytes instead of being believed.

mod algorithm;
mod armour;
pub mod authority;
pub mod bundle;
pub mod certificate;
pub mod charset;
pub mod content;
mod der;
pub mod exhibit;
pub mod foreign;
pub mod jwks;
mod jws;
pub mod manifest;
mod material;
mod presented;
pub mod revocation;
pub mod seal;
pub mod secret;
mod serialised;
pub mod token;
