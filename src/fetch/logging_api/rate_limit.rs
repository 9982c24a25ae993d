//! How often the API may be called. Cloud Logging allows 60 calls of `entries.list` a minute and project
//! (<https://cloud.google.com/logging/quotas>).

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// So many calls in so long a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub calls: NonZeroU32,
    /// In any stretch of this length.
    pub per: Duration,
}

impl Rate {
    /// So many calls a minute.
    pub fn a_minute(calls: NonZeroU32) -> Self {
        Rate {
            calls,
            per: Duration::from_secs(60),
        }
    }
}

/// Keeps a rate: no stretch of its length ever holds more calls.
#[derive(Debug)]
pub struct Limiter {
    rate: Rate,
    /// The last calls, at most as many as the rate allows.
    made: VecDeque<Instant>,
}

impl Limiter {
    /// No call was made yet.
    pub fn new(rate: Rate) -> Self {
        Limiter {
            rate,
            made: VecDeque::new(),
        }
    }

    /// The moment at which the next call may be made, not before `now`. It counts as made then.
    pub fn next(&mut self, now: Instant) -> Instant {
        let allowed = self.rate.calls.get() as usize;
        let oldest = if self.made.len() < allowed {
            None
        } else {
            self.made.pop_front()
        };
        let at = oldest.map_or(now, |it| now.max(it + self.rate.per));
        self.made.push_back(at);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_holds_more_calls_than_are_allowed() {
        let start = Instant::now();
        let mut limiter = Limiter::new(Rate::a_minute(NonZeroU32::new(3).unwrap()));
        let mut at = |second| limiter.next(start + Duration::from_secs(second)) - start;
        let seconds = [0, 0, 1, 1, 2, 100, 100, 100, 100].map(|it| at(it).as_secs());
        assert_eq!(seconds, [0, 0, 1, 60, 60, 100, 120, 120, 160]);
    }
}
