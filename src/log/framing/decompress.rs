//! Detects gzip and zstd by their magic bytes, and UTF-16 by the first characters of the text.

use std::fmt;
use std::io::{self, BufReader, Read};

use super::gzip::{Members, Trailer};
use super::utf16::{Utf16, order_of};
use crate::evidence::input::text_encoding::Order;

/// The compression of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not compressed.
    None,
    /// gzip (RFC 1952), one member or several.
    Gzip,
    /// zstd (RFC 8878), one frame or several.
    Zstd,
}

impl Compression {
    /// Detects the compression by the first four bytes of a file.
    fn of(start: &[u8]) -> Self {
        if start.starts_with(&[0x1f, 0x8b]) {
            Compression::Gzip
        } else if start == [0x28, 0xb5, 0x2f, 0xfd] || is_skippable(start) {
            Compression::Zstd
        } else {
            Compression::None
        }
    }
}

/// Returns whether these bytes begin a skippable frame of zstd (RFC 8878 section 3.1.2), as pzstd writes one before each of its frames.
fn is_skippable(start: &[u8]) -> bool {
    matches!(start, [0x50..=0x5f, 0x2a, 0x4d, 0x18])
}

/// The compression and encoding of a file.
#[derive(Debug, Clone)]
pub struct Packing {
    compression: Compression,
    utf16: Option<Order>,
    trailer: Trailer,
}

impl Packing {
    /// Returns the packing of an uncompressed UTF-8 file.
    pub fn plain() -> Self {
        Packing {
            compression: Compression::None,
            utf16: None,
            trailer: Trailer::default(),
        }
    }

    /// Returns whether the file is uncompressed UTF-8, so that offsets in the text are offsets in the file.
    pub fn is_plain(&self) -> bool {
        !self.is_compressed() && self.utf16.is_none()
    }

    /// Returns whether the file is compressed.
    pub fn is_compressed(&self) -> bool {
        self.compression != Compression::None
    }
}

/// Writes `gzip: `, `UTF-16: ` or nothing, as a prefix of the word for the content of the file. The number of bytes behind the last gzip
/// member is known only once the file has been read to its end.
impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.compression {
            Compression::None => {}
            Compression::Gzip => write!(f, "gzip{}: ", self.trailer)?,
            Compression::Zstd => f.write_str("zstd: ")?,
        }
        match self.utf16 {
            Some(_) => f.write_str("UTF-16: "),
            None => Ok(()),
        }
    }
}

/// The capacity of the read buffer, in bytes.
const BLOCK: usize = 256 * 1024;

/// Decompresses a stream and converts UTF-16 to UTF-8, by the first bytes of the stream.
///
/// # Errors
/// Errors of `stream`, and of the decompressor on its first bytes.
pub fn unpack<'a>(
    stream: impl Read + Send + 'a,
) -> io::Result<(Packing, Box<dyn Read + Send + 'a>)> {
    let (start, stream) = begin(stream)?;
    let compression = Compression::of(&start);
    let trailer = Trailer::default();
    let buffered = |stream| BufReader::with_capacity(BLOCK, stream);
    let (start, stream): (Vec<u8>, Box<dyn Read + Send>) = match compression {
        Compression::None => (start, Box::new(stream)), // needs no buffer: callers read large blocks
        Compression::Gzip => begin(Members::of(buffered(stream), trailer.clone()))?,
        Compression::Zstd => begin(zstd::Decoder::with_buffer(buffered(stream))?)?,
    };
    let utf16 = order_of(&start);
    let stream = match utf16 {
        Some(order) => Box::new(Utf16::of(stream, order)),
        None => stream,
    };
    let packing = Packing {
        compression,
        utf16,
        trailer,
    };
    Ok((packing, stream))
}

/// Returns the first four bytes of a stream, or all bytes of a shorter one, and a stream with the same content.
fn begin<'a>(
    mut stream: impl Read + Send + 'a,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send + 'a>)> {
    let mut start = Vec::with_capacity(4);
    stream.by_ref().take(4).read_to_end(&mut start)?;
    let whole = io::Cursor::new(start.clone()).chain(stream);
    Ok((start, Box::new(whole)))
}
