//! When and how often a call of an API is tried again.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use reqwest::Client;

use crate::http::client::client_to;
use crate::http::destination::Destination;

/// The longest time for a connection.
const LONGEST_CONNECT: Duration = Duration::from_secs(10);

/// When and how often a call is tried again.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// The wait before the second try; each later wait is twice as long, with jitter.
    pub first: Duration,
    /// The longest wait. Where the API asks for a longer wait, the call is not tried again.
    pub longest: Duration,
    /// The number of further tries.
    pub again: usize,
    /// The longest time without bytes of an answer before the answer counts as broken off.
    pub silence: Duration,
}

impl RetryPolicy {
    /// Returns a client for one destination that waits no longer than this policy.
    ///
    /// # Errors
    /// Where TLS cannot be set up on this machine.
    pub(super) fn client(&self, destination: Destination) -> reqwest::Result<Client> {
        client_to(destination)
            .connect_timeout(LONGEST_CONNECT.min(self.silence))
            .read_timeout(self.silence)
            .build()
    }

    /// Returns the wait before each further try.
    pub(super) fn waits(&self) -> impl Iterator<Item = Duration> + use<> {
        ExponentialBuilder::new()
            .with_min_delay(self.first)
            .with_max_delay(self.longest)
            .with_max_times(self.again)
            .with_jitter()
            .build()
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(300),
            again: 6,
            silence: Duration::from_secs(90),
        }
    }
}
