//! Compressed files whose bytes are the same on every machine.

use std::io::Write;

use flate2::{Compression, GzBuilder};

/// Two gzip members, one after the other. The blocks are stored without compression: the output of a compressor differs between
/// versions and processors.
pub fn gzip_members(content: &[u8]) -> Vec<u8> {
    let middle = middle_line_end(content);
    [gzip(&content[..middle]), gzip(&content[middle..])].concat()
}

/// A zstd frame.
pub fn zstd(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 3).expect("memory is always written")
}

/// In one member.
pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut member = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::none());
    member.write_all(content).expect("memory is always written");
    member.finish().expect("memory is always written")
}

/// The end of the line in the middle, so that each member holds whole lines.
fn middle_line_end(content: &[u8]) -> usize {
    let half = content.len() / 2;
    let rest = content[half..]
        .iter()
        .position(|byte| *byte == b'\n')
        .expect("a line end");
    half + rest + 1
}
