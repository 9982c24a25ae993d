//! Files of a VM: whoever may write there may put anything in their place, also while they are read.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use super::{Error, LARGEST};

/// The content of a file that is not too large.
///
/// # Errors
/// Of what cannot be read, is no file, or is too large.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let metadata = fs::metadata(path).map_err(|it| unreadable(path, it))?;
    bytes_of(path, &metadata)
}

/// The content of the very file that was looked at before.
///
/// # Errors
/// Those of [`bytes`], and of another file in its place.
pub(super) fn bytes_of(path: &Path, looked_at: &Metadata) -> Result<Vec<u8>, Error> {
    if !looked_at.is_file() {
        return Err(malformed(path, "expected a file"));
    }
    let file = File::open(path).map_err(|it| unreadable(path, it))?;
    let opened = file.metadata().map_err(|it| unreadable(path, it))?;
    if number(&opened) != number(looked_at) {
        return Err(malformed(path, "it was replaced meanwhile; look again"));
    }
    let mut bytes = Vec::new();
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes); // files of /proc tell no size
    read.map_err(|it| unreadable(path, it))?;
    if bytes.len() as u64 > LARGEST {
        return Err(malformed(path, "larger than 1 MiB, which no credential is"));
    }
    Ok(bytes)
}

/// Whether both are one file, under two names or one.
pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    number(one).is_some_and(|it| number(other) == Some(it))
}

/// Device and inode, which no other file has.
#[cfg(unix)]
fn number(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> Option<(u64, u64)> {
    None
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    Error::Unreadable {
        path: path.to_owned(),
        source,
    }
}

fn malformed(path: &Path, problem: &str) -> Error {
    Error::Malformed {
        place: path.display().to_string(),
        problem: problem.to_owned(),
    }
}
