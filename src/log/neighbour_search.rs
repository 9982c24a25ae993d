//! The search for the times of the lines around a line that could not be read.

use std::ops::Range;

use jiff::Timestamp;

use super::framing::splitter::Item;
use super::parsed_batch::Rejection;
use super::shape::timestamp;

/// The most lines on either side whose times are read.
const NEAR: usize = 8;

/// Sets the neighbour times of the rejected items. Rejections with a time of their own stay unchanged.
pub(super) fn introduce(items: &[Item], bytes: &[u8], rejections: &mut [Rejection]) {
    let places: Vec<Range<u64>> = items.iter().map(place).collect();
    let text = |at: usize| bytes.get(items.get(at)?.bytes.clone());
    settle(&places, text, rejections);
}

fn place(item: &Item) -> Range<u64> {
    item.offset..item.offset + item.bytes.len() as u64
}

/// Sets the neighbour times of rejections among the values at `places`, which are in ascending order. `text` returns the bytes of a value
/// by its index.
pub(super) fn settle<'b>(
    places: &[Range<u64>],
    text: impl Fn(usize) -> Option<&'b [u8]>,
    rejections: &mut [Rejection],
) {
    let open =
        |it: &&mut Rejection| it.neighbours.before.is_empty() || it.neighbours.after.is_empty();
    let mut open = rejections.iter_mut().filter(open).peekable();
    if open.peek().is_none() {
        return;
    }
    let times: Vec<Option<Timestamp>> = (0..places.len())
        .map(|at| timestamp::find(text(at)?))
        .collect();
    for rejection in open {
        let offset = rejection.raw.bytes.offset;
        let own = places
            .partition_point(|it| it.start <= offset)
            .saturating_sub(1);
        let before = times.get(own.saturating_sub(NEAR)..own).unwrap_or_default();
        let behind = times.get(own + 1..).unwrap_or_default();
        let behind = behind.get(..NEAR).unwrap_or(behind);
        let neighbours = &mut rejection.neighbours;
        if neighbours.before.is_empty() {
            neighbours.before = before.iter().flatten().copied().collect();
        }
        if neighbours.after.is_empty() {
            neighbours.after = behind.iter().flatten().copied().collect();
        }
    }
}
