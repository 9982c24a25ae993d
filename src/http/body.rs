//! The body of an answer, within bounds of size and time: whoever answers, or changes an answer on its way, must not fill the memory of
//! this machine or hold it for ever.

use std::time::{Duration, Instant};

use reqwest::Response;
use tokio::time::timeout;

/// The fewest bytes of an answer that come in one stretch of [`Bounds`]: a line of 1980 brings as many in a minute.
const LEAST: usize = 16 << 10;

/// The number of stretches that an answer may take in all.
const STRETCHES: u32 = 10;

/// The bounds of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The most bytes after decompression.
    pub most: usize,
    /// The time in which 16 KiB must come, or the rest. In all an answer may take ten times as long.
    pub stretch: Duration,
}

/// Why a body is not read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The body is too large. The rest of the body was not read.
    #[error("it has more than {} KiB", .0 >> 10)]
    TooLarge(usize),
    /// The body comes too slowly.
    #[error("it comes too slowly")]
    TooSlow,
    /// The connection ended.
    #[error(transparent)]
    Lost(#[from] reqwest::Error),
}

/// Reads the body of an answer, decompressed.
///
/// # Errors
/// [`Unread`]; then nothing of the body is kept.
pub async fn read(answer: &mut Response, bounds: Bounds) -> Result<Vec<u8>, Unread> {
    let mut pace = Pace::begin(bounds.stretch);
    let mut body = Vec::new();
    loop {
        let piece = timeout(pace.left(), answer.chunk()).await;
        let Some(piece) = piece.map_err(|_| Unread::TooSlow)?? else {
            return Ok(body);
        };
        pace.took(piece.len());
        body.extend_from_slice(&piece);
        if body.len() > bounds.most {
            return Err(Unread::TooLarge(bounds.most));
        }
    }
}

/// How fast an answer comes.
#[derive(Debug)]
pub struct Pace {
    stretch: Duration,
    end: Instant,
    /// When this stretch ends, and what came in it.
    until: Instant,
    bytes: usize,
}

impl Pace {
    /// Begins with the first stretch.
    pub fn begin(stretch: Duration) -> Self {
        let now = Instant::now();
        Pace {
            stretch,
            end: now + stretch * STRETCHES,
            until: now + stretch,
            bytes: 0,
        }
    }

    /// Begins without a bound of the time in all.
    pub fn of_stream(stretch: Duration) -> Self {
        let years = Duration::from_secs(10 * 365 * 86_400);
        Pace {
            end: Instant::now() + years,
            ..Pace::begin(stretch)
        }
    }

    /// Returns the time until the next bytes must be there.
    pub fn left(&self) -> Duration {
        let until = self.until.min(self.end);
        until.saturating_duration_since(Instant::now())
    }

    /// Counts bytes that came.
    pub fn took(&mut self, bytes: usize) {
        self.bytes += bytes;
        if self.bytes >= LEAST {
            self.bytes = 0;
            self.until = Instant::now() + self.stretch;
        }
    }

    /// Does not count the time that passed since then: nobody waited for bytes.
    pub fn paused_since(&mut self, then: Instant) {
        let pause = then.elapsed();
        self.until += pause;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_ends_unless_enough_comes() {
        let stretch = Duration::from_secs(60);
        let mut pace = Pace::begin(stretch);
        let first = pace.until;
        (0..1000).for_each(|_| pace.took(1));
        assert_eq!(pace.until, first);
        pace.took(LEAST);
        assert!(pace.until > first && pace.left() <= stretch);
        pace.until = pace.end + stretch;
        assert!(pace.left() <= stretch * STRETCHES, "the time in all");
    }
}
