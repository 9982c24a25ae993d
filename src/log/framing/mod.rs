//! Bytes to items: decompression, encodings, and where one entry of an export ends and the next begins.

pub mod decompress;
pub(crate) mod gzip;
pub mod read_ahead;
pub(crate) mod read_buffer;
pub(crate) mod scanner;
pub mod splitter;
pub(crate) mod utf16;
