//! Checks of the records of one issuance: missing records, and records that contradict each other.

pub mod digest_mismatch;
pub mod fingerprint_mismatch;
pub mod foreign_token;
pub mod malformed_credential_id;
pub mod missing_record;
pub mod out_of_order;
pub mod purpose_mismatch;
pub mod refused_signature;
pub mod resigned_digest;
pub mod shared_digest;
pub mod unclaimed_certificate;
pub mod unclaimed_signature;
pub mod unissued_credential;
