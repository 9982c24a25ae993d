//! Are the Data Access logs on, and for whom are they not?
//!
//! The IAM policies of a project, of its folders and of its organization hold audit settings. A log type is on where one of them switches it
//! on, for the service or for `allServices`, and what a policy above switches on cannot be switched off below
//! (<https://cloud.google.com/logging/docs/audit/configure-data-access>). Calls of exempted members are not logged.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::observation::{Observation, State, Topic};
use super::remedy::Remedy;
use super::scope::{Ancestors, Scope};
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::GoogleApis;
use crate::fetch::google_api::endpoint::{Api, Call};
use crate::model::audit_setting::{self, Setting};
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::message;

/// The service whose settings apply to all services (`google.iam.v1.AuditConfig`).
const ALL_SERVICES: &str = "allServices";

/// The most exempted members that a message names.
const NAMED: usize = 10;

/// The audit settings of an IAM policy.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Policy {
    audit_configs: Vec<Config>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Config {
    service: String,
    audit_log_configs: Vec<LogConfig>,
}

#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
struct LogConfig {
    log_type: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exempted_members: Vec<String>,
}

/// The policies that apply to a project, and those that could not be read.
struct Policies {
    own: Scope,
    read: Vec<(Scope, Policy)>,
    unread: Vec<Observation>,
}

/// Asks for the settings of the logs of a project.
///
/// # Errors
/// Where nothing can be asked at all.
pub async fn ask(
    ancestors: &Ancestors,
    logs: &[Source],
    apis: &mut GoogleApis,
) -> Result<Vec<Observation>, CallError> {
    let policies = policies(ancestors, apis).await?;
    let settings = logs
        .iter()
        .filter_map(|log| Some((*log, audit_setting::setting(*log)?)));
    let mut found: Vec<Observation> = settings
        .flat_map(|(log, setting)| policies.of_setting(log, &setting))
        .collect();
    found.extend(policies.unread);
    Ok(found)
}

async fn policies(ancestors: &Ancestors, apis: &mut GoogleApis) -> Result<Policies, CallError> {
    let mut policies = Policies {
        own: Scope::Project(ancestors.project.clone()),
        read: Vec::new(),
        unread: ancestors.unread.iter().cloned().collect(),
    };
    for scope in ancestors.all() {
        match policy(scope, apis).await {
            Ok(policy) => policies.read.push((scope.clone(), policy)),
            Err(error) if error.is_of_all_calls() => return Err(error),
            Err(error) => {
                let what = message!(
                    "doctor-policy",
                    "the audit setting of {scope}",
                    scope = scope.to_string()
                );
                let permission = scope.policy_reader();
                let unread = Observation::not_known(Topic::AuditSettings, what, &error, permission);
                policies.unread.push(unread);
            }
        }
    }
    Ok(policies)
}

async fn policy(scope: &Scope, apis: &mut GoogleApis) -> Result<Policy, CallError> {
    let [collection, id] = scope.name();
    let method = format!("{id}:getIamPolicy");
    let options = json!({ "options": { "requestedPolicyVersion": 3 } });
    let call = Call::post(Api::ResourceManager, ["v3", collection, &method], options);
    apis.ask(&call).await
}

impl Policies {
    /// Returns what applies to a log. What it records without a setting, or records twice, is no more than a note.
    fn of_setting(&self, log: Source, setting: &Setting) -> Vec<Observation> {
        let needed = audit_setting::needed(log).unwrap_or_default();
        let mut found = Vec::new();
        for log_type in setting.log_types {
            let absent = match needed.contains(log_type) {
                true => State::Missing,
                false => State::Note,
            };
            found.push(self.of_type(log, setting, log_type, absent));
            found.extend(self.exempted(log, setting, log_type, absent));
        }
        found
    }

    fn of_type(
        &self,
        log: Source,
        setting: &Setting,
        log_type: &str,
        absent: State,
    ) -> Observation {
        let on = self
            .read
            .iter()
            .filter(|(_, policy)| policy.has(setting, log_type));
        let on = List::of(on.map(|it| &it.0));
        let service = setting.service;
        if !on.in_sentence().0.is_empty() {
            let message = message!(
                "doctor-setting-on",
                "{log} log of {scope}: {log_type} of {service} is on, by {on}",
                log,
                scope = self.own.to_string(),
                log_type,
                service,
                on
            );
            return Observation::new(Topic::AuditSettings, State::Fine, message);
        }
        if self.unread.is_empty() {
            let message = message!(
                "doctor-setting-off",
                "{log} log of {scope}: {log_type} of {service} is off, here and above",
                log,
                scope = self.own.to_string(),
                log_type,
                service
            );
            return Observation::new(Topic::AuditSettings, absent, message)
                .mended_by(self.switched_on(setting));
        }
        let read = List::of(self.read.iter().map(|it| &it.0));
        let message = message!(
            "doctor-setting-unknown",
            "{log} log of {scope}: nobody can tell whether {log_type} of {service} is on: some audit settings could not be read, and those that could do not switch it on ({read})",
            log,
            scope = self.own.to_string(),
            log_type,
            service,
            read
        );
        Observation::new(Topic::AuditSettings, State::NotKnown, message)
    }

    /// Returns those whose calls are not logged. A deleted member calls no more.
    fn exempted(
        &self,
        log: Source,
        setting: &Setting,
        log_type: &str,
        state: State,
    ) -> Vec<Observation> {
        let exempted = self.read.iter().flat_map(|(scope, policy)| {
            let configs = policy.of(setting, log_type);
            configs.map(move |(service, it)| (scope, service, &it.exempted_members))
        });
        let mut found = Vec::new();
        for (scope, service, members) in exempted {
            let members: Vec<&String> = members
                .iter()
                .filter(|it| !it.starts_with("deleted:"))
                .collect();
            if members.is_empty() {
                continue;
            }
            let members = List::of(members).shown(NAMED, "others");
            let message = message!(
                "doctor-exempted",
                "{log} log of {scope}: calls of {members} are not logged ({log_type} of {service} exempts them)",
                log,
                scope = scope.to_string(),
                members,
                log_type,
                service
            );
            let program = format!(
                "del(.auditConfigs[] | select(.service == {}) | .auditLogConfigs[] | select(.logType == {}) | .exemptedMembers)",
                json!(service),
                json!(log_type)
            );
            let remedy = Remedy::change_policy(&scope.noun(), &program);
            let observation = Observation::new(Topic::AuditSettings, state, message);
            found.push(observation.mended_by(remedy));
        }
        found
    }

    /// Returns the command that switches the log types of a setting on in the project, beside those that its policy has.
    fn switched_on(&self, setting: &Setting) -> Remedy {
        let own = self.read.iter().find(|it| it.0 == self.own);
        let configs = own.into_iter().flat_map(|it| &it.1.audit_configs);
        let of_service = configs.filter(|it| it.service == setting.service);
        let mut log_configs: Vec<LogConfig> = of_service
            .flat_map(|it| it.audit_log_configs.iter().cloned())
            .collect();
        let there = |log_type: &str| log_configs.iter().any(|it| it.log_type == log_type);
        let lacking: Vec<&str> = setting
            .log_types
            .iter()
            .copied()
            .filter(|it| !there(it))
            .collect();
        log_configs.extend(lacking.into_iter().map(|it| LogConfig {
            log_type: it.to_owned(),
            exempted_members: Vec::new(),
        }));
        let config = json!({ "service": setting.service, "auditLogConfigs": log_configs });
        let program = format!(
            ".auditConfigs = ((.auditConfigs // []) | map(select(.service != {}))) + [{config}]",
            json!(setting.service)
        );
        Remedy::change_policy(&self.own.noun(), &program)
    }
}

impl Policy {
    fn has(&self, setting: &Setting, log_type: &str) -> bool {
        self.of(setting, log_type).next().is_some()
    }

    /// Returns the configurations of a log type that apply to the service of a setting.
    fn of<'p>(
        &'p self,
        setting: &Setting,
        log_type: &str,
    ) -> impl Iterator<Item = (&'p str, &'p LogConfig)> {
        let services = [ALL_SERVICES, setting.service];
        let log_type = log_type.to_owned();
        let configs = self.audit_configs.iter();
        let configs = configs.filter(move |it| services.contains(&it.service.as_str()));
        configs.flat_map(move |it| {
            let log_type = log_type.clone();
            let of_type = it.audit_log_configs.iter();
            let of_type = of_type.filter(move |it| it.log_type == log_type);
            of_type.map(|config| (it.service.as_str(), config))
        })
    }
}
