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

impl Packing {
    /// Told by the first four bytes.
    fn of(start: &[u8]) -> Self {
        if start.starts_with(&[0x1f, 0x8b]) {
            Packing::Gzip
        } else if start == [0x28, 0xb5, 0x2f, 0xfd] {
            Packing::Zstd
        } else {
            Packing::Plain
        }
    }
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
    let mut stream = stream;
    let mut start = Vec::with_capacity(4);
    stream.by_ref().take(4).read_to_end(&mut start)?;
    let packing = Packing::of(&start);
    let stream = io::Cursor::new(start).chain(stream);
    let buffered = |stream| BufReader::with_capacity(BLOCK, stream);
    let unpacked: Box<dyn Read + Send> = match packing {
        Packing::Plain => Box::new(stream), // whoever reads it reads large blocks
        Packing::Gzip => Box::new(MultiGzDecoder::new(buffered(stream))),
        Packing::Zstd => Box::new(zstd::Decoder::with_buffer(buffered(stream))?),
    };
    Ok((packing, unpacked))
}
