//! Base64 in a text.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Decodes base64 of either alphabet: with or without padding, line ends, or bits that are left over.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    const ENGINE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
    let letters = text
        .bytes()
        .filter(|it| !it.is_ascii_whitespace() && *it != b'=');
    let mut letters: Vec<u8> = letters
        .map(|it| match it {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    ENGINE.decode(letters).ok().filter(|it| !it.is_empty())
}

/// The words of base64 in a text; the whole text where it is base64 with line ends.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_');
    let is_inside = |c: char| is_letter(c) || c.is_ascii_whitespace();
    let is_whole = text.trim_end().trim_end_matches('=').chars().all(is_inside);
    text.split(move |c| !is_whole && !is_letter(c) && c != '=')
}
