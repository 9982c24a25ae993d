//! Files of a VM. Whoever may write to a directory may replace its files, even while this program reads them.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::{Error, LARGEST};
use crate::evidence::input::bounded_file;
use crate::model::finding::message::{Message, message};

/// Returns the content of a file.
///
/// # Errors
/// If the path cannot be read, is no file, or is larger than 1 MiB.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let metadata = fs::metadata(path).map_err(|it| unreadable(path, it))?;
    bytes_of(path, &metadata)
}

/// Returns the content of the file whose metadata is `looked_at`.
///
/// # Errors
/// The errors of [`bytes`], and if another file has replaced the file.
pub(super) fn bytes_of(path: &Path, looked_at: &Metadata) -> Result<Vec<u8>, Error> {
    if !looked_at.is_file() {
        return Err(malformed(
            path,
            message!("error-vm-no-file", "expected a file"),
        ));
    }
    let file = File::open(path).map_err(|it| unreadable(path, it))?;
    let opened = file.metadata().map_err(|it| unreadable(path, it))?;
    if number(&opened) != number(looked_at) {
        return Err(malformed(path, replaced()));
    }
    bounded_file::read_open(file, LARGEST).map_err(|it| match it.kind() {
        ErrorKind::FileTooLarge => malformed(
            path,
            message!(
                "error-vm-too-large",
                "larger than 1 MiB, which no credential is"
            ),
        ),
        _ => unreadable(path, it),
    })
}

/// Returns whether both are the same file, under one name or two.
pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
    number(one).is_some_and(|it| number(other) == Some(it))
}

/// Returns device and inode, which identify a file.
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

/// A file that somebody replaced while it was read.
pub(super) fn replaced() -> Message {
    message!("error-vm-replaced", "it was replaced meanwhile; look again")
}

fn malformed(path: &Path, problem: Message) -> Error {
    Error::Malformed {
        place: path.display().to_string(),
        problem,
    }
}
