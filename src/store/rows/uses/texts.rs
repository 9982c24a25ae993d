//! Texts, each kept once and identified by its position.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use crate::store::rows::key_table::{Key, KeyTable};

/// Texts that are numbered from 0 in the order in which they came first.
#[derive(Debug, Default)]
pub(in crate::store) struct Texts {
    table: KeyTable,
    keys: Vec<Key>,
    hasher: RandomState,
}

impl Texts {
    /// The position of a text; a new text is added.
    pub(in crate::store) fn position(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text.as_bytes());
        if let Some(known) = self.table.get(text.as_bytes(), hash) {
            return known;
        }
        let position = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let key = self.table.insert(text.as_bytes(), position, &self.hasher);
        self.keys.push(key);
        position
    }

    /// All texts, in the order of their positions.
    pub(in crate::store) fn iter(&self) -> impl Iterator<Item = &str> {
        let texts = self.keys.iter().map(|it| self.table.bytes_of(it));
        texts.map(|it| std::str::from_utf8(it).unwrap_or_default())
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
