//! Texts, each kept once and told apart by its position.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// Texts one behind the other in one allocation, with a table of their positions.
#[derive(Debug, Default)]
pub(in crate::store) struct Texts {
    bytes: String,
    positions: HashTable<Known>,
    ends: Vec<u32>,
    hasher: RandomState,
}

/// A text in the table, with where it stands: to compare it takes one look less into memory.
#[derive(Debug, Clone, Copy)]
struct Known {
    position: u32,
    start: u32,
    end: u32,
}

impl Known {
    fn of<'t>(&self, bytes: &'t str) -> &'t str {
        let span = self.start as usize..self.end as usize;
        bytes.get(span).unwrap_or_default()
    }
}

impl Texts {
    /// The position of a text, which is kept if it is new.
    pub(in crate::store) fn position(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        let Texts {
            bytes,
            positions,
            ends,
            hasher,
        } = self;
        let is_known = |it: &Known| it.of(bytes) == text;
        if let Some(known) = positions.find(hash, is_known) {
            return known.position;
        }
        let known = Known {
            position: ends.len() as u32,
            start: bytes.len() as u32,
            end: (bytes.len() + text.len()) as u32,
        };
        bytes.push_str(text);
        ends.push(known.end);
        positions.insert_unique(hash, known, |it| hasher.hash_one(it.of(bytes)));
        known.position
    }

    /// All of them, in the order of their positions.
    pub(in crate::store) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let spans = starts.zip(&self.ends);
        spans.map(|(start, end)| {
            let span = *start as usize..*end as usize;
            self.bytes.get(span).unwrap_or_default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_position() {
        let mut texts = Texts::default();
        let positions: Vec<u32> = ["a", "", "관리자", "a", "", "b"]
            .iter()
            .map(|it| texts.position(it))
            .collect();
        assert_eq!(positions, [0, 1, 2, 0, 1, 3]);
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["a", "", "관리자", "b"]);
    }
}
