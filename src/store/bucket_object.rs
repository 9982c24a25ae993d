//! An object of a bucket, as a listing tells of it.

use crate::coverage::sink_hours::Hour;

/// One object as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its whole name, as `gs://bucket/key`.
    pub url: String,
    /// What tells its content from an earlier one under the same name: entity tag, else generation, else time of the change.
    pub version: String,
    /// Its size in bytes, as it is packed.
    pub size: u64,
    /// The hour that its name tells of, where a sink named it.
    pub hour: Option<Hour>,
    /// Its key in the bucket, as the store spells it.
    pub key: String,
}
