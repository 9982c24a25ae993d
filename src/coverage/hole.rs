//! A hole is a stretch of time for which the export of a log is missing.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::issuance_times::Recorder;
use crate::model::entry::Source;

/// A stretch of time for which the export of a log is missing.
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

/// The counterparts of each project's log.
pub type Counterparts = BTreeMap<(Source, String), Vec<Counterpart>>;

/// Issuances that another log records and that the log of a project must record as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterpart {
    /// The recorder of the issuances in the other log.
    pub recorder: Recorder,
    /// When the project's log must record the issuances: not while another project is configured.
    pub times: Vec<(Timestamp, Timestamp)>,
    /// The recorders that may have recorded the issuances in the log of another project.
    pub elsewhere: Vec<Recorder>,
}
