//! Plain, gzip or zstd, told by magic bytes.

use std::fmt;
use std::io::{self, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

/// How the bytes of a file were packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// RFC 1952, one member or several.
    Gzip,
    /// RFC 8878, one frame or several.
    Zstd,
}

impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Packing::Plain => "plain",
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        })
    }
}

/// Bytes read at a time.
const BLOCK: usize = 256 * 1024;

/// Unpacks a stream by what it begins with.
///
/// # Errors
/// Those of the stream.
pub fn unpack<'a>(
    stream: impl Read + Send + 'a,
) -> io::Result<(Packing, Box<dyn Read + Send + 'a>)> {
    let mut start = Vec::with_capacity(4);
    let mut stream = stream;
    stream.by_ref().take(4).read_to_end(&mut start)?;
    let magic = start.clone();
    let stream = BufReader::with_capacity(BLOCK, io::Cursor::new(start).chain(stream));
    if magic.starts_with(&[0x1f, 0x8b]) {
        Ok((Packing::Gzip, Box::new(MultiGzDecoder::new(stream))))
    } else if magic == [0x28, 0xb5, 0x2f, 0xfd] {
        Ok((Packing::Zstd, Box::new(zstd::Decoder::with_buffer(stream)?)))
    } else {
        Ok((Packing::Plain, Box::new(stream)))
    }
}
