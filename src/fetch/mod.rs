//! Logs and files from Google Cloud and from object stores of other clouds.

#[cfg(feature = "buckets")]
pub mod bucket;
#[cfg(feature = "pull")]
pub mod google_api;
#[cfg(feature = "pull")]
pub mod kms;
#[cfg(feature = "pull")]
pub mod logging_api;
#[cfg(feature = "pull")]
pub mod retry_policy;
