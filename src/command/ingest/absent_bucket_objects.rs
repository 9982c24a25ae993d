//! Without the feature `buckets`, no object of a bucket is read.

use std::convert::Infallible;
use std::path::Path;

use anyhow::Result;
use credtrail::ingest::ingested::Ingested;
use credtrail::ingest::input::Input;
use credtrail::log::Reader;
use credtrail::store::Store;
use credtrail::store::bucket_object::Object;
use credtrail::store::rows::unread::InputPath;

use crate::command::args::Verbosity;
use crate::command::ingest::{Bar, InputSummary};
use crate::command::process::feature::Feature;

/// A bucket that no build without the feature can name.
#[derive(Clone)]
pub struct Bucket(Infallible);

/// Fails.
pub fn named(_: &Path) -> Result<Bucket> {
    Err(Feature::Buckets.absence("gs://…"))
}

/// Fails.
#[cfg(feature = "lake")]
pub fn inputs(_: &Path) -> Result<Vec<Input>> {
    Err(Feature::Buckets.absence("gs://…"))
}

/// Reads every object of a bucket.
pub async fn read(
    bucket: &Bucket,
    _: &Reader,
    _: &mut Store,
    _: (&Bar<'_>, Verbosity),
    _: &mut InputSummary,
) -> Result<()> {
    match bucket.0 {}
}

/// Where a bucket lies.
pub fn place_of(bucket: &Bucket) -> InputPath {
    match bucket.0 {}
}

/// Fails: an object of a bucket is never read.
pub async fn again(
    _: &Input,
    object: &Object,
    _: &Reader,
    _: &mut Store,
    _: &Bar<'_>,
) -> Result<Ingested> {
    Err(Feature::Buckets.absence(&object.url))
}
