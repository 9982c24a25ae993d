//! Texts as editors and shells leave them: with a byte order mark, or in UTF-16, which PowerShell's `>` writes.

use std::borrow::Cow;

/// The text without its mark, as UTF-8 where it is UTF-16; other encodings stay as they are.
pub fn text(bytes: &[u8]) -> Cow<'_, [u8]> {
    if let Some(text) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return Cow::Borrowed(text);
    }
    let Some(order) = Order::of(bytes, |it| it != 0) else {
        return Cow::Borrowed(bytes);
    };
    let (units, _) = bytes.as_chunks::<2>();
    let units = units.iter().map(|it| order.unit(*it));
    let text = char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER));
    let text: String = text.skip_while(|it| *it == '\u{feff}').collect();
    Cow::Owned(text.into_bytes())
}

/// In which order the two bytes of a unit of UTF-16 stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The low byte first.
    LittleEndian,
    /// The high byte first.
    BigEndian,
}

impl Order {
    /// Told by the byte order mark, or by the zeros beside the first two characters, where both are ASCII that may begin such a text (as
    /// RFC 4627 section 3 told it). None for what is no UTF-16.
    pub fn of(bytes: &[u8], may_begin: impl Fn(u8) -> bool) -> Option<Self> {
        match *bytes {
            [0xff, 0xfe, ..] => Some(Order::LittleEndian),
            [0xfe, 0xff, ..] => Some(Order::BigEndian),
            [a, 0, b, 0, ..] if may_begin(a) && may_begin(b) => Some(Order::LittleEndian),
            [0, a, 0, b, ..] if may_begin(a) && may_begin(b) => Some(Order::BigEndian),
            _ => None,
        }
    }

    /// A unit from its two bytes.
    pub fn unit(self, bytes: [u8; 2]) -> u16 {
        match self {
            Order::LittleEndian => u16::from_le_bytes(bytes),
            Order::BigEndian => u16::from_be_bytes(bytes),
        }
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
