//! An object of a bucket, as a listing names it.

use std::path::Path;

use crate::coverage::sink_hours::Hour;

/// Whether a path is the address of a bucket.
pub fn is_url(path: &Path) -> bool {
    path.to_str().is_some_and(|it| it.contains("://"))
}

/// One object as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The URL of the object, as `gs://bucket/key`.
    pub url: String,
    /// The version of the content under this name: entity tag, else generation, else time of the change.
    pub version: String,
    /// The size of the object in bytes, before decompression.
    pub size: u64,
    /// The hour in the object's name, if a sink named the object.
    pub hour: Option<Hour>,
    /// The key of the object in its bucket.
    pub key: String,
}
