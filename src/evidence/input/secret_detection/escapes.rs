//! Escapes in a text, undone.

/// Undoes percent-encoding (RFC 3986 2.1) and `\u` escapes, and a backslash before a quote. None where there are none.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let mut inner = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let (character, length) = escape(rest).unwrap_or((*first, 1));
        inner.push(character);
        rest = behind.get(length - 1..).unwrap_or_default();
    }
    let inner = String::from_utf8_lossy(&inner).into_owned();
    (inner != text).then_some(inner)
}

/// Returns the character of an escape and the escape's length. Secrets are ASCII: other escapes stay.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    let number = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).ok()?;
        u8::from_str_radix(digits, 16).ok().filter(u8::is_ascii)
    };
    match text {
        [b'%', high, low, ..] => number(&[*high, *low]).map(|it| (it, 3)),
        [b'\\', b'u', b'0', b'0', high, low, ..] => number(&[*high, *low]).map(|it| (it, 6)),
        [b'\\', b'x', high, low, ..] => number(&[*high, *low]).map(|it| (it, 4)),
        [b'\\', quote @ (b'"' | b'\\' | b'/'), ..] => Some((*quote, 2)),
        _ => None,
    }
}
