//! From bytes to items: decompression, encodings, and the bounds of each entry in an export.

pub mod decompress;
pub(crate) mod gzip;
pub mod read_ahead;
pub(crate) mod read_buffer;
pub(crate) mod scanner;
pub mod splitter;
pub(crate) mod utf16;
