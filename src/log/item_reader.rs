//! Reads one item: its rows, the elements of a page one by one, and what can be read of a damaged item.

use std::ops::Range;

use super::damaged_line;
use super::entry_reader::read_skimmed;
use super::framing::splitter::{self, Element, Item, Lost, Problem};
use super::parsed_batch::{ParsedBatch, Rejection};
use super::record_span::RecordSpan;
use super::shape::envelope::{self, Content};
use super::shape::json::Unreadable;
use super::shape::row::Row;
use super::shape::{columns, export_shape, row_depth};
use super::{LineReaders, Reader, cut_line, neighbour_search};

/// The most commas and brackets that can follow the last element of a page: `]`, `}` and a comma.
const MOST_ENDS: usize = 3;

impl Reader {
    /// Reads an element that is no JSON, without its unreadable bodies and without the brackets and commas behind it. Returns `None` if the
    /// element is no entry in this form either.
    pub(super) fn read_damaged(
        &self,
        origin: &RecordSpan<'_>,
        reading: &mut ParsedBatch,
    ) -> Option<()> {
        let mut bytes = origin.bytes;
        for _ in 0..MOST_ENDS {
            bytes = bytes.trim_ascii_end();
            let whole = RecordSpan::at(origin.line, origin.offset, bytes);
            let read = envelope::apart_from_bodies(bytes, |row, bodies| {
                reading.unreadable_bodies += bodies;
                self.read_row(row, &whole, reading);
            });
            if read.is_some() {
                return read;
            }
            let (b',' | b']' | b'}', rest) = bytes.split_last()? else {
                return None;
            };
            bytes = rest;
        }
        None
    }

    /// Reads an item, and checks whether the item begins with a cut line.
    pub(super) fn read_whole_item(&self, item: &Item, bytes: &[u8], reading: &mut ParsedBatch) {
        let rejected = reading.rejections.len();
        self.read_item(item, bytes, reading);
        if reading.rejections.len() == rejected {
            reading
                .again
                .extend(cut_line::begun(bytes, item.offset, &self.cuts));
        }
    }

    /// Reads an item. Values side by side and the elements of a page are read one by one, so that each has a receipt of its own.
    fn read_item(&self, item: &Item, bytes: &[u8], reading: &mut ParsedBatch) {
        let whole = RecordSpan::at(item.line, item.offset, bytes);
        if self.read_fast(&whole, reading).is_none() {
            self.read_unskimmed(&whole, reading);
        }
    }

    fn read_fast(&self, origin: &RecordSpan<'_>, reading: &mut ParsedBatch) -> Option<()> {
        match self.line_readers {
            LineReaders::FastAndFull => read_skimmed(origin, reading),
            LineReaders::Full => None,
        }
    }

    pub(super) fn read_unskimmed(&self, whole: &RecordSpan<'_>, reading: &mut ParsedBatch) {
        if let Some(row) = columns::unfolded(whole.bytes) {
            return self.read_one(&row, whole, reading);
        }
        match row_depth::parse(whole.bytes) {
            Ok(row) => self.read_whole(&row, 0, whole, reading),
            Err(unreadable) => self.read_refused(&unreadable, whole, reading),
        }
    }

    /// Reads a row from which `bodies` unreadable bodies were removed, or the elements of the row if the row is a page.
    fn read_whole(
        &self,
        row: &Row<'_>,
        bodies: u64,
        whole: &RecordSpan<'_>,
        reading: &mut ParsedBatch,
    ) {
        let elements = elements_of_page(row, whole.bytes);
        if elements.is_empty() {
            reading.unreadable_bodies += bodies;
            self.read_row(row, whole, reading);
        } else {
            reading.envelopes.extend(export_shape::envelope_shape(row));
            self.read_elements(elements, whole, reading);
        }
    }

    /// Reads an item that the parser refused: without its unreadable bodies, else as values side by side, else as a rejection.
    fn read_refused(
        &self,
        unreadable: &Unreadable,
        whole: &RecordSpan<'_>,
        reading: &mut ParsedBatch,
    ) {
        let read = envelope::apart_from_bodies(whole.bytes, |row, bodies| {
            self.read_whole(row, bodies, whole, reading);
        });
        if read.is_some() {
            return;
        }
        let elements = splitter::elements(whole.bytes);
        if elements.len() < 2 {
            reading.rejections.push(whole.rejection(unreadable));
        } else {
            self.read_elements(elements, whole, reading);
        }
    }

    fn read_elements(
        &self,
        elements: Vec<Element>,
        whole: &RecordSpan<'_>,
        reading: &mut ParsedBatch,
    ) {
        let known = reading.rejections.len();
        let part = |it: Element| Some((whole.part(it.place)?, it.lost));
        let parts: Vec<(RecordSpan<'_>, Lost)> = elements.into_iter().filter_map(part).collect();
        for (part, lost) in &parts {
            let known = reading.rejections.len();
            self.read_value(part, reading);
            let rejected = reading.rejections.split_off(known).into_iter();
            reading
                .rejections
                .extend(rejected.map(|it| it.losing(*lost)));
        }
        let rejections = reading.rejections.get_mut(known..).unwrap_or_default();
        let place = |(it, _): &(RecordSpan<'_>, Lost)| it.offset..it.offset + it.bytes.len() as u64;
        let places: Vec<Range<u64>> = parts.iter().map(place).collect();
        neighbour_search::settle_within(&places, |at| Some(parts.get(at)?.0.bytes), rejections);
    }

    fn read_value(&self, origin: &RecordSpan<'_>, reading: &mut ParsedBatch) {
        if self.read_fast(origin, reading).is_some() {
            return;
        }
        let row = columns::unfolded(origin.bytes);
        self.read_one(row.as_deref().unwrap_or(origin.bytes), origin, reading);
    }

    /// Reads one row or an envelope around rows.
    fn read_one(&self, json: &[u8], origin: &RecordSpan<'_>, reading: &mut ParsedBatch) {
        match row_depth::parse(json) {
            Ok(row) => self.read_row(&row, origin, reading),
            Err(unreadable) => {
                let read = if std::ptr::eq(json, origin.bytes) {
                    self.read_damaged(origin, reading)
                } else {
                    envelope::apart_from_bodies(json, |row, bodies| {
                        reading.unreadable_bodies += bodies;
                        self.read_row(row, origin, reading);
                    })
                };
                if read.is_none() {
                    reading.rejections.push(origin.rejection(&unreadable));
                }
            }
        }
    }

    fn read_row(&self, row: &Row<'_>, origin: &RecordSpan<'_>, reading: &mut ParsedBatch) {
        reading.envelopes.extend(export_shape::envelope_shape(row));
        envelope::open(row, &mut |content| match content {
            Content::Entry(shape, row) => self.read_entry(shape, row, origin, reading),
            Content::Nothing(unreadable) => {
                reading.rejections.push(unopened(&unreadable, origin));
            }
            Content::WithoutBodies(count) => reading.unreadable_bodies += count,
        });
    }
}

/// Returns the rejection of content that is no entry. Nothing of a packed message that cannot be unpacked shows its log.
fn unopened(unreadable: &Unreadable, origin: &RecordSpan<'_>) -> Rejection {
    let mut rejection = origin.rejection(unreadable);
    if *unreadable == Unreadable::NotGzip && rejection.sources.is_empty() {
        rejection.sources = damaged_line::any_log();
    }
    rejection
}

/// Returns why a part of the input is no item. For cut JSON the parser's error on the bytes of the part counts, since the position at which
/// the scanner fails depends on the bytes behind a cut line.
pub(super) fn reason(problem: &Problem, bytes: &[u8]) -> String {
    let is_cut = matches!(
        problem,
        Problem::CutString | Problem::InputEnds(_) | Problem::Unexpected { .. }
    );
    let own = if is_cut && !bytes.is_empty() {
        row_depth::parse(bytes).err()
    } else {
        None
    };
    own.map_or_else(|| problem.to_string(), |it| it.to_string())
}

/// Returns the elements of a page that is one item. Returns an empty list unless each row of the page has an element of its own.
fn elements_of_page(row: &Row<'_>, bytes: &[u8]) -> Vec<Element> {
    let rows = export_shape::rows_of(row).map_or(0, <[Row<'_>]>::len);
    if rows == 0 {
        return Vec::new();
    }
    let elements = splitter::elements(bytes);
    if elements.len() == rows && elements.iter().all(|it| it.place.len() < bytes.len()) {
        elements
    } else {
        Vec::new()
    }
}
