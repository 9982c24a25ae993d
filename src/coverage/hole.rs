//! A hole is a stretch of which the export of a log is missing.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::issuance_times::Recorder;
use crate::model::entry::Source;

/// A stretch of which the export of a log is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hole {
    /// The log.
    pub source: Source,
    /// The project.
    pub project: String,
    /// The last moment before the hole.
    pub from: Timestamp,
    /// The first moment after the hole.
    pub to: Timestamp,
}

/// Whose issuances the log of a project must record as well.
pub type Counterparts = BTreeMap<(Source, String), Vec<Counterpart>>;

/// Issuances that the log of a project must record as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterpart {
    /// What records them.
    pub recorder: Recorder,
    /// When they must stand in this log: not while another project is configured.
    pub times: Vec<(Timestamp, Timestamp)>,
    /// What may have recorded them in the log of another project.
    pub elsewhere: Vec<Recorder>,
}
