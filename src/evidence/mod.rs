//! What can be worked out again from bytes instead of being believed.

mod algorithm;
pub mod authority;
pub mod bundle;
pub mod certificate;
pub mod exhibit;
pub mod jwks;
pub mod revocation;
pub mod seal;
pub mod secret;
pub mod token;
