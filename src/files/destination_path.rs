//! The kinds of files at a path to which a command is asked to write.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// The path that means standard output.
pub const STANDARD: &str = "-";

/// Links that are followed one after the other, as many as Linux follows (path_resolution(7)).
const LINKS: usize = 40;

/// The file at a path, with symbolic links followed.
#[derive(Debug)]
pub enum DestinationPath {
    /// A regular file, or nothing: the path without links, and what is there.
    File(PathBuf, Option<Metadata>),
    /// A pipe, a device, or a descriptor that is open already.
    Stream(PathBuf),
    /// A socket in the file system.
    Socket(PathBuf),
    /// A directory.
    Directory(PathBuf),
}

impl DestinationPath {
    /// Looks at a path.
    ///
    /// # Errors
    /// Where links go round in a circle, or a directory on the way cannot be entered.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut path = path.to_owned();
        for _ in 0..LINKS {
            if is_descriptor(&path) {
                return Ok(DestinationPath::Stream(path));
            }
            let found = match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                found => Some(found?),
            };
            match found {
                Some(found) if found.is_symlink() => path = target(&path)?,
                Some(found) if found.is_dir() => return Ok(DestinationPath::Directory(path)),
                Some(found) if is_socket(&found) => return Ok(DestinationPath::Socket(path)),
                Some(found) if !found.is_file() => return Ok(DestinationPath::Stream(path)),
                found => return Ok(DestinationPath::File(path, found)),
            }
        }
        Err(io::Error::other("too many links"))
    }
}

/// Sees that a path may become a directory.
///
/// # Errors
/// If it means standard output, which is none.
pub fn refuse_standard_output(path: &Path) -> io::Result<()> {
    match path.as_os_str() == STANDARD {
        true => Err(io::Error::other(
            "that is standard output, and no directory",
        )),
        false => Ok(()),
    }
}

/// The directory in which a path lies.
pub fn parent(path: &Path) -> &Path {
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

fn target(link: &Path) -> io::Result<PathBuf> {
    Ok(parent(link).join(fs::read_link(link)?))
}

/// Whether a path names an open file of a process (proc_pid_fd(5)): what it links to has no name to put another file in its place.
fn is_descriptor(path: &Path) -> bool {
    let Ok(directory) = fs::canonicalize(parent(path)) else {
        return false;
    };
    directory.starts_with("/proc") && directory.ends_with("fd")
}

#[cfg(unix)]
fn is_socket(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_socket()
}

#[cfg(not(unix))]
fn is_socket(_: &Metadata) -> bool {
    false
}
