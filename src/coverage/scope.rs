//! A scope names whose log a record would stand in.

/// Where records of a log would stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The project whose log it is, as `projects/P`; a cluster's name for raw audit events.
    pub project: String,
    /// The cluster that issues, in GKE's log.
    pub cluster: Option<String>,
}

impl Scope {
    /// The log of a project.
    pub fn project(project: impl Into<String>) -> Self {
        Scope {
            project: project.into(),
            cluster: None,
        }
    }

    /// What a cluster issues, in GKE's log of its project. None, where its name does not tell the project.
    pub fn of_cluster(cluster: &str) -> Option<Self> {
        Some(Scope {
            project: project_of(cluster)?,
            cluster: Some(cluster.to_owned()),
        })
    }
}

/// `projects/P` of a resource's name.
pub fn project_of(resource: &str) -> Option<String> {
    let id = resource.strip_prefix("projects/")?.split('/').next()?;
    Some(format!("projects/{id}"))
}
