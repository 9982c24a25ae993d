//! The defaults of `credtrail pull`: what is pulled from the Logging API where the command line does not say, and how.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::value::tolerance::Length;
use crate::model::identity::project::Project;

/// The projects to pull from, the overlap of pulls and the rate of calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pull {
    /// The project of the clusters.
    pub project: Option<Project>,
    /// The projects of the keys and CA pools.
    pub key_projects: Vec<Project>,
    /// The longest time that an entry takes to arrive: the next pull repeats this much of the last one.
    pub overlap: Length,
    /// The calls of the API per minute. Google allows 60 per project, which other clients may share.
    pub calls_per_minute: NonZeroU32,
}

impl Default for Pull {
    fn default() -> Self {
        Pull {
            project: None,
            key_projects: Vec::new(),
            overlap: Length(SignedDuration::from_hours(3)),
            calls_per_minute: NonZeroU32::MIN.saturating_add(59),
        }
    }
}

impl Pull {
    /// Whether all values are the defaults.
    pub(super) fn is_usual(&self) -> bool {
        *self == Pull::default()
    }
}
