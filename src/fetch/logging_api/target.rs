//! The target of a pull: one log of one project.

use std::fmt;

use crate::log::query::filter::{OF_CLUSTERS, OF_KEYS};
use crate::model::entry::Source;
use crate::model::identity::project::Project;

/// One log of one project. `Display` writes the project, `projects/P`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The log.
    pub source: Source,
    /// The project.
    pub project: Project,
}

impl Target {
    /// Returns the logs of a cluster's project and of the projects that hold its keys and CA pools. Without key projects the
    /// cluster's own project counts as theirs.
    pub fn all(project: &Project, keys: &[Project]) -> Vec<Target> {
        let of = |source, project: &Project| Target {
            source,
            project: project.clone(),
        };
        let own = OF_CLUSTERS.map(|it| of(it, project));
        let holders = if keys.is_empty() {
            std::slice::from_ref(project)
        } else {
            keys
        };
        let held = holders.iter().flat_map(|it| OF_KEYS.map(|log| of(log, it)));
        let mut targets: Vec<Target> = Vec::new();
        for target in own.into_iter().chain(held) {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        targets
    }

    /// Returns `projects/P`, the beginning of the names of the project's logs.
    pub fn scope(&self) -> String {
        self.project.scope()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scope())
    }
}
