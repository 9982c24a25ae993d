//! Streams that hash and count their bytes.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use xxhash_rust::xxh3::Xxh3;

/// The number of bytes read of all inputs, for progress displays.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// Returns the number of bytes, before decompression.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A stream that hashes and counts its bytes.
pub(crate) struct Hashed {
    inner: Box<dyn Read + Send>,
    hash: Xxh3,
    bytes: u64,
}

impl Hashed {
    pub(crate) fn new(inner: Box<dyn Read + Send>, seed: u64) -> Self {
        Hashed {
            inner,
            hash: Xxh3::with_seed(seed),
            bytes: 0,
        }
    }

    /// Returns the hash and the number of the bytes as one value, and the number.
    pub(crate) fn digest(&self) -> ([u8; 24], u64) {
        let mut digest = [0; 24];
        digest[..16].copy_from_slice(&self.hash.digest128().to_be_bytes());
        digest[16..].copy_from_slice(&self.bytes.to_be_bytes());
        (digest, self.bytes)
    }
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if let Some(bytes) = buffer.get(..read) {
            self.hash.update(bytes);
            self.bytes += read as u64;
        }
        Ok(read)
    }
}

/// A stream that counts its bytes for progress displays.
pub(super) struct Counted {
    inner: Box<dyn Read + Send>,
    progress: Progress,
}

impl Counted {
    pub(super) fn new(inner: Box<dyn Read + Send>, progress: &Progress) -> Self {
        Counted {
            inner,
            progress: progress.clone(),
        }
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.progress.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
