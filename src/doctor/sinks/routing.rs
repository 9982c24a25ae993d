//! The sinks of a project, and the logs that they may carry.

use serde::Deserialize;

use crate::doctor::logging_filter::{Match, Sample, matches};
use crate::doctor::remedy::Remedy;
use crate::doctor::scope::Scope;
use crate::fetch::google_api::client::Page;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::identity::project::Project;

/// The sink into the bucket that the Logging API reads.
pub(super) const DEFAULT: &str = "_Default";

/// The sink that nobody can change.
pub(super) const REQUIRED: &str = "_Required";

/// A sink (`LogSink`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sink {
    pub(super) name: String,
    pub(super) destination: String,
    pub(super) filter: String,
    pub(super) disabled: bool,
    pub(super) exclusions: Vec<Exclusion>,
    #[serde(rename = "includeChildren")]
    pub(super) includes_children: bool,
    #[serde(rename = "interceptChildren")]
    pub(super) intercepts_children: bool,
}

/// A sink, and what it belongs to.
pub(super) struct OwnedSink {
    pub(super) owner: Scope,
    pub(super) sink: Sink,
}

/// A filter of what a sink leaves out (`LogExclusion`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Exclusion {
    pub(super) name: String,
    pub(super) filter: String,
    pub(super) disabled: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sinks {
    sinks: Vec<Sink>,
    #[serde(rename = "nextPageToken")]
    next: String,
}

impl Page for Sinks {
    type Item = Sink;

    fn take(self) -> (Vec<Sink>, String) {
        (self.sinks, self.next)
    }
}

/// A log and what is known of its entries.
pub(super) struct Log {
    pub(super) source: Source,
    pub(super) sample: Sample,
}

/// The sinks that entries of a project may take.
pub(super) struct Routing<'p> {
    pub(super) project: &'p Project,
    pub(super) logs: Vec<Log>,
    /// Those of the project.
    pub(super) own: Vec<OwnedSink>,
    /// Those of its folders and its organization that take entries of projects.
    pub(super) above: Vec<OwnedSink>,
}

impl OwnedSink {
    /// Returns the command that changes the sink.
    pub(super) fn update(&self, change: &str) -> Remedy {
        let (name, owner) = (self.sink.name.as_str(), self.owner.flag());
        Remedy::of(["gcloud", "logging", "sinks", "update", name, &owner, change])
    }
}

impl Sink {
    /// Whether the filter of the sink lets a log through.
    pub(super) fn takes(&self, log: &Log) -> Match {
        matches(&self.filter, &log.sample)
    }

    /// Whether the sink is meant for a log: its filter lets all of the log through, or what credtrail reads of it.
    pub(super) fn is_meant_for(&self, log: &Log) -> bool {
        match self.takes(log) {
            Match::Yes => true,
            Match::Perhaps => self.filter.contains(PARTLY),
            Match::No => false,
        }
    }
}

/// What the filter of the `kubernetes` log, and of no other log, looks at.
const PARTLY: &str = "credential-id";

/// Whether the Logging API gets a log by the sink `_Default`.
pub(super) fn is_of_default(source: Source) -> bool {
    matches!(source, Source::CaService | Source::Kms)
}

/// Returns the names of logs.
pub(super) fn names(logs: &[&Log]) -> List {
    List::of(logs.iter().map(|it| it.source))
}

/// Returns the beginning of a filter, on one line.
pub(super) fn short(filter: &str) -> String {
    const LONGEST: usize = 200;
    let line = filter.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(LONGEST).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
