//! Where a report goes: standard output, or a file.

use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use crate::command::failure::WithMessage;
use credtrail::files::destination_path::STANDARD;
use credtrail::files::output_file::{OutputFile, Readers, sync};
use credtrail::files::temporary_files::TemporaryFiles;
use credtrail::message;
use credtrail::model::finding::message::Message;
use thiserror::Error;

/// The reader of standard output has closed it. Other broken pipes, such as connections, are ordinary errors.
#[derive(Debug, Error)]
#[error("nobody reads the report any more")]
pub struct ReaderGone;

/// Where a report is written.
pub enum Destination {
    /// To standard output.
    Standard(BufWriter<Stdout>),
    /// To a file.
    File {
        /// The temporary file with the bytes that were written so far.
        file: OutputFile,
        /// The name of the finished file.
        path: PathBuf,
    },
}

impl Destination {
    /// Begins what is printed on standard output.
    pub fn standard() -> Self {
        Destination::Standard(BufWriter::new(io::stdout()))
    }

    /// Begins a report, after it is certain that it can be written: before anything is read.
    pub fn to(path: Option<&Path>, files: &TemporaryFiles) -> anyhow::Result<Self> {
        Self::readable(path, Readers::Owner, files)
    }

    /// Begins a file that more than its owner may read.
    pub fn readable(
        path: Option<&Path>,
        readers: Readers,
        files: &TemporaryFiles,
    ) -> anyhow::Result<Self> {
        match path {
            Some(path) if !is_standard(path) => Ok(Destination::File {
                file: OutputFile::open(path, readers, files).with_message(|| unwritable(path))?,
                path: path.to_owned(),
            }),
            _ => Ok(Self::standard()),
        }
    }

    /// Ends it.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Destination::Standard(mut standard) => {
                let flushed = standard.flush().map_err(marked);
                let finished = flushed.and_then(|()| sync_standard());
                finished.with_message(|| {
                    message!("error-standard-output", "cannot write to standard output")
                })
            }
            Destination::File { file, path } => {
                let finished = file.finish().map_err(marked);
                finished.with_message(|| unwritable(&path))
            }
        }
    }
}

/// Whether a path means standard output.
pub fn is_standard(path: &Path) -> bool {
    path.as_os_str() == STANDARD
}

/// What cannot be done.
pub fn unwritable(path: &Path) -> Message {
    message!(
        "error-unwritable-output",
        "cannot write {path}",
        path = path.display().to_string()
    )
}

#[cfg(unix)]
fn sync_standard() -> io::Result<()> {
    use std::os::fd::AsFd;
    let standard = io::stdout().as_fd().try_clone_to_owned()?;
    sync(&standard.into())
}

#[cfg(not(unix))]
fn sync_standard() -> io::Result<()> {
    Ok(())
}

fn marked(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => io::Error::new(io::ErrorKind::BrokenPipe, ReaderGone),
        _ => error,
    }
}

/// An error of a file, with the name of the file.
fn named(error: io::Error, path: &Path) -> io::Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => marked(error),
        kind => io::Error::new(kind, format!("{}: {error}", path.display())),
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Destination::Standard(standard) => standard.write(bytes).map_err(marked),
            Destination::File { file, path } => file.write(bytes).map_err(|it| named(it, path)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Destination::Standard(standard) => standard.flush().map_err(marked),
            Destination::File { file, path } => file.flush().map_err(|it| named(it, path)),
        }
    }
}

/// Whether a report goes to standard output.
pub fn is_to_standard(path: Option<&Path>) -> bool {
    path.is_none_or(is_standard)
}
