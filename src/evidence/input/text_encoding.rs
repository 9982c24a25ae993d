//! Texts as editors and shells write them: with a byte order mark, or in UTF-16, which PowerShell's `>` writes.

use std::borrow::Cow;

/// Returns the text without its byte order mark, with UTF-16 converted to UTF-8. Texts in other encodings stay unchanged.
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

/// The order of the two bytes of a UTF-16 code unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The low byte first.
    LittleEndian,
    /// The high byte first.
    BigEndian,
}

impl Order {
    /// Detects the order by the byte order mark, or by the zeros beside the first two characters, if `may_begin` accepts both (compare RFC
    /// 4627 section 3). Returns `None` for a text that is no UTF-16.
    pub fn of(bytes: &[u8], may_begin: impl Fn(u8) -> bool) -> Option<Self> {
        match *bytes {
            [0xff, 0xfe, ..] => Some(Order::LittleEndian),
            [0xfe, 0xff, ..] => Some(Order::BigEndian),
            [a, 0, b, 0, ..] if may_begin(a) && may_begin(b) => Some(Order::LittleEndian),
            [0, a, 0, b, ..] if may_begin(a) && may_begin(b) => Some(Order::BigEndian),
            _ => None,
        }
    }

    /// Returns a code unit from its two bytes.
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
