//! Blanks within a line.

/// Returns whether a byte is a blank within a line. The record separator before each text of a JSON text sequence (RFC 7464 section 2.2)
/// counts as one.
pub(super) fn blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\x0c' | b'\x1e')
}

/// Returns the number of blanks at the beginning of `text`.
pub(super) fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|&&byte| blank(byte)).count()
}
