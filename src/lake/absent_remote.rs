//! Without the feature `buckets`, no lake lies in a bucket.

use std::convert::Infallible;
use std::path::Path;

use super::error::Error;

/// The bucket of a lake, which no build without the feature has.
#[derive(Debug)]
pub(super) struct Remote(Infallible);

impl Remote {
    /// Fails.
    pub(super) fn at(url: &str) -> Result<Self, Error> {
        Err(Error::NoBuckets(url.to_owned()))
    }

    /// Copies nothing.
    pub(super) fn copy_part(&self, _: &str, _: &Path) -> Result<(), Error> {
        match self.0 {}
    }

    /// Copies nothing.
    pub(super) fn copy_file(&self, _: &str, _: &Path) -> Result<(), Error> {
        match self.0 {}
    }

    /// Stores nothing.
    pub(super) fn store(&self, _: &str, _: &Path) -> Result<(), Error> {
        match self.0 {}
    }

    /// Stores nothing.
    pub(super) fn store_plan(&self, _: &str, _: &Path) -> Result<(), Error> {
        match self.0 {}
    }
}
