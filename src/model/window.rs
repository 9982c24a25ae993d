//! A window of time that a user requests.

use jiff::Timestamp;

use crate::model::time::UnixNanos;

/// A window of time. The beginning is included, the end is excluded, and `None` is unbounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// The first moment in the window.
    pub from: Option<Timestamp>,
    /// The first moment after the window.
    pub to: Option<Timestamp>,
}

/// The error for an empty window, in which nothing would be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the window ends at {to}, which is not after its beginning {from}: see --from, --to and --since"
)]
pub struct Empty {
    from: Timestamp,
    to: Timestamp,
}

impl Empty {
    /// Returns the beginning of the window.
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// Returns the end of the window.
    pub fn to(self) -> Timestamp {
        self.to
    }
}

impl Window {
    /// Returns the window from `from` until before `to`.
    ///
    /// # Errors
    /// If `to` is not after `from`.
    pub fn between(from: Option<Timestamp>, to: Option<Timestamp>) -> Result<Self, Empty> {
        match (from, to) {
            (Some(from), Some(to)) if to <= from => Err(Empty { from, to }),
            _ => Ok(Window { from, to }),
        }
    }

    /// Returns the ends in nanoseconds.
    pub(crate) fn bounds(self) -> (UnixNanos, UnixNanos) {
        (
            self.from.map_or(UnixNanos::MIN, UnixNanos::from),
            self.to.map_or(UnixNanos::MAX, UnixNanos::from),
        )
    }

    /// Returns whether the window contains a time.
    pub fn holds(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }

    /// Returns whether the window is unbounded on both sides.
    pub fn is_everything(self) -> bool {
        self == Window::default()
    }
}
