//! Cloud KMS: signatures by a key version that never leaves the service.

mod answer;
pub mod client;
mod crc32c;
pub mod kms_error;
