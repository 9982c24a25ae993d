//! A spool for text that is written after a later part of the report is known: in memory while the text is short, then in a
//! temporary file.

use std::io::{self, Read, Seek, Write};

/// The number of bytes that are kept in memory.
const IN_MEMORY: usize = 8 << 20;

/// The number of bytes that are kept in memory of one of many texts.
const IN_MEMORY_OF_MANY: usize = 64 << 10;

/// The text, in memory or in a temporary file.
pub(super) struct Spool(tempfile::SpooledTempFile);

impl Default for Spool {
    fn default() -> Self {
        Spool(tempfile::spooled_tempfile(IN_MEMORY))
    }
}

impl Spool {
    /// Returns an empty spool that is one of many.
    pub(super) fn of_many() -> Self {
        Spool(tempfile::spooled_tempfile(IN_MEMORY_OF_MANY))
    }

    /// Writes the whole text.
    pub(super) fn pour(mut self, out: &mut dyn Write) -> io::Result<()> {
        self.0.rewind()?;
        let mut block = vec![0; 64 * 1024];
        loop {
            match self.0.read(&mut block)? {
                0 => return Ok(()),
                read => out.write_all(block.get(..read).unwrap_or_default())?,
            }
        }
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
