//! Tokens in a text: bare, after `Bearer `, in quotes, behind a name, or wrapped over several lines.

use std::ops::Range;

use crate::evidence::input::found::{FoundItem, Item};
use crate::evidence::jose::token::Presented;

/// The most bytes before a token on its line: `Authorization: Bearer `, `export TOKEN="`.
const LABEL: usize = 200;

/// The longest token, in bytes, that is joined from several lines.
const LONGEST: usize = 64 << 10;

/// The shortest line, in bytes, that may be a damaged token.
const SHORTEST: usize = 60;

/// A line with its number and its offset.
struct TextLine<'b> {
    number: u64,
    offset: usize,
    text: &'b [u8],
}

/// Returns whether a text has a token on one of its lines. A text with a line of JSON is a log, whatever the line holds.
pub(in crate::evidence) fn are_in(text: &[u8]) -> bool {
    let mut tokens = false;
    for line in lines(text) {
        if line.text.trim_ascii_start().starts_with(b"{") {
            return false;
        }
        tokens |= token_in(line.text).is_some();
    }
    tokens
}

/// Returns the tokens of a text. A line without a token is ignored unless the line looks like a damaged token.
pub(in crate::evidence) fn read(bytes: &[u8]) -> Vec<FoundItem> {
    let mut lines = lines(bytes).peekable();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let Some(mut token) = Wrapped::begun(&line) else {
            found.extend(damaged(&line));
            continue;
        };
        while let Some(next) = lines.next_if(|next| token.goes_on_with(next)) {
            token.take(&next);
        }
        found.push(FoundItem {
            line: line.number,
            bytes: line.offset..token.end,
            item: item(&token.text),
        });
    }
    found
}

/// A token that a terminal may have wrapped: every line has the same number of characters, except for a shorter last line.
struct Wrapped {
    text: Vec<u8>,
    dots: usize,
    /// The number of characters of the first line. `None` if the first line has more text behind the token.
    width: Option<usize>,
    /// The number of characters of the last line.
    last: usize,
    end: usize,
}

impl Wrapped {
    fn begun(line: &TextLine<'_>) -> Option<Self> {
        let place = token_in(line.text)?;
        let last = line.text.trim_ascii_end().len();
        let text = line.text.get(place.clone())?.to_vec();
        Some(Wrapped {
            dots: dots(&text),
            text,
            width: Some(last).filter(|it| *it == place.end),
            last,
            end: line.offset + line.text.len(),
        })
    }

    fn goes_on_with(&self, next: &TextLine<'_>) -> bool {
        let more = next.text.trim_ascii();
        self.width == Some(self.last)
            && self.text.len() < LONGEST
            && !more.is_empty()
            && more.len() <= self.last
            && more.iter().all(|it| is_of_token(*it))
            && !begins(more)
            && self.dots + dots(more) <= 2
    }

    fn take(&mut self, next: &TextLine<'_>) {
        let more = next.text.trim_ascii();
        self.text.extend_from_slice(more);
        self.dots += dots(more);
        self.last = next.text.trim_ascii_end().len();
        self.end = next.offset + next.text.len();
    }
}

fn dots(text: &[u8]) -> usize {
    memchr::memchr_iter(b'.', text).count()
}

fn item(text: &[u8]) -> Item {
    match Presented::read(std::str::from_utf8(text).unwrap_or_default()) {
        Ok(token) => Item::Token(Box::new(token)),
        Err(error) => Item::Unreadable(error.to_string()),
    }
}

/// Returns a line that looks like a token and has none as an unreadable item.
fn damaged(line: &TextLine<'_>) -> Option<FoundItem> {
    let text = line.text.trim_ascii();
    let is_like_one =
        text.len() >= SHORTEST && text.iter().all(|it| is_of_token(*it)) && text.contains(&b'.');
    let begins = text.starts_with(b"eyJ");
    (is_like_one || begins).then(|| FoundItem {
        line: line.number,
        bytes: line.offset..line.offset + line.text.len(),
        item: item(text),
    })
}

/// Returns the range of the token on a line: from `eyJ`, which is base64url of `{"`, to the first character that no token has.
fn token_in(line: &[u8]) -> Option<Range<usize>> {
    let mut near = memchr::memmem::find_iter(line.get(..line.len().min(LABEL))?, b"eyJ");
    let start = near.find(|it| {
        let before = it.checked_sub(1).and_then(|it| line.get(it));
        before.is_none_or(|it| *it == b'=' || !is_of_token(*it))
            && begins(line.get(*it..).unwrap_or_default())
    })?;
    let before = line.get(..start)?;
    if before.contains(&b'{') || before.contains(&b'[') {
        return None; // another reader reads JSON
    }
    let length = line
        .get(start..)?
        .iter()
        .take_while(|it| is_of_token(**it))
        .count();
    Some(start..start + length)
}

/// Returns whether a token begins here, with a header and a dot.
fn begins(text: &[u8]) -> bool {
    let header = text
        .iter()
        .take_while(|it| is_of_token(**it) && **it != b'.')
        .count();
    text.starts_with(b"eyJ") && text.get(header) == Some(&b'.')
}

fn is_of_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.=".contains(&byte)
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = TextLine<'_>> {
    let mut offset = 0;
    let lines = bytes.split_inclusive(|it| *it == b'\n').zip(1..);
    lines.map(move |(text, number)| {
        let start = offset;
        offset += text.len();
        TextLine {
            number,
            offset: start,
            text,
        }
    })
}
