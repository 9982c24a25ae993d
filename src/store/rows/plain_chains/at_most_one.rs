//! How many different values the rows of one identifier gave.

/// Whether rows gave no value, one value, or several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum AtMostOne<T> {
    #[default]
    None,
    Some(T),
    Many,
}

impl<T: Copy + PartialEq> AtMostOne<T> {
    /// Counts a value, also one that was counted before.
    pub(super) fn add(&mut self, value: T) {
        *self = match self {
            AtMostOne::None => AtMostOne::Some(value),
            AtMostOne::Some(_) | AtMostOne::Many => AtMostOne::Many,
        }
    }

    /// Counts a value unless the last one was the same.
    pub(super) fn agree(&mut self, value: Option<T>) {
        if let Some(value) = value
            && *self != AtMostOne::Some(value)
        {
            self.add(value);
        }
    }

    /// The value, if there was exactly one.
    pub(super) fn only(self) -> Option<T> {
        match self {
            AtMostOne::Some(value) => Some(value),
            AtMostOne::None | AtMostOne::Many => None,
        }
    }
}
