//! Finds the end of a value that may hold any bytes between balanced brackets.

use crate::log::shape::json::end_of_text;

/// Returns the first byte at or behind `at` that is no blank, and its offset.
pub(super) fn solid(line: &[u8], at: usize) -> Option<(u8, usize)> {
    let rest = line.get(at..)?;
    let blanks = rest.iter().take_while(|it| it.is_ascii_whitespace());
    let at = at + blanks.count();
    Some((*line.get(at)?, at))
}

/// Returns the offset behind the value at `start`. Returns `None` if a bracket or quote is not closed, or a bracket is closed by the wrong
/// bracket.
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

/// Returns the offset behind a number or word, at the next delimiter.
pub(super) fn end_of_scalar(line: &[u8], start: usize) -> usize {
    let rest = line.get(start..).unwrap_or_default();
    let length = rest.iter().position(|it| b",]}\" \t\r\n".contains(it));
    start + length.unwrap_or(rest.len())
}
