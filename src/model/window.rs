//! A window of time that somebody asks about.

use jiff::Timestamp;

use crate::model::time::nanoseconds;

/// A stretch of time; open ends are unbounded. The end is not part of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The first moment after it.
    pub to: Option<Timestamp>,
}

/// A window in which there is no moment: nothing would be judged in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the window ends at {to}, which is not after its beginning {from}: see --from, --to and --since"
)]
pub struct Empty {
    from: Timestamp,
    to: Timestamp,
}

impl Window {
    /// The stretch from one moment until before another.
    ///
    /// # Errors
    /// Where the end does not come after the beginning.
    pub fn between(from: Option<Timestamp>, to: Option<Timestamp>) -> Result<Self, Empty> {
        match (from, to) {
            (Some(from), Some(to)) if to <= from => Err(Empty { from, to }),
            _ => Ok(Window { from, to }),
        }
    }

    /// Its ends in nanoseconds.
    pub(crate) fn bounds(self) -> (i64, i64) {
        (
            self.from.map_or(i64::MIN, nanoseconds),
            self.to.map_or(i64::MAX, nanoseconds),
        )
    }

    /// Whether this moment is in it.
    pub fn holds(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }

    /// Whether it has no ends.
    pub fn is_everything(self) -> bool {
        self == Window::default()
    }
}
