//! The bytes of an input: of a file, or of an object of a bucket.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::error::Error;
use super::split::Split;
use crate::fetch::is_of_bucket;
use crate::ingest::input::Input;
use crate::store::bucket_object::Object;

/// The bytes of an input.
pub(super) type Bytes = Box<dyn Read + Send>;

/// What distinguishes the content of an input from another content of the same name.
pub(super) struct Content {
    /// The entity tag of an object; the time of a file's change, in nanoseconds since 1970.
    pub(super) generation: String,
    /// The size in bytes, before decompression.
    pub(super) size: u64,
}

impl Content {
    /// The content of an input as it is now, or as it was listed.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub(super) fn of(input: &Input) -> Result<Self, Error> {
        match &input.object {
            Some(object) => Ok(Content {
                generation: object.version.clone(),
                size: object.size,
            }),
            None => {
                let metadata = input.path.metadata().map_err(Error::io(&input.path))?;
                Ok(Content::of_file(&metadata))
            }
        }
    }

    fn of_file(metadata: &Metadata) -> Self {
        let changed = metadata.modified().ok();
        let changed = changed.and_then(|it| it.duration_since(UNIX_EPOCH).ok());
        Content {
            generation: changed.map_or_else(|| "0".to_owned(), |it| it.as_nanos().to_string()),
            size: metadata.len(),
        }
    }
}

/// The bytes of an input from the first one on.
///
/// # Errors
/// If the input cannot be read.
pub(super) fn open_input(input: &Input) -> Result<Bytes, Error> {
    match &input.object {
        Some(object) => open_object(object, 0),
        None => Ok(Box::new(
            File::open(&input.path).map_err(Error::io(&input.path))?,
        )),
    }
}

/// The bytes of the input of a split from an offset on, if the input is what it was when it was planned.
///
/// # Errors
/// If the input cannot be read, or has changed. Where an object has changed, reading fails.
pub(super) fn open(split: &Split, from: u64) -> Result<Bytes, Error> {
    if let Some(object) = split.object() {
        return open_object(&object, from);
    }
    let path = Path::new(&split.url);
    let mut file = File::open(path).map_err(Error::io(path))?;
    let content = Content::of_file(&file.metadata().map_err(Error::io(path))?);
    if content.size != split.size || content.generation != split.generation {
        return Err(Error::Changed(path.to_owned()));
    }
    let seek = file.seek(SeekFrom::Start(from));
    seek.map_err(Error::io(path))?;
    Ok(Box::new(file))
}

#[cfg(feature = "buckets")]
pub(super) fn open_object(object: &Object, from: u64) -> Result<Bytes, Error> {
    use crate::fetch::bucket::Download;

    let bucket = object.url.parse()?;
    let download = Download::of_listed(&bucket, object.clone(), from)?;
    Ok(Box::new(download))
}

#[cfg(not(feature = "buckets"))]
pub(super) fn open_object(object: &Object, _: u64) -> Result<Bytes, Error> {
    Err(Error::NoBuckets(object.url.clone()))
}

/// Whether the bytes of an input are no gzip, zstd or UTF-16, so that they will be none when read again. A bucket that does not answer may answer
/// when asked again.
pub(super) fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    let is_of_content = matches!(
        error.kind(),
        InvalidData | InvalidInput | Other | UnexpectedEof
    );
    is_of_content && !is_of_bucket(error)
}
