//! Do deny policies keep somebody from reading the logs?
//!
//! A deny policy of a project, or of a folder or an organization above it, takes precedence over every role
//! (<https://cloud.google.com/iam/docs/deny-overview>). Whether the reader is among those whom it denies, nobody can know from here: groups are
//! among them.

mod rule;

use std::collections::{BTreeMap, BTreeSet};

use self::rule::{DenyPolicies, DenyPolicy, DenyRule};
use super::observation::{Observation, Permission, State, Topic};
use super::remedy::Remedy;
use super::roles;
use super::scope::{Ancestors, Scope};
use crate::fetch::google_api::call_error::CallError;
use crate::fetch::google_api::client::GoogleApis;
use crate::fetch::google_api::endpoint::{Api, Call};
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::message;

/// The most deny policies of one place (<https://cloud.google.com/iam/quotas>).
const MOST: usize = 500;

/// The most principals that a message names.
const NAMED: usize = 10;

/// What is asked about one place.
struct Place<'p> {
    /// What it takes to read the logs of the projects there.
    permissions: BTreeSet<&'static str>,
    /// What is above all of it.
    highest: &'p Scope,
}

/// Asks for the deny policies of projects and of what lies above them.
///
/// # Errors
/// Where nothing can be asked at all.
pub async fn ask(
    examined: &[(Ancestors, &[Source])],
    apis: &mut GoogleApis,
) -> Result<Vec<Observation>, CallError> {
    let mut found = Vec::new();
    for (scope, place) in places(examined) {
        match policies(scope, apis).await {
            Ok(policies) => {
                let denials = policies
                    .iter()
                    .flat_map(|it| denials(it, scope, &place.permissions));
                found.extend(denials);
            }
            Err(error) if error.is_of_all_calls() => return Err(error),
            Err(error) => found.push(unread(scope, place.highest, &error)),
        }
    }
    Ok(found)
}

fn places<'p>(examined: &'p [(Ancestors, &[Source])]) -> BTreeMap<&'p Scope, Place<'p>> {
    let mut places = BTreeMap::new();
    for (ancestors, logs) in examined {
        let permissions = roles::needed(logs).into_iter().map(|it| it.0);
        for scope in ancestors.all() {
            let place = places.entry(scope).or_insert_with(|| Place {
                permissions: BTreeSet::new(),
                highest: ancestors.highest(),
            });
            place.permissions.extend(permissions.clone());
        }
    }
    places
}

/// Returns all deny policies of one place, with their rules (`policies.listPolicies`, `policies.get`).
async fn policies(scope: &Scope, apis: &mut GoogleApis) -> Result<Vec<DenyPolicy>, CallError> {
    let place = attachment_point(scope);
    let path = ["v2", "policies", &place, "denypolicies"];
    let listed = apis
        .list::<DenyPolicies>(&Call::get(Api::Iam, path))
        .await?;
    if listed.len() > MOST {
        return Err(CallError::Strange {
            api: Api::Iam,
            problem: "more deny policies than there can be".to_owned(),
        });
    }
    let mut policies = Vec::new();
    for listed in listed {
        let path = ["v2", "policies", &place, "denypolicies", id(&listed)];
        let policy: DenyPolicy = apis.ask(&Call::get(Api::Iam, path)).await?;
        policies.push(DenyPolicy {
            name: listed.name,
            ..policy
        });
    }
    Ok(policies)
}

fn attachment_point(scope: &Scope) -> String {
    format!("cloudresourcemanager.googleapis.com/{scope}")
}

/// Returns the last part of the name, which is the policy's own.
fn id(policy: &DenyPolicy) -> &str {
    policy.name.rsplit('/').next().unwrap_or_default()
}

/// Returns whom the rules of a policy keep from reading the logs.
fn denials(policy: &DenyPolicy, scope: &Scope, permissions: &BTreeSet<&str>) -> Vec<Observation> {
    let mut found = Vec::new();
    for (number, rule) in policy.rules.iter().enumerate() {
        let denied = permissions.iter().copied();
        let denied: Vec<&str> = denied.filter(|it| rule.deny_rule.denies(it)).collect();
        if denied.is_empty() || rule.deny_rule.denied_principals.is_empty() {
            continue;
        }
        let remedy = except_reader(policy, scope, number);
        found.push(denial(policy, scope, &rule.deny_rule, denied).mended_by(remedy));
    }
    found
}

fn denial(policy: &DenyPolicy, scope: &Scope, rule: &DenyRule, denied: Vec<&str>) -> Observation {
    let named = |all: &[String]| List::of(all).shown(NAMED, "others");
    let (policy, scope) = (id(policy).to_owned(), scope.to_string());
    let (permissions, principals) = (List::of(denied), named(&rule.denied_principals));
    let state = match rule.is_for_everybody() {
        true => State::Missing,
        false => State::Note,
    };
    let message = match rule.exception_principals.as_slice() {
        [] => message!(
            "doctor-denied",
            "the deny policy {policy} of {scope} denies {permissions} to {principals}, whatever roles they have",
            policy,
            scope,
            permissions,
            principals
        ),
        excepted => message!(
            "doctor-denied-but",
            "the deny policy {policy} of {scope} denies {permissions} to {principals}, whatever roles they have, but not to {excepted}",
            policy,
            scope,
            permissions,
            principals,
            excepted = named(excepted)
        ),
    };
    Observation::new(Topic::Roles, state, message)
}

/// Returns the command that excepts the reader from a rule. The policy keeps its etag.
fn except_reader(policy: &DenyPolicy, scope: &Scope, rule: usize) -> Remedy {
    let program = format!(".rules[{rule}].denyRule.exceptionPrincipals += [$principal]");
    Remedy::change_deny_policy(id(policy), &attachment_point(scope), &program)
}

fn unread(scope: &Scope, highest: &Scope, error: &CallError) -> Observation {
    let what = message!(
        "doctor-deny-policies",
        "the deny policies of {scope}",
        scope = scope.to_string()
    );
    let role = "roles/iam.denyReviewer"; // it is granted on organizations
    let grant = Remedy::grant(&highest.noun(), role);
    Observation::not_known(Topic::Roles, what, error, Permission { role, grant })
}
