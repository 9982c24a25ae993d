//! Searches in a text, eight bytes at a time.

use memchr::memchr3;

const ONES: u64 = u64::from_ne_bytes([1; 8]);

/// Returns a word of eight bytes `byte`.
const fn all(byte: u8) -> u64 {
    ONES * byte as u64
}

/// Sets the top bit of each zero byte of `word`. The result is right up to and including the first zero byte.
#[inline(always)]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & all(0x80)
}

/// Returns the position of the lowest marked byte.
#[inline(always)]
fn lowest(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}

/// Returns the length of `text` before its first quote, backslash or line end. Most strings of logs are short, and for these eight bytes at
/// a time are faster than the start of `memchr3`.
#[inline(always)]
pub(super) fn text_stop(text: &[u8]) -> usize {
    let mut rest = text;
    for _ in 0..6 {
        let Some((bytes, tail)) = rest.split_first_chunk() else {
            break;
        };
        let word = u64::from_le_bytes(*bytes);
        let marks = zeros(word ^ all(b'"')) | zeros(word ^ all(b'\\')) | zeros(word ^ all(b'\n'));
        if marks != 0 {
            return text.len() - rest.len() + lowest(marks);
        }
        rest = tail;
    }
    let passed = text.len() - rest.len();
    passed + memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len())
}

/// Returns the number of spaces at the beginning of `text`.
#[inline(always)]
pub(super) fn spaces(text: &[u8]) -> usize {
    let mut rest = text;
    while let Some((bytes, tail)) = rest.split_first_chunk() {
        let others = u64::from_le_bytes(*bytes) ^ all(b' ');
        if others != 0 {
            return text.len() - rest.len() + lowest(others);
        }
        rest = tail;
    }
    let left = rest.iter().take_while(|&&byte| byte == b' ').count();
    text.len() - rest.len() + left
}
