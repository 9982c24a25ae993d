//! Log entries in a file of evidence, as they come of several files that were put together. They are not read there, and anything may be
//! in them.

use std::ops::Range;

use crate::evidence::input::form::FileForm;
use crate::evidence::input::found::{FoundItem, Item};
use crate::evidence::input::text_encoding;
use crate::evidence::input::unsupported;
use crate::log::framing::splitter::{self, Splitter};

/// Returns the first log entry beside the evidence. The reader of PEM finds its own, between the blocks.
pub(super) fn log_beside(form: FileForm, bytes: &[u8]) -> Option<FoundItem> {
    if form == FileForm::Pem {
        return None;
    }
    let text = text_encoding::text(bytes);
    let mut splitter = Splitter::new(&text[..]);
    while let Ok(Some(batch)) = splitter.next_batch() {
        let mut items = batch.items.iter();
        let log = items.find(|it| is_log(it, &batch.bytes) && begins_line(it, &text));
        if let Some(item) = log {
            return Some(FoundItem {
                line: item.line,
                bytes: place(item, &text, bytes),
                item: Item::Log,
            });
        }
        splitter.recycle(batch);
    }
    None
}

/// Returns the range of an item in the file: behind a byte order mark. UTF-16 has no such range.
fn place(item: &splitter::Item, text: &[u8], bytes: &[u8]) -> Range<usize> {
    let mark = bytes
        .len()
        .checked_sub(text.len())
        .filter(|_| bytes.ends_with(text));
    let start = usize::try_from(item.offset).ok().zip(mark);
    match start {
        Some((offset, mark)) => offset + mark..offset + mark + item.bytes.len(),
        None => 0..bytes.len(),
    }
}

fn is_log(item: &splitter::Item, bytes: &[u8]) -> bool {
    let item = bytes.get(item.bytes.clone()).unwrap_or_default();
    unsupported::is_log(item)
}

/// Returns whether no blank is before an item on its line: an indented one is a part of a document in YAML.
fn begins_line(item: &splitter::Item, text: &[u8]) -> bool {
    let is_json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    let before = usize::try_from(item.offset)
        .ok()
        .and_then(|it| text.get(..it));
    is_json || before.is_none_or(|it| !it.ends_with(b" "))
}
