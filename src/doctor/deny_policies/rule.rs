//! Rules of deny policies (<https://cloud.google.com/iam/docs/reference/rest/v2/policies>).

use serde::Deserialize;

use crate::fetch::google_api::client::Page;

/// A deny policy. Lists leave its rules out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DenyPolicy {
    pub(super) name: String,
    pub(super) rules: Vec<Rule>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DenyPolicies {
    policies: Vec<DenyPolicy>,
    #[serde(rename = "nextPageToken")]
    next: String,
}

impl Page for DenyPolicies {
    type Item = DenyPolicy;

    fn take(self) -> (Vec<DenyPolicy>, String) {
        (self.policies, self.next)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) deny_rule: DenyRule,
}

/// Who is denied what.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct DenyRule {
    pub(super) denied_principals: Vec<String>,
    pub(super) exception_principals: Vec<String>,
    denied_permissions: Vec<String>,
    exception_permissions: Vec<String>,
    denial_condition: Option<serde_json::Value>,
}

/// Everybody.
const ALL: &str = "principalSet://goog/public:all";

impl DenyRule {
    /// Whether the rule is about a permission, as in `logging.logEntries.list`.
    pub(super) fn denies(&self, permission: &str) -> bool {
        let holds = |patterns: &[String]| patterns.iter().any(|it| is_of(permission, it));
        holds(&self.denied_permissions) && !holds(&self.exception_permissions)
    }

    /// Whether nobody is excepted, whoever it is.
    pub(super) fn is_for_everybody(&self) -> bool {
        self.denied_principals.iter().any(|it| it == ALL)
            && self.exception_principals.is_empty()
            && self.denial_condition.is_none()
    }
}

/// Whether a permission is one of those that a deny policy names: `SERVICE/RESOURCE.ACTION`, with `*` for all resources or all actions
/// (<https://cloud.google.com/iam/docs/deny-overview#permission-groups>).
fn is_of(permission: &str, pattern: &str) -> bool {
    let parts = permission.split_once('.').and_then(|(service, rest)| {
        let (resource, action) = rest.split_once('.')?;
        Some((service, resource, action))
    });
    let named = pattern.split_once('/').and_then(|(host, rest)| {
        let (resource, action) = rest.split_once('.')?;
        Some((host.strip_suffix(".googleapis.com")?, resource, action))
    });
    let (Some(parts), Some(named)) = (parts, named) else {
        return false;
    };
    let is_any = |it: &str, named: &str| named == "*" || named == it;
    parts.0 == named.0 && is_any(parts.1, named.1) && is_any(parts.2, named.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_is_named_alone_or_in_a_group() {
        let of_logs = |pattern| is_of("logging.privateLogEntries.list", pattern);
        for pattern in [
            "logging.googleapis.com/privateLogEntries.list",
            "logging.googleapis.com/privateLogEntries.*",
            "logging.googleapis.com/*.list",
            "logging.googleapis.com/*.*",
        ] {
            assert!(of_logs(pattern), "{pattern}");
        }
        for pattern in [
            "logging.googleapis.com/logEntries.list",
            "logging.googleapis.com/privateLogEntries.get",
            "storage.googleapis.com/*.*",
            "logging.privateLogEntries.list",
            "logging.googleapis.com/*",
            "*",
            "",
        ] {
            assert!(!of_logs(pattern), "{pattern}");
        }
    }
}
