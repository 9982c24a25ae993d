//! Converts UTF-16 to UTF-8, for files that PowerShell's `>` and some editors write.
//!
//! An unpaired surrogate and an incomplete code unit become bytes that are no UTF-8, so that only their line is rejected.

use std::io::{self, Read};

use crate::evidence::input::text_encoding::Order;

/// Returns the byte order of a file by its first four bytes, if the file begins as JSON and PEM do.
pub(in crate::log) fn order_of(start: &[u8]) -> Option<Order> {
    Order::of(start, |it| {
        it.is_ascii_graphic() || it.is_ascii_whitespace()
    })
}

/// The number of bytes of UTF-16 per read.
const BLOCK: u64 = 64 << 10;

/// A reader that returns UTF-16 text as UTF-8, without the byte order mark.
pub(in crate::log) struct Utf16<R> {
    stream: R,
    order: Order,
    /// The bytes that were read, from the first code unit that is not yet converted.
    raw: Vec<u8>,
    text: io::Cursor<Vec<u8>>,
    place: Position,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Start,
    Midst,
    End,
}

impl<R: Read> Utf16<R> {
    pub(in crate::log) fn of(stream: R, order: Order) -> Self {
        Utf16 {
            stream,
            order,
            raw: Vec::new(),
            text: io::Cursor::default(),
            place: Position::Start,
        }
    }

    /// Converts the next block. A high surrogate at the end waits for the low surrogate.
    fn refill(&mut self) -> io::Result<()> {
        let read = self
            .stream
            .by_ref()
            .take(BLOCK)
            .read_to_end(&mut self.raw)?;
        let is_end = read == 0;
        let (pairs, half) = self.raw.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|it| self.order.unit(*it)).collect();
        let waits = !is_end && units.last().is_some_and(|it| is_high(*it));
        let whole = units.get(..units.len() - usize::from(waits));
        let whole = whole.unwrap_or_default();
        let has_mark = self.place == Position::Start && whole.first() == Some(&MARK);
        let mut text = std::mem::take(&mut self.text).into_inner();
        text.clear();
        translate(
            whole.get(usize::from(has_mark)..).unwrap_or_default(),
            &mut text,
        );
        if is_end {
            text.extend(half.iter().map(|_| NO_UTF8));
        }
        let translated = 2 * whole.len();
        self.raw.drain(..translated);
        self.place = if is_end {
            Position::End
        } else {
            Position::Midst
        };
        self.text = io::Cursor::new(text);
        Ok(())
    }
}

/// The byte order mark.
const MARK: u16 = 0xfeff;

/// A byte that is never part of UTF-8.
const NO_UTF8: u8 = 0xff;

fn is_high(unit: u16) -> bool {
    (0xd800..0xdc00).contains(&unit)
}

fn translate(units: &[u16], text: &mut Vec<u8>) {
    for unit in char::decode_utf16(units.iter().copied()) {
        match unit {
            Ok(it) => text.extend_from_slice(it.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(_) => text.push(NO_UTF8),
        }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.text.read(buffer)?;
            if read > 0 || buffer.is_empty() || self.place == Position::End {
                return Ok(read);
            }
            self.refill()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"é\": \"日本 🔑🔑\"}\r\n";

    fn bytes(text: &str, order: Order) -> Vec<u8> {
        let unit = |unit: u16| match order {
            Order::LittleEndian => unit.to_le_bytes(),
            Order::BigEndian => unit.to_be_bytes(),
        };
        text.encode_utf16().flat_map(unit).collect()
    }

    fn read(bytes: &[u8], order: Order) -> Vec<u8> {
        let mut text = Vec::new();
        Utf16::of(bytes, order).read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn both_orders_come_out_the_same_with_a_mark_and_without() {
        for order in [Order::LittleEndian, Order::BigEndian] {
            for mark in ["", "\u{feff}"] {
                let packed = bytes(&format!("{mark}{TEXT}"), order);
                assert_eq!(order_of(packed.get(..4).unwrap()), Some(order));
                assert_eq!(read(&packed, order), TEXT.as_bytes());
            }
        }
    }

    #[test]
    fn a_pair_of_surrogates_may_stand_at_any_border() {
        for before in BLOCK as usize / 2 - 3..BLOCK as usize / 2 + 3 {
            let text = "x".repeat(before) + TEXT;
            let packed = bytes(&text, Order::BigEndian);
            assert!(
                read(&packed, Order::BigEndian) == text.as_bytes(),
                "{before}"
            );
        }
    }

    #[test]
    fn halves_are_no_text_and_cost_nothing_else() {
        let lone = [0x0a, 0, 0x3d, 0xd8, 0x0a, 0, 0x0a, 0xdd, 0x0a, 0, 0x78];
        assert_eq!(read(&lone, Order::LittleEndian), b"\n\xff\n\xff\n\xff");
        assert_eq!(read(&[0x3d, 0xd8], Order::LittleEndian), b"\xff");
        assert_eq!(read(&[0x3d, 0xd8, 1], Order::LittleEndian), b"\xff\xff");
    }

    #[test]
    fn other_files_are_no_utf_16() {
        for start in [
            b"{\"a\"",
            b"\x30\x82\x01\x0a",
            b"\x1f\x8b\x08\x00",
            b"\0\0\0\0",
        ] {
            assert_eq!(order_of(start), None);
        }
        assert_eq!(order_of(b""), None);
    }
}
