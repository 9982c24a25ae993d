//! Rewrites strings and numbers of an envelope as valid JSON.

use std::iter;

use super::skip::end_of_scalar;
use crate::log::shape::json;
use crate::log::shape::json::end_of_text;
use crate::log::shape::lenient::Text;

/// U+FFFD, which replaces invalid characters.
const NO_CHARACTER: &[u8] = "\u{fffd}".as_bytes();

/// Writes the string at `start`, and returns the offset behind its closing quote.
pub(super) fn text(line: &[u8], start: usize, to: &mut Vec<u8>) -> Option<usize> {
    let end = end_of_text(line, start)?;
    let mut rest = line.get(start + 1..end - 1)?;
    to.push(b'"');
    while let Some((&first, behind)) = rest.split_first() {
        rest = match first {
            b'\\' => escape(behind, to),
            0..b' ' => {
                to.extend_from_slice(format!("\\u{first:04x}").as_bytes());
                behind
            }
            _ => characters(rest, to),
        };
    }
    to.push(b'"');
    Some(end)
}

/// Writes the characters before the next escape or control character, and returns the rest.
fn characters<'l>(text: &'l [u8], to: &mut Vec<u8>) -> &'l [u8] {
    let length = text.iter().position(|&it| it == b'\\' || it < b' ');
    let (run, rest) = text.split_at(length.unwrap_or(text.len()));
    to.extend_from_slice(String::from_utf8_lossy(run).as_bytes());
    rest
}

/// Writes an escape, given the bytes behind its backslash (RFC 8259 section 7), and returns the rest.
fn escape<'l>(text: &'l [u8], to: &mut Vec<u8>) -> &'l [u8] {
    match text {
        [
            it @ (b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'),
            rest @ ..,
        ] => {
            to.extend([b'\\', *it]);
            rest
        }
        [b'u', rest @ ..] => unicode(rest, to),
        [_, rest @ ..] => {
            to.extend_from_slice(NO_CHARACTER);
            // Skips the continuation bytes of a character of several bytes.
            let tail = rest.iter().take_while(|it| (0x80..0xc0).contains(*it));
            rest.get(tail.count()..).unwrap_or_default()
        }
        [] => text,
    }
}

/// Writes the character of a `\u` escape, which may be two surrogates, and returns the rest.
fn unicode<'l>(text: &'l [u8], to: &mut Vec<u8>) -> &'l [u8] {
    let Some((unit, rest)) = unit(text) else {
        to.extend_from_slice(NO_CHARACTER);
        return text;
    };
    let (low, behind) = match rest {
        [b'\\', b'u', rest @ ..] => self::unit(rest).unzip(),
        _ => (None, None),
    };
    let pair = low.filter(|it| (0xdc00..0xe000).contains(it));
    let pair = pair.filter(|_| (0xd800..0xdc00).contains(&unit));
    for character in char::decode_utf16(iter::once(unit).chain(pair)) {
        match character {
            Ok(it) if it >= ' ' && it != '"' && it != '\\' => {
                to.extend_from_slice(it.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Ok(it) => to.extend_from_slice(format!("\\u{:04x}", u32::from(it)).as_bytes()),
            Err(_) => to.extend_from_slice(NO_CHARACTER),
        }
    }
    behind.filter(|_| pair.is_some()).unwrap_or(rest)
}

/// Parses four hexadecimal digits, and returns the rest.
fn unit(text: &[u8]) -> Option<(u16, &[u8])> {
    let (digits, rest) = text.split_at_checked(4)?;
    let digits = std::str::from_utf8(digits).ok()?;
    let all = digits.bytes().all(|it| it.is_ascii_hexdigit());
    let unit = u16::from_str_radix(digits, 16).ok()?;
    all.then_some((unit, rest))
}

/// Writes a number or word, and returns the offset behind the token. A number out of range becomes a string. Returns `None` for any other
/// token.
pub(super) fn scalar(line: &[u8], start: usize, to: &mut Vec<u8>) -> Option<usize> {
    let end = end_of_scalar(line, start);
    let word = line.get(start..end)?;
    if json::parse::<Text<'_>>(word).is_ok() {
        to.extend_from_slice(word);
    } else {
        is_number(word).then_some(())?;
        to.push(b'"');
        to.extend_from_slice(word);
        to.push(b'"');
    }
    Some(end)
}

/// Returns whether `word` is a number of any size (RFC 8259 section 6).
fn is_number(word: &[u8]) -> bool {
    let word = word.strip_prefix(b"-").unwrap_or(word);
    let exponent = word.iter().position(|it| matches!(it, b'e' | b'E'));
    let (digits, exponent) = word.split_at(exponent.unwrap_or(word.len()));
    let exponent = exponent.get(1..).map(|it| match it {
        [b'+' | b'-', rest @ ..] => rest,
        all => all,
    });
    let mut parts = digits.splitn(2, |&it| it == b'.');
    let whole = parts.next().unwrap_or_default();
    let all_digits = |it: &[u8]| !it.is_empty() && it.iter().all(u8::is_ascii_digit);
    all_digits(whole)
        && (whole.len() == 1 || whole.first() != Some(&b'0'))
        && parts.next().is_none_or(all_digits)
        && exponent.is_none_or(all_digits)
}

/// Writes a string in place of a value that is nested too deep.
pub(super) fn no_character(to: &mut Vec<u8>) {
    to.push(b'"');
    to.extend_from_slice(NO_CHARACTER);
    to.push(b'"');
}
