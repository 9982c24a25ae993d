//! Plain, gzip or zstd, told by magic bytes; UTF-8 or UTF-16, told by what the text begins with.

use std::fmt;
use std::io::{self, BufReader, Read};

use super::gzip::{Members, Trailer};
use super::utf16::{Utf16, order_of};
use crate::evidence::input::text_encoding::Order;

/// How the bytes of a file were packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// RFC 1952, one member or several.
    Gzip,
    /// RFC 8878, one frame or several.
    Zstd,
}

impl Compression {
    /// Told by the first four bytes.
    fn of(start: &[u8]) -> Self {
        if start.starts_with(&[0x1f, 0x8b]) {
            Compression::Gzip
        } else if start == [0x28, 0xb5, 0x2f, 0xfd] {
            Compression::Zstd
        } else {
            Compression::None
        }
    }
}

/// What was around the text of a file.
#[derive(Debug, Clone)]
pub struct Packing {
    compression: Compression,
    utf16: Option<Order>,
    trailer: Trailer,
}

impl Packing {
    /// Nothing at all: the bytes of the text are those of the file.
    pub fn plain() -> Self {
        Packing {
            compression: Compression::None,
            utf16: None,
            trailer: Trailer::default(),
        }
    }

    /// Whether the bytes of the text are those of the file.
    pub fn is_plain(&self) -> bool {
        !self.is_compressed() && self.utf16.is_none()
    }

    /// Whether it takes time to unpack.
    pub fn is_compressed(&self) -> bool {
        self.compression != Compression::None
    }
}

/// `gzip: `, `UTF-16: `, nothing: what stands before the word for what is in a file. Complete once the file has been read to its end.
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

/// Bytes read at a time.
const BLOCK: usize = 256 * 1024;

/// Unpacks a stream by what it begins with. What comes out is UTF-8, where it is text.
///
/// # Errors
/// Those of the stream.
pub fn unpack<'a>(
    stream: impl Read + Send + 'a,
) -> io::Result<(Packing, Box<dyn Read + Send + 'a>)> {
    let (start, stream) = begin(stream)?;
    let compression = Compression::of(&start);
    let trailer = Trailer::default();
    let buffered = |stream| BufReader::with_capacity(BLOCK, stream);
    let (start, stream): (Vec<u8>, Box<dyn Read + Send>) = match compression {
        Compression::None => (start, Box::new(stream)), // whoever reads it reads large blocks
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

/// The first four bytes, or all there are, and the stream as it was.
fn begin<'a>(
    mut stream: impl Read + Send + 'a,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send + 'a>)> {
    let mut start = Vec::with_capacity(4);
    stream.by_ref().take(4).read_to_end(&mut start)?;
    let whole = io::Cursor::new(start.clone()).chain(stream);
    Ok((start, Box::new(whole)))
}
