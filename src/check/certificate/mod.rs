//! Checks of a certificate's own bytes: signature, chain and validity.

pub mod expired_certificate;
pub mod signature_invalid;
pub mod untrusted_chain;
