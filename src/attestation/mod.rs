//! Signed statements: of the report of a scan, and of a policy.
//!
//! The form is DSSE (<https://github.com/secure-systems-lab/dsse>), and for reports an in-toto statement in it
//! (<https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>), rather than SSHSIG: a statement has a place for what was
//! signed (`subject`, by its hash) and for what it rests on (`predicate`), Cloud KMS can sign it, and tools for attestations read it.
//!
//! Each statement names the SHA-256 of the signed report before it, so that a report which was left out, put in or replaced shows
//! ([`chain`]). A file proves nothing about itself: signatures count only by the keys that the user trusts.

pub mod chain;
pub mod envelope;
pub mod evidence_list;
pub mod key_error;
pub mod private_key;
pub mod public_key;
pub mod sha256;
pub mod signed_policy;
pub mod statement;
