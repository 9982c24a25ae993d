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

/// Whether an error is one of the connection to a bucket, so that the bytes themselves may be sound.
#[cfg(feature = "buckets")]
pub fn is_of_bucket(error: &std::io::Error) -> bool {
    let inner = error.get_ref();
    inner.is_some_and(|it| it.is::<bucket::Error>())
}

/// Whether an error is one of the connection to a bucket, which no build without the feature makes.
#[cfg(not(feature = "buckets"))]
pub fn is_of_bucket(_: &std::io::Error) -> bool {
    false
}
