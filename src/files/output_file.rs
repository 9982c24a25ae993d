//! A file that somebody asked for: a regular one appears whole or not at all, anything else is written through.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::Builder;

use super::destination_path::{DestinationPath, parent};
use super::input_file;
use super::temporary_files::{TemporaryFile, TemporaryFiles, UNFINISHED, sync_directory};

/// Who may read a new file. An existing file keeps its mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// The owner of the file alone, since the file names credentials.
    Owner,
    /// Everyone whom the umask permits.
    ByUmask,
}

/// A file that is being written.
pub struct OutputFile(Kind);

enum Kind {
    /// Beside the file that it will be.
    Whole(Box<Replacement>),
    /// As it comes, to a file that is open already or to a pipe or device.
    Stream(BufWriter<File>),
    /// As it comes, to whoever listens.
    Socket(BufWriter<Box<dyn Write>>),
}

struct Replacement {
    temporary: BufWriter<TemporaryFile>,
    path: PathBuf,
    before: Option<Metadata>,
}

impl OutputFile {
    /// Sees that a path can be written to, and begins.
    ///
    /// # Errors
    /// Where it cannot; then nothing was changed.
    pub fn open(path: &Path, readers: Readers, files: &TemporaryFiles) -> io::Result<Self> {
        Ok(OutputFile(match DestinationPath::of(path)? {
            DestinationPath::File(path, before) => {
                Kind::Whole(Box::new(Replacement::begin(path, before, readers, files)?))
            }
            DestinationPath::Stream(path) => {
                // to append: what an open file already contains is not ours
                Kind::Stream(BufWriter::new(input_file::open_to_append(&path)?))
            }
            DestinationPath::Socket(path) => Kind::Socket(BufWriter::new(connected(&path)?)),
            DestinationPath::Directory(_) => return Err(io::ErrorKind::IsADirectory.into()),
        }))
    }

    /// Sees that a regular file may be written to: one without a mode to write is not even root's to change.
    ///
    /// # Errors
    /// Where it may not.
    pub fn may_be_written(path: &Path) -> io::Result<()> {
        let file = OpenOptions::new().append(true).open(path)?;
        if file.metadata()?.permissions().readonly() {
            let text = "it is there, and its mode lets nobody write to it";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
        }
        Ok(())
    }

    /// Ends the file: its content is on the disk, and so is its name.
    ///
    /// # Errors
    /// Those of the file; then what was there before is still there.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            Kind::Whole(replacement) => replacement.finish(),
            Kind::Socket(mut socket) => socket.flush(),
            Kind::Stream(mut stream) => {
                stream.flush()?;
                sync(stream.get_ref())
            }
        }
    }
}

/// Puts what was written on the disk, where it lies on one.
///
/// # Errors
/// Those of the disk.
pub fn sync(file: &File) -> io::Result<()> {
    match file.metadata()?.is_file() {
        true => file.sync_all(),
        false => Ok(()),
    }
}

impl Replacement {
    fn begin(
        path: PathBuf,
        before: Option<Metadata>,
        readers: Readers,
        files: &TemporaryFiles,
    ) -> io::Result<Self> {
        if before.is_some() {
            OutputFile::may_be_written(&path)?;
        }
        let mut named = Builder::new();
        named.prefix(".credtrail-").suffix(UNFINISHED);
        if readers == Readers::ByUmask && before.is_none() {
            by_umask(&mut named);
        }
        let temporary = files.file(&named, parent(&path))?;
        Ok(Replacement {
            temporary: BufWriter::new(temporary),
            path,
            before,
        })
    }

    fn finish(self) -> io::Result<()> {
        let temporary = self.temporary.into_inner();
        let temporary = temporary.map_err(io::IntoInnerError::into_error)?;
        if let Some(before) = &self.before {
            keep(before, temporary.file())?;
        }
        temporary.file().sync_all()?;
        temporary.persist(&self.path)?;
        sync_directory(parent(&self.path))
    }
}

#[cfg(unix)]
fn connected(path: &Path) -> io::Result<Box<dyn Write>> {
    Ok(Box::new(std::os::unix::net::UnixStream::connect(path)?))
}

#[cfg(not(unix))]
fn connected(_: &Path) -> io::Result<Box<dyn Write>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Makes an empty file that nobody but its owner may read.
///
/// # Errors
/// Those of the directory, and of a file that is there.
pub fn create_for_owner(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    for_owner(options.write(true).create_new(true));
    options.open(path)
}

#[cfg(unix)]
fn for_owner(options: &mut OpenOptions) {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}

#[cfg(not(unix))]
fn for_owner(_: &mut OpenOptions) {}

#[cfg(unix)]
fn by_umask(named: &mut Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    named.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn by_umask(_: &mut Builder<'_, '_>) {}

/// A file in the place of another has its owner, where that may be, and its mode.
#[cfg(unix)]
fn keep(before: &Metadata, file: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let (owner, group) = (before.uid(), before.gid());
    let now = file.metadata()?;
    if (now.uid(), now.gid()) != (owner, group) {
        let _ = fchown(file, Some(owner), Some(group)); // root alone may
    }
    file.set_permissions(before.permissions())
}

#[cfg(not(unix))]
fn keep(_: &Metadata, _: &File) -> io::Result<()> {
    Ok(())
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Kind::Whole(replacement) => replacement.temporary.write(bytes),
            Kind::Stream(stream) => stream.write(bytes),
            Kind::Socket(socket) => socket.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Kind::Whole(replacement) => replacement.temporary.flush(),
            Kind::Stream(stream) => stream.flush(),
            Kind::Socket(socket) => socket.flush(),
        }
    }
}
