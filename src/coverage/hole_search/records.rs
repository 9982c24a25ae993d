//! The records of other logs in a silence.

use jiff::Timestamp;

use crate::coverage::hole::Counterpart;
use crate::coverage::issuance_times::Recorder;

/// Issuances that one recorder recorded in a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuances {
    /// The recorder.
    pub recorder: Recorder,
    /// The caller of CA Service or Cloud KMS. Empty where the log names nobody.
    pub caller: String,
    /// The time of the first of them.
    pub first: Timestamp,
    /// The time of the last of them.
    pub last: Timestamp,
    /// How many there are.
    pub count: u64,
}

impl Issuances {
    /// Whether a counterpart records these issuances, at a time at which the log must have recorded them too.
    pub(super) fn are_of(&self, counterpart: &Counterpart) -> bool {
        let mut times = counterpart.times.iter();
        self.recorder == counterpart.recorder
            && times.any(|(from, to)| self.first <= *to && *from <= self.last)
    }
}

/// Reads the issuances that were recorded from one time to another.
pub type Read<'r, E> = dyn FnMut(Timestamp, Timestamp) -> Result<Vec<Issuances>, E> + 'r;

/// The records of all logs.
#[expect(missing_debug_implementations, reason = "it holds functions")]
pub struct Records<'r, E> {
    /// Reads them.
    pub read: &'r mut Read<'r, E>,
    /// Whether GKE is to record issuances of CA Service and Cloud KMS in the log of a project, by the caller. Nobody else can make GKE's log
    /// of this project look silent.
    pub are_for_cluster: &'r dyn Fn(&Issuances, &str) -> bool,
}
