//! Where a value ends that may be any bytes between balanced brackets.

use crate::log::shape::json::end_of_text;

/// The next byte that is no blank, and its place.
pub(super) fn solid(line: &[u8], at: usize) -> Option<(u8, usize)> {
    let rest = line.get(at..)?;
    let blanks = rest.iter().take_while(|it| it.is_ascii_whitespace());
    let at = at + blanks.count();
    Some((*line.get(at)?, at))
}

/// The place behind the value that begins here. Nothing if a bracket or quote of it is not closed, or another is closed in its place.
pub(super) fn end_of_value(line: &[u8], start: usize) -> Option<usize> {
    let mut open = Vec::new();
    let mut at = start;
    loop {
        match line.get(at)? {
            b'"' => at = end_of_text(line, at)?,
            b'{' => at = opened(&mut open, b'}', at),
            b'[' => at = opened(&mut open, b']', at),
            b',' | b'}' | b']' if open.is_empty() => return Some(at),
            bracket @ (b'}' | b']') => {
                (open.pop()? == *bracket).then_some(())?;
                at += 1;
            }
            _ if open.is_empty() => return Some(end_of_scalar(line, at)),
            _ => at += 1,
        }
        if open.is_empty() {
            return Some(at);
        }
    }
}

fn opened(open: &mut Vec<u8>, end: u8, at: usize) -> usize {
    open.push(end);
    at + 1
}

/// The place behind a number or word: where something of the object or array around it comes next.
pub(super) fn end_of_scalar(line: &[u8], start: usize) -> usize {
    let rest = line.get(start..).unwrap_or_default();
    let length = rest.iter().position(|it| b",]}\" \t\r\n".contains(it));
    start + length.unwrap_or(rest.len())
}
