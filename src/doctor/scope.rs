//! What has an IAM policy: a project, and the folders and the organization above it.

use std::fmt;

use serde::Deserialize;

use super::observation::{Observation, Permission, Topic};
use super::remedy::Remedy;
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::GoogleApis;
use crate::fetch::google_api::endpoint::{Api, Call};
use crate::model::finding::message::message;
use crate::model::identity::project::Project;

/// A project, a folder or an organization. `Display` writes its resource name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// A project.
    Project(Project),
    /// A folder, by its number.
    Folder(String),
    /// An organization, by its number.
    Organization(String),
}

/// The deepest that a project may lie below its organization: folders nest ten deep
/// (<https://cloud.google.com/resource-manager/docs/limits>).
const DEEPEST: usize = 12;

impl Scope {
    /// Returns the collection and the id of the resource name.
    pub fn name(&self) -> [&str; 2] {
        match self {
            Scope::Project(project) => ["projects", project.id()],
            Scope::Folder(id) => ["folders", id],
            Scope::Organization(id) => ["organizations", id],
        }
    }

    /// Returns the words by which gcloud names it.
    pub fn noun(&self) -> Vec<&str> {
        match self {
            Scope::Project(_) | Scope::Organization(_) => self.name().to_vec(),
            Scope::Folder(id) => vec!["resource-manager", "folders", id],
        }
    }

    /// Returns the flag by which gcloud finds sinks of it.
    pub fn flag(&self) -> String {
        match self {
            Scope::Project(project) => format!("--project={project}"),
            Scope::Folder(id) => format!("--folder={id}"),
            Scope::Organization(id) => format!("--organization={id}"),
        }
    }

    /// Returns the role that permits reading the IAM policy.
    pub fn policy_reader(&self) -> Permission {
        let role = "roles/iam.securityReviewer";
        Permission {
            role,
            grant: Remedy::grant(&self.noun(), role),
        }
    }

    fn of(ancestor: &Ancestor) -> Option<Self> {
        let id = &ancestor.id.id;
        let is_number = !id.is_empty() && id.bytes().all(|it| it.is_ascii_digit());
        match ancestor.id.kind.as_str() {
            "folder" if is_number => Some(Scope::Folder(id.clone())),
            "organization" if is_number => Some(Scope::Organization(id.clone())),
            _ => None,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name().join("/"))
    }
}

/// A project and what lies above it.
#[derive(Debug)]
pub struct Ancestors {
    /// The project.
    pub project: Project,
    own: Scope,
    /// The folders and the organization above it, the nearest first; empty where they could not be asked for.
    pub above: Vec<Scope>,
    /// That they could not be asked for.
    pub unread: Option<Observation>,
}

impl Ancestors {
    /// Asks what lies above a project.
    ///
    /// # Errors
    /// Where nothing can be asked at all.
    pub async fn ask(project: &Project, apis: &mut GoogleApis) -> Result<Self, CallError> {
        let (above, unread) = match above(project, apis).await {
            Ok(above) => (above, None),
            Err(error) if error.is_of_all_calls() => return Err(error),
            Err(error) => (Vec::new(), Some(unread(project, &error))),
        };
        Ok(Ancestors {
            project: project.clone(),
            own: Scope::Project(project.clone()),
            above,
            unread,
        })
    }

    /// Returns the project and all above it.
    pub fn all(&self) -> impl Iterator<Item = &Scope> {
        std::iter::once(&self.own).chain(&self.above)
    }

    /// Returns the organization, or what else is known to be above all.
    pub fn highest(&self) -> &Scope {
        self.above.last().unwrap_or(&self.own)
    }
}

fn unread(project: &Project, error: &CallError) -> Observation {
    let what = message!(
        "doctor-ancestry",
        "what lies above {scope}, where audit settings, sinks and deny policies may stand,",
        scope = project.scope()
    );
    let role = "roles/browser";
    let grant = Remedy::grant(&["projects", project.id()], role);
    Observation::not_known(
        Topic::AuditSettings,
        what,
        error,
        Permission { role, grant },
    )
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ancestry {
    ancestor: Vec<Ancestor>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ancestor {
    #[serde(rename = "resourceId")]
    id: ResourceId,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ResourceId {
    #[serde(rename = "type")]
    kind: String,
    id: String,
}

/// Returns what lies above a project, the nearest first (`projects.getAncestry`).
async fn above(project: &Project, apis: &mut GoogleApis) -> Result<Vec<Scope>, CallError> {
    let method = format!("{}:getAncestry", project.id());
    let path = ["v1", "projects", &method];
    let call = Call::post(Api::ResourceManager, path, serde_json::json!({}));
    let ancestry: Ancestry = apis.ask(&call).await?;
    if ancestry.ancestor.is_empty() || ancestry.ancestor.len() > DEEPEST {
        return Err(CallError::Strange {
            api: Api::ResourceManager,
            problem: "no ancestry of a project".to_owned(),
        });
    }
    Ok(ancestry.ancestor.iter().filter_map(Scope::of).collect())
}
