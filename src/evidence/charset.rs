//! Texts as editors and shells leave them: with a byte order mark, or in UTF-16, which PowerShell's `>` writes.

use std::borrow::Cow;

/// The text without its mark, as UTF-8 where it is UTF-16; other encodings stay as they are.
pub fn text(bytes: &[u8]) -> Cow<'_, [u8]> {
    if let Some(text) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return Cow::Borrowed(text);
    }
    let Some(order) = order(bytes) else {
        return Cow::Borrowed(bytes);
    };
    let (units, _) = bytes.as_chunks::<2>();
    let units = units.iter().map(|it| match order {
        Order::Little => u16::from_le_bytes(*it),
        Order::Big => u16::from_be_bytes(*it),
    });
    let text = char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER));
    let text: String = text.skip_while(|it| *it == '\u{feff}').collect();
    Cow::Owned(text.into_bytes())
}

/// The order of the bytes of UTF-16.
enum Order {
    Little,
    Big,
}

/// By the mark, or by the zeros beside the first two characters, which are ASCII in everything that is read here.
fn order(bytes: &[u8]) -> Option<Order> {
    match bytes {
        [0xff, 0xfe, ..] => Some(Order::Little),
        [0xfe, 0xff, ..] => Some(Order::Big),
        [1..=255, 0, 1..=255, 0, ..] => Some(Order::Little),
        [0, 1..=255, 0, 1..=255, ..] => Some(Order::Big),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_in_every_encoding() {
        let little: Vec<u8> = "eyJé".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "eyJé".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            [b"\xff\xfe".as_slice(), &little].concat(),
            [b"\xfe\xff".as_slice(), &big].concat(),
            little,
            big,
            "\u{feff}eyJé".as_bytes().to_vec(),
            "eyJé".as_bytes().to_vec(),
        ] {
            assert_eq!(text(&bytes), "eyJé".as_bytes(), "{bytes:x?}");
        }
        assert_eq!(text(b"\xe9 Latin-1"), b"\xe9 Latin-1".as_slice());
    }
}
