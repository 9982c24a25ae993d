//! A scope names the project or cluster in whose log a record would lie.

/// The project or cluster in whose log a record would lie.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The project whose log holds the record, as `projects/P`; a cluster's name for raw audit events.
    pub project: String,
    /// The cluster that issues the credential, where the log is GKE's.
    pub cluster: Option<String>,
}

impl Scope {
    /// Returns the scope of a project's log.
    pub fn project(project: impl Into<String>) -> Self {
        Scope {
            project: project.into(),
            cluster: None,
        }
    }

    /// Returns the scope of a cluster's issuances in GKE's log of the cluster's project. None where the cluster's name does not
    /// name the project.
    pub fn of_cluster(cluster: &str) -> Option<Self> {
        Some(Scope {
            project: project_of(cluster)?,
            cluster: Some(cluster.to_owned()),
        })
    }
}

/// Returns the project of a resource's name, as `projects/P`.
pub fn project_of(resource: &str) -> Option<String> {
    let id = resource.strip_prefix("projects/")?.split('/').next()?;
    Some(format!("projects/{id}"))
}
