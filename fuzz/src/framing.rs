//! Decompression, encodings, and the bounds of items.

use std::io::{Cursor, Read, Write};

use credtrail::log::framing::decompress;
use credtrail::log::framing::splitter::{Item, Splitter};
use flate2::Compression;
use flate2::write::GzEncoder;

/// The most decompressed bytes that are looked at: each of them is read in pieces of a few bytes, too.
const MOST: u64 = 1 << 16;

/// Items lie in order, where they say, and are the same however the bytes arrive and however the file is packed.
pub fn run(data: &[u8]) {
    let (text, is_plain) = unpacked(data);
    let whole = items(text.as_slice());
    check_places(&text, &whole);
    let step = 1 + data.len() % 7;
    assert_eq!(items(Crumbs { text: &text, step }), whole, "in crumbs");
    if is_plain {
        assert_eq!(text, data);
        assert_eq!(unpacked(&gzip(data)).0, text, "in gzip");
        in_utf16(&text);
    }
}

/// Returns the content of a file, and whether the file is neither compressed nor of another encoding. Whatever comes before a damaged
/// place counts.
fn unpacked(file: &[u8]) -> (Vec<u8>, bool) {
    let mut text = Vec::new();
    let Ok((packing, stream)) = decompress::unpack(Cursor::new(file)) else {
        return (text, false);
    };
    let read = stream.take(MOST).read_to_end(&mut text);
    (text, packing.is_plain() && read.is_ok())
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn in_utf16(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    if !text.starts_with(['{', '[']) {
        return;
    }
    let units = || std::iter::once(0xfeff).chain(text.encode_utf16());
    let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    for file in [little, big] {
        let (read, is_plain) = unpacked(&file);
        assert!(!is_plain);
        let read = read.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&read);
        assert_eq!(read, text.as_bytes(), "in UTF-16");
    }
}

/// An item without the range in its batch, which depends on how the bytes arrived.
#[derive(Debug, PartialEq)]
struct Placed {
    item: Item,
    content: Vec<u8>,
}

fn items(text: impl Read) -> Vec<Placed> {
    let mut splitter = Splitter::new(text);
    let mut items = Vec::new();
    while let Some(batch) = splitter.next_batch().expect("memory does not fail") {
        items.extend(batch.items.iter().map(|item| Placed {
            content: batch.bytes[item.bytes.clone()].to_vec(),
            item: Item {
                bytes: 0..item.bytes.len(),
                ..item.clone()
            },
        }));
        splitter.recycle(batch);
    }
    items
}

fn check_places(text: &[u8], items: &[Placed]) {
    let (mut behind, mut counted, mut line) = (0, 0, 1);
    for Placed { item, content } in items {
        let start = usize::try_from(item.offset).unwrap();
        if content.is_empty() {
            assert!(start <= text.len() && item.problem.is_some(), "{item:?}"); // what began there does not end
            continue;
        }
        assert!(start >= behind, "{item:?} begins before {behind}");
        behind = start + content.len();
        assert_eq!(&text[start..behind], content, "{item:?}");
        line += text[counted..start]
            .iter()
            .filter(|it| **it == b'\n')
            .count();
        counted = start;
        assert_eq!(item.line, line as u64, "{item:?}");
    }
}

/// A reader that hands over a few bytes at a time.
struct Crumbs<'t> {
    text: &'t [u8],
    step: usize,
}

impl Read for Crumbs<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.step.min(buffer.len()).min(self.text.len());
        let (now, later) = self.text.split_at(length);
        buffer[..length].copy_from_slice(now);
        self.text = later;
        Ok(length)
    }
}
