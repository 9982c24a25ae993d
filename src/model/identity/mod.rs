//! The names of those that a record speaks of: projects, resources, clusters, service agents, users, workloads, and the subject of a credential.

pub mod agent;
pub mod cluster_name;
pub mod iam_member;
pub mod project;
pub mod project_number;
pub mod resource_name;
pub mod spiffe;
pub mod subject;
pub mod user;
