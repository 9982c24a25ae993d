//! Files that are read as a whole: no more of them than a file of their kind can have. A device or a pipe may go on for ever.

use std::io::{self, Read};
use std::path::Path;

use crate::files::input_file;

/// The most bytes of a policy, of `CONFIGS.json` or of a key set: a thousand clusters or keys take less than 1 MiB.
pub const SETTINGS: u64 = 16 << 20;

/// The most bytes of a VM's serial output, of which Compute Engine keeps 1 MiB.
pub const SERIAL_OUTPUT: u64 = 64 << 20;

/// The most bytes of a file with an access token or credentials.
pub const CREDENTIALS: u64 = 1 << 20;

/// Returns the content of a file with at most so many bytes.
///
/// # Errors
/// Those of the file system, and [`io::ErrorKind::FileTooLarge`].
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    read_open(input_file::open(path)?, most)
}

/// Returns the rest of an open file or stream, if that has at most so many bytes. The size in the file system does not count: files in /proc
/// have none.
///
/// # Errors
/// Those of [`read`].
pub fn read_open(file: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let problem = format!("larger than {} MiB, which no such file is", most >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, problem));
    }
    Ok(bytes)
}

/// Returns the text of a file with at most so many bytes.
///
/// # Errors
/// Those of [`read`], and [`io::ErrorKind::InvalidData`] where it is no UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    let text = String::from_utf8(read(path, most)?);
    text.map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_have_as_many_bytes_and_no_more() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "1234").unwrap();
        assert_eq!(read(file.path(), 4).unwrap(), b"1234");
        let error = read(file.path(), 3).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
