//! Compressed files whose bytes are the same on every machine.

use std::io::Write;

use flate2::{Compression, GzBuilder};

/// Two gzip members, one after another. The blocks are stored, not squeezed: what a compressor finds differs from
/// version to version and from processor to processor.
pub fn gzip_members(content: &[u8]) -> Vec<u8> {
    let middle = middle_line_end(content);
    [gzip(&content[..middle]), gzip(&content[middle..])].concat()
}

/// A zstd frame.
pub fn zstd(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 3).expect("memory is always written")
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut member = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::none());
    member.write_all(content).expect("memory is always written");
    member.finish().expect("memory is always written")
}

/// Where the line ends that holds the middle, so that each member is whole lines.
fn middle_line_end(content: &[u8]) -> usize {
    let half = content.len() / 2;
    let rest = content[half..]
        .iter()
        .position(|byte| *byte == b'\n')
        .expect("a line end");
    half + rest + 1
}
