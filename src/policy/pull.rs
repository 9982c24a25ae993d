//! What is pulled from the Logging API where the command line does not say, and how.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::value::tolerance::Length;
use crate::model::project::Project;

/// Projects to pull from, and manners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pull {
    /// The project of the clusters.
    pub project: Option<Project>,
    /// The projects of the keys and CA pools.
    pub key_projects: Vec<Project>,
    /// How long an entry may take to arrive: the next pull asks for so much again.
    pub overlap: Length,
    /// How often the API may be called. Google allows 60; others may share them.
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
    /// Whether it says nothing.
    pub(super) fn is_usual(&self) -> bool {
        *self == Pull::default()
    }
}
