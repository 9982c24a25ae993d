//! Logs and files from Google Cloud and from object stores of other clouds.

pub mod bucket;
pub mod google_api;
pub mod kms;
pub mod logging_api;
