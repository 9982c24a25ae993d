//! An index of the bytes at which a JSON string can end, built 16 bytes at a time before the walk over the line.

use wide::u8x16;

/// Bytes of the line that one word of the index covers.
pub(in crate::log) const BLOCK: usize = 64;

/// Words of the index that need no allocation: enough for lines below 4 KiB, which most lines are.
const NEAR: usize = 64;

/// The storage of the index of one line.
pub(in crate::log) struct Stops {
    near: [u64; NEAR],
    far: Vec<u64>,
}

impl Stops {
    pub(in crate::log) fn new() -> Self {
        Stops {
            near: [0; NEAR],
            far: Vec::new(),
        }
    }

    /// Sets one bit for every quote, backslash and control character of `line`. The lowest bit of a word is the first byte of its block.
    #[inline(always)]
    pub(in crate::log) fn mark(&mut self, line: &[u8]) -> &[u64] {
        let (blocks, tail) = line.as_chunks();
        let marks = self.room(blocks.len() + 1);
        for (word, block) in marks.iter_mut().zip(blocks) {
            *word = stops(block);
        }
        if let Some(word) = marks.get_mut(blocks.len()) {
            *word = tail_stops(line, tail);
        }
        marks
    }

    fn room(&mut self, words: usize) -> &mut [u64] {
        if words > NEAR {
            self.far.resize(words, 0);
            &mut self.far
        } else {
            &mut self.near
        }
    }
}

/// Returns the word of the bytes behind the last whole block.
fn tail_stops(line: &[u8], tail: &[u8]) -> u64 {
    match line.last_chunk() {
        _ if tail.is_empty() => 0,
        // Reads the last 64 bytes of the line and shifts out those of the block before, which is cheaper than a copy.
        Some(block) => stops(block) >> (BLOCK - tail.len()),
        None => short_stops(tail),
    }
}

#[cold]
fn short_stops(line: &[u8]) -> u64 {
    let mut block = [b' '; BLOCK];
    for (to, byte) in block.iter_mut().zip(line) {
        *to = *byte;
    }
    stops(&block)
}

#[inline(always)]
fn stops(block: &[u8; BLOCK]) -> u64 {
    let (parts, _) = block.as_chunks();
    let marks = parts.iter().enumerate();
    marks.fold(0, |marks, (part, bytes)| {
        marks | u64::from(stops_of_part(*bytes)) << (part * 16)
    })
}

#[inline(always)]
fn stops_of_part(bytes: [u8; 16]) -> u32 {
    let bytes = u8x16::new(bytes);
    // With this bit flipped, the quote has the value right behind the control characters, and the space has a higher value.
    let turned = bytes ^ u8x16::splat(0x02);
    let quote_or_control = turned.saturating_sub(u8x16::splat(b'"' ^ 0x02));
    let backslash = bytes ^ u8x16::splat(b'\\');
    let zero = u8x16::splat(0);
    quote_or_control.min(backslash).simd_eq(zero).to_bitmask()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the offsets of all set bits.
    fn places(line: &[u8]) -> Vec<usize> {
        let mut stops = Stops::new();
        let marks = stops.mark(line);
        let bits = 0..marks.len() * BLOCK;
        bits.filter(|at| marks[at / BLOCK] >> (at % BLOCK) & 1 != 0)
            .collect()
    }

    fn is_stop(byte: u8) -> bool {
        byte < 0x20 || byte == b'"' || byte == b'\\'
    }

    #[test]
    fn exactly_quotes_backslashes_and_control_characters_are_marked() {
        let every: Vec<u8> = (0..=255).collect();
        let expected: Vec<usize> = (0..256).filter(|&at| is_stop(every[at])).collect();
        assert_eq!(places(&every), expected);
    }

    #[test]
    fn a_stop_is_marked_wherever_it_stands() {
        for len in [1, 15, 16, 63, 64, 65, 127, 128, 150] {
            assert!(places(&vec![b'x'; len]).is_empty());
            for at in 0..len {
                for stop in [b'"', b'\\', 0, b'\n', 0x1f] {
                    let mut line = vec![b'x'; len];
                    line[at] = stop;
                    assert_eq!(places(&line), [at], "{stop} at {at} of {len}");
                }
            }
        }
    }

    #[test]
    fn long_lines_are_marked_like_short_ones() {
        for len in (NEAR - 1) * BLOCK - 1..NEAR * BLOCK + 2 {
            let line = [&vec![b'"'; len - 1][..], b"x"].concat();
            assert_eq!(places(&line).len(), len - 1);
        }
    }
}
