//! Facts that are recomputed from the bytes of certificates, requests, revocation lists and tokens, instead of being taken from a log.

mod algorithm;
pub mod certificate;
pub mod compared_name;
pub mod crl;
pub mod input;
pub mod issuer;
pub mod item;
pub mod jose;
pub mod pending_signature;
mod raw_json;
pub mod redaction;
pub mod signed_content;
mod signed_part;
