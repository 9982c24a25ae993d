//! Checks of the uses and the users of a credential.

pub mod holder_mismatch;
pub mod revoked_credential_used;
pub mod shadow_identity;
pub mod shared_identity;
pub mod used_after_expiry;
pub mod used_before_valid;
pub mod used_elsewhere;
