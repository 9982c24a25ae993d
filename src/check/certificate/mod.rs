//! Checks of what certificates say of themselves and of their issuers.

pub mod expired_certificate;
pub mod signature_invalid;
pub mod untrusted_chain;
