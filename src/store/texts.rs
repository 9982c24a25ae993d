//! Texts, each kept once and told apart by its position.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// Texts one behind the other in one allocation, with a table of their positions.
#[derive(Debug, Default)]
pub(super) struct Texts {
    bytes: String,
    ends: Vec<u32>,
    positions: HashTable<Known>,
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
    pub(super) fn position(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        let Texts {
            bytes,
            ends,
            positions,
            hasher,
        } = self;
        if let Some(known) = positions.find(hash, |it| it.of(bytes) == text) {
            return known.position;
        }
        let position = ends.len() as u32;
        let start = bytes.len() as u32;
        bytes.push_str(text);
        let end = bytes.len() as u32;
        ends.push(end);
        let known = Known {
            position,
            start,
            end,
        };
        positions.insert_unique(hash, known, |it| hasher.hash_one(it.of(bytes)));
        position
    }

    /// The text at a position.
    pub(super) fn get(&self, position: u32) -> &str {
        at(&self.bytes, &self.ends, position)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all of them together.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }
}

fn at<'t>(bytes: &'t str, ends: &[u32], position: u32) -> &'t str {
    let position = position as usize;
    let start = position
        .checked_sub(1)
        .and_then(|before| ends.get(before))
        .copied()
        .unwrap_or(0);
    let end = ends.get(position).copied().unwrap_or(start);
    bytes.get(start as usize..end as usize).unwrap_or_default()
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
        assert_eq!(
            ["a", "", "관리자", "b"].map(str::to_owned),
            [0, 1, 2, 3].map(|it| texts.get(it).to_owned())
        );
    }
}
