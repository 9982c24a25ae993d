//! The keys by which reports and policies are signed, and verified.

pub mod signer;
pub mod trusted_keys;
