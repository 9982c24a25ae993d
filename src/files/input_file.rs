//! Files that are read, and pipes, at which nobody waits for ever.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a named pipe is waited for. A shell opens one at once, however long the command takes that writes to it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens a file, or a named pipe to which somebody writes.
///
/// # Errors
/// Those of the file system, and [`io::ErrorKind::TimedOut`] for a pipe to which nobody writes.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    open_within(path, options, PATIENCE)
}

/// Opens what can only be written through: a device, or a named pipe from which somebody reads.
///
/// # Errors
/// Those of the file system, and [`io::ErrorKind::TimedOut`] for a pipe from which nobody reads.
pub(super) fn open_to_append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true);
    open_within(path, options, PATIENCE)
}

/// Whoever opens a named pipe waits until somebody opens its other end (fifo(7)). A thread waits here, so that nobody else has to.
fn open_within(path: &Path, options: OpenOptions, patience: Duration) -> io::Result<File> {
    if !is_pipe(path) {
        return options.open(path);
    }
    let (sender, opened) = mpsc::sync_channel(1);
    let path = path.to_owned();
    let open = move || {
        let _ = sender.send(options.open(path)); // nobody waits any more
    };
    thread::Builder::new().spawn(open)?;
    let late = || {
        let text = format!(
            "a pipe whose other end nobody opened within {} seconds",
            patience.as_secs()
        );
        io::Error::new(io::ErrorKind::TimedOut, text)
    };
    opened.recv_timeout(patience).map_err(|_| late())?
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    path.metadata().is_ok_and(|it| it.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_: &Path) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_for_ever_at_a_pipe() {
        let folder = tempfile::tempdir().unwrap();
        for (name, read, write) in [("in", true, false), ("out", false, true)] {
            let pipe = folder.path().join(name); // one each: the thread that gave up still waits at its pipe
            let made = std::process::Command::new("mkfifo").arg(&pipe).status();
            assert!(made.unwrap().success());
            let mut options = OpenOptions::new();
            options.read(read).write(write);
            let late = open_within(&pipe, options.clone(), Duration::from_millis(20));
            assert_eq!(late.unwrap_err().kind(), io::ErrorKind::TimedOut);
        }
    }
}
