//! The search for the times of the lines around a line that could not be read.

use std::ops::Range;

use jiff::Timestamp;

use super::framing::splitter::Item;
use super::neighbour_times::{EndTimes, NEAR, Neighbours};
use super::parsed_batch::Rejection;
use super::shape::timestamp;

/// Sets the neighbour times of the rejected items of a batch, as far as the batch shows them. Rejections with a time of their own stay unchanged.
/// Returns the times at both ends of the batch, for the rejections in other batches.
pub(super) fn introduce(items: &[Item], bytes: &[u8], rejections: &mut [Rejection]) -> EndTimes {
    let places: Vec<Range<u64>> = items.iter().map(place).collect();
    let text = |at: usize| bytes.get(items.get(at)?.bytes.clone());
    settle(&places, text, rejections, look_around);
    EndTimes::of(items.len(), |at| timestamp::find(text(at)?))
}

fn place(item: &Item) -> Range<u64> {
    item.offset..item.offset + item.bytes.len() as u64
}

/// Sets the neighbour times of rejections among the values at `places` of one item, which are in ascending order. `text` returns the bytes of a
/// value by its index.
pub(super) fn settle_within<'b>(
    places: &[Range<u64>],
    text: impl Fn(usize) -> Option<&'b [u8]>,
    rejections: &mut [Rejection],
) {
    settle(places, text, rejections, |times, own, neighbours| {
        look_around(times, own, neighbours);
        (neighbours.wanted_before, neighbours.wanted_after) = (0, 0);
    });
}

fn settle<'b>(
    places: &[Range<u64>],
    text: impl Fn(usize) -> Option<&'b [u8]>,
    rejections: &mut [Rejection],
    look: impl Fn(&[Option<Timestamp>], usize, &mut Neighbours),
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
        look(&times, own, &mut rejection.neighbours);
    }
}

/// Sets the neighbours of a line on the sides on which none is known, by the times of the lines of a part of the file.
pub(super) fn look_around(times: &[Option<Timestamp>], own: usize, neighbours: &mut Neighbours) {
    if neighbours.before.is_empty() {
        let lines = times.get(..own).unwrap_or_default();
        let near = lines.get(own.saturating_sub(NEAR)..).unwrap_or(lines);
        neighbours.before.extend(near.iter().flatten());
        neighbours.wanted_before = NEAR - near.len();
        if neighbours.before.is_empty() {
            neighbours
                .before
                .extend(lines.iter().rev().flatten().next());
        }
    }
    if neighbours.after.is_empty() {
        let lines = times.get(own + 1..).unwrap_or_default();
        let near = lines.get(..NEAR).unwrap_or(lines);
        neighbours.after.extend(near.iter().flatten());
        neighbours.wanted_after = NEAR - near.len();
        if neighbours.after.is_empty() {
            neighbours.after.extend(lines.iter().flatten().next());
        }
    }
}
