//! May the caller read the logs?

use serde::Deserialize;
use serde_json::json;

use super::observation::{Observation, Permission, State, Topic};
use super::remedy::Remedy;
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::GoogleApis;
use crate::fetch::google_api::endpoint::{Api, Call};
use crate::model::entry::Source;
use crate::model::finding::message::message;
use crate::model::identity::project::Project;

/// The permission to read logs that are not of Data Access.
const LOGS: &str = "logging.logEntries.list";

/// The permission to read Data Access logs.
const PRIVATE_LOGS: &str = "logging.privateLogEntries.list";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Granted {
    permissions: Vec<String>,
}

/// Asks which permissions the caller has in a project (`projects.testIamPermissions`).
///
/// # Errors
/// Where nothing can be asked at all.
pub async fn ask(
    project: &Project,
    logs: &[Source],
    apis: &mut GoogleApis,
) -> Result<Vec<Observation>, CallError> {
    let needed = needed(logs);
    let permissions: Vec<&str> = needed.iter().map(|it| it.0).collect();
    let method = format!("{}:testIamPermissions", project.id());
    let body = json!({ "permissions": permissions });
    let call = Call::post(Api::ResourceManager, ["v3", "projects", &method], body);
    match apis.ask::<Granted>(&call).await {
        Ok(granted) => Ok(needed
            .into_iter()
            .map(|(permission, role)| of(project, permission, role, &granted))
            .collect()),
        Err(error) if error.is_of_all_calls() => Err(error),
        Err(error) => {
            let what = message!(
                "doctor-permissions",
                "what the caller may do in {scope}",
                scope = project.scope()
            );
            let role = "roles/browser";
            let grant = Remedy::grant(&["projects", project.id()], role);
            let unknown =
                Observation::not_known(Topic::Roles, what, &error, Permission { role, grant });
            Ok(vec![unknown])
        }
    }
}

/// Returns the permissions that reading these logs takes, and the role that has each
/// (<https://cloud.google.com/logging/docs/access-control>).
pub(super) fn needed(logs: &[Source]) -> Vec<(&'static str, &'static str)> {
    let is_private = |it: &Source| matches!(it, Source::CaService | Source::Kms);
    match logs.iter().any(is_private) {
        true => vec![
            (LOGS, "roles/logging.privateLogViewer"),
            (PRIVATE_LOGS, "roles/logging.privateLogViewer"),
        ],
        false => vec![(LOGS, "roles/logging.viewer")],
    }
}

fn of(project: &Project, permission: &str, role: &'static str, granted: &Granted) -> Observation {
    let scope = project.scope();
    if granted.permissions.iter().any(|it| it == permission) {
        let message = message!(
            "doctor-permission",
            "the caller has {permission} in {scope}",
            permission,
            scope
        );
        return Observation::new(Topic::Roles, State::Fine, message);
    }
    let message = message!(
        "doctor-no-permission",
        "the caller lacks {permission} in {scope}; it takes {role}",
        permission,
        scope,
        role
    );
    let grant = Remedy::grant(&["projects", project.id()], role);
    Observation::new(Topic::Roles, State::Missing, message).mended_by(grant)
}
