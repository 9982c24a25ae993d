//! Sets of identifiers, one bit for each row number: millions fit into little memory.

use fixedbitset::FixedBitSet;

use crate::model::row_id::IdentifierId;
use crate::store::json_list;
use crate::store::values::to_integer;

/// Row numbers in one parameter of a query.
const ASKED: usize = 4_096;

/// A set of identifiers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdSet(FixedBitSet);

impl IdSet {
    /// An empty set with room for all numbers up to this one.
    pub fn up_to(last: IdentifierId) -> Self {
        let last = usize::try_from(last.0).unwrap_or_default();
        IdSet(FixedBitSet::with_capacity(last + 1))
    }

    /// Adds an identifier.
    pub fn insert(&mut self, number: IdentifierId) {
        if let Ok(number) = usize::try_from(number.0) {
            self.0.grow_and_insert(number);
        }
    }

    /// Adds all identifiers of another set.
    pub fn join(&mut self, other: &IdSet) {
        self.0.union_with(&other.0);
    }

    /// Removes all identifiers of another set.
    pub fn leave_out(&mut self, other: &IdSet) {
        self.0.difference_with(&other.0);
    }

    /// Whether the set contains an identifier.
    pub fn contains(&self, number: IdentifierId) -> bool {
        usize::try_from(number.0).is_ok_and(|number| self.0.contains(number))
    }

    /// How many identifiers the set contains.
    pub fn len(&self) -> usize {
        self.0.count_ones(..)
    }

    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_clear()
    }

    pub(in crate::store) fn numbers(&self) -> impl Iterator<Item = IdentifierId> + '_ {
        self.0.ones().map(|number| IdentifierId(to_integer(number)))
    }

    pub(in crate::store) fn pages(&self) -> impl Iterator<Item = String> + '_ {
        let mut numbers = self.numbers().peekable();
        std::iter::from_fn(move || {
            numbers.peek()?;
            Some(json_list(numbers.by_ref().take(ASKED)))
        })
    }
}

impl FromIterator<IdentifierId> for IdSet {
    fn from_iter<I: IntoIterator<Item = IdentifierId>>(numbers: I) -> Self {
        let mut set = IdSet::default();
        numbers.into_iter().for_each(|number| set.insert(number));
        set
    }
}
