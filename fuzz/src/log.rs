//! The shapes of exports, the envelope of an entry, and the reader of each log.

use credtrail::log::Reader;
use credtrail::log::parsed_batch::{ParsedBatch, RawLine};
use serde::de::IgnoredAny;
use sha2::{Digest as _, Sha256};

use super::facts::{self, batches};

/// Receipts are right, and the same entries say the same on one line, over many lines and in an array.
pub fn run(data: &[u8]) {
    let reader = Reader {
        cluster: Some("projects/p/locations/l/clusters/c".to_owned()),
        ..Reader::default()
    };
    for batch in batches(data) {
        check(data, &reader.read(&batch));
    }
    let Some(items) = whole_items(data) else {
        return;
    };
    let (expected, rejected) = facts::of(&items.join(&b'\n'), &reader);
    if rejected > 0 {
        return;
    }
    let spread: Vec<Vec<u8>> = items.iter().map(|it| spread(it)).collect();
    assert_eq!(
        facts::of(&spread.join(&b'\n'), &reader).0,
        expected,
        "spread"
    );
    let array = [b"[", items.join(&b',').as_slice(), b"]"].concat();
    assert_eq!(facts::of(&array, &reader).0, expected, "in an array");
}

fn check(data: &[u8], batch: &ParsedBatch) {
    assert!(batch.relevant <= batch.read);
    let entries = batch.entries.iter().map(|it| &it.0);
    let configurations = batch.configurations.iter().map(|it| &it.0);
    let switches = batch.switches.iter().map(|it| &it.0);
    let items = batch.evidence.items.iter().map(|it| &it.0);
    let rejections = batch.rejections.iter().map(|it| &it.raw);
    let all = entries.chain(configurations).chain(switches);
    for raw in all.chain(items).chain(rejections) {
        check_receipt(data, raw);
    }
    for one in &batch.uses {
        assert!(!one.credential(&batch.texts).is_empty());
        assert!(data.len() as u64 >= one.bytes.offset + one.bytes.length);
    }
}

fn check_receipt(data: &[u8], raw: &RawLine) {
    let start = usize::try_from(raw.bytes.offset).unwrap();
    let length = usize::try_from(raw.bytes.length).unwrap();
    let bytes = &data[start..start + length];
    assert_eq!(<[u8; 32]>::from(Sha256::digest(bytes)), raw.sha256);
}

/// Returns the items of a text if all of them are objects of JSON, each on a line of its own.
fn whole_items(data: &[u8]) -> Option<Vec<&[u8]>> {
    let lines = data.split(|it| *it == b'\n');
    let lines: Vec<&[u8]> = lines.filter(|it| !it.trim_ascii().is_empty()).collect();
    let is_whole =
        |line: &&[u8]| line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok();
    (!lines.is_empty() && lines.iter().all(is_whole)).then_some(lines)
}

/// Returns an object of JSON with white space between its tokens.
pub fn spread(json: &[u8]) -> Vec<u8> {
    let (mut spread, mut in_text, mut escaped) = (Vec::new(), false, false);
    for &byte in json {
        spread.push(byte);
        in_text ^= byte == b'"' && !escaped;
        escaped = in_text && byte == b'\\' && !escaped;
        if !in_text && b"{[,:".contains(&byte) {
            spread.extend_from_slice(b"\n  ");
        }
    }
    spread
}
