//! The rate of calls of the API. Cloud Logging allows 60 calls of `entries.list` a minute and project
//! (<https://cloud.google.com/logging/quotas>).

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// A number of calls in a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The number of calls.
    pub calls: NonZeroU32,
    /// The length of time.
    pub per: Duration,
}

impl Rate {
    /// Returns a rate of calls a minute.
    pub fn a_minute(calls: NonZeroU32) -> Self {
        Rate {
            calls,
            per: Duration::from_secs(60),
        }
    }
}

/// A limiter of calls: no stretch of time of the rate's length holds more calls than the rate allows.
#[derive(Debug)]
pub struct Limiter {
    rate: Rate,
    /// The times of the last calls, at most as many as the rate allows.
    made: VecDeque<Instant>,
}

impl Limiter {
    /// Returns a limiter before the first call.
    pub fn new(rate: Rate) -> Self {
        Limiter {
            rate,
            made: VecDeque::new(),
        }
    }

    /// Returns the moment at which the next call may be made, not before `now`. The call counts as made at that moment.
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
