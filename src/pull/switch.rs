//! When a Data Access log was switched off: a project's IAM policy says so, and every change of it is in the Admin Activity log.
//!
//! A change that was made at an organization or folder is not seen here.

use jiff::Timestamp;
use serde::Deserialize;

use super::page::Fetched;
use crate::coverage::Pulled;
use crate::log::audit::Setting;

/// Stretches in which a log was off; the second moment is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Off(Vec<(Timestamp, Timestamp)>);

/// `SetIamPolicy`, as far as it is about audit settings (`google.iam.v1.PolicyDelta`).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Entry {
    proto_payload: Payload,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Payload {
    service_data: ServiceData,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ServiceData {
    policy_delta: Delta,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Delta {
    audit_config_deltas: Vec<Change>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Change {
    action: String,
    service: String,
    exempted_member: String,
    log_type: String,
}

impl Change {
    fn is_about(&self, setting: &Setting) -> bool {
        let service = self.service == setting.service || self.service == "allServices";
        let log_type = setting.log_types.contains(&self.log_type.as_str());
        service && log_type && self.exempted_member.is_empty()
    }
}

impl Off {
    /// What changes of the policy, the oldest first, say of a setting. What is off and not switched on again is off for ever.
    pub(super) fn of(changes: &[Fetched], setting: &Setting) -> Self {
        let mut off: Vec<(Timestamp, Timestamp)> = Vec::new();
        for entry in changes {
            let parsed: Entry = serde_json::from_str(&entry.line).unwrap_or_default(); // what is no change changes nothing
            let deltas = parsed.proto_payload.service_data.policy_delta;
            for change in deltas.audit_config_deltas {
                let is_off = off.last().is_some_and(|it| it.1 == Timestamp::MAX);
                match change.action.as_str() {
                    _ if !change.is_about(setting) => {}
                    "REMOVE" if !is_off => off.push((entry.at, Timestamp::MAX)),
                    "ADD" if is_off => off
                        .iter_mut()
                        .last()
                        .into_iter()
                        .for_each(|it| it.1 = entry.at),
                    _ => {}
                }
            }
        }
        Off(off)
    }

    /// The stretches.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.0.iter().copied()
    }

    /// What is left of a window.
    pub(super) fn cut(&self, window: Pulled) -> Vec<Pulled> {
        let mut left = Vec::new();
        let mut from = window.from;
        for (off, on) in self.iter() {
            left.push(part(window, from, off.min(window.to)));
            from = from.max(on);
        }
        left.push(part(window, from, window.to));
        left.retain(|it| !it.is_empty());
        left
    }
}

fn part(window: Pulled, from: Timestamp, to: Timestamp) -> Pulled {
    Pulled {
        from,
        to,
        settled: window.settled.min(to),
        ..window
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Source;
    use crate::log::audit::setting;
    use crate::pull::page::Access;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn change(second: i64, action: &str, service: &str, log_type: &str, exempt: &str) -> Fetched {
        let delta = serde_json::json!({"action": action, "service": service, "logType": log_type, "exemptedMember": exempt});
        let entry = serde_json::json!({"protoPayload": {"serviceData": {"policyDelta": {"auditConfigDeltas": [delta]}}}});
        Fetched {
            at: at(second),
            line: entry.to_string(),
            access: Access::Other,
        }
    }

    #[test]
    fn only_what_is_about_the_setting_switches_it() {
        let kms = "cloudkms.googleapis.com";
        let changes = [
            change(1, "REMOVE", kms, "ADMIN_READ", ""),
            change(2, "REMOVE", kms, "DATA_READ", "user:a@acme.example"),
            change(3, "REMOVE", "storage.googleapis.com", "DATA_READ", ""),
            change(4, "REMOVE", kms, "DATA_READ", ""),
            change(5, "REMOVE", "allServices", "DATA_READ", ""),
            change(6, "ADD", kms, "DATA_READ", ""),
            change(7, "ADD", kms, "DATA_READ", ""),
            change(8, "REMOVE", "allServices", "DATA_READ", ""),
        ];
        let off = Off::of(&changes, &setting(Source::Kms).unwrap());
        assert_eq!(off.0, [(at(4), at(6)), (at(8), Timestamp::MAX)]);
    }

    #[test]
    fn a_window_ends_where_its_log_was_switched_off() {
        let window = Pulled {
            from: at(0),
            to: at(10),
            settled: at(9),
            oldest: None,
            newest: None,
        };
        let cut = |off: &[(i64, i64)]| {
            let off = Off(off.iter().map(|(off, on)| (at(*off), at(*on))).collect());
            let left = off.cut(window).into_iter();
            left.map(|it| [it.from, it.to, it.settled].map(Timestamp::as_second))
                .collect::<Vec<_>>()
        };
        assert_eq!(cut(&[]), [[0, 10, 9]]);
        assert_eq!(cut(&[(2, 4), (6, 99)]), [[0, 2, 2], [4, 6, 6]]);
        assert_eq!(cut(&[(0, 4)]), [[4, 10, 9]]);
        assert_eq!(cut(&[(20, 30)]), [[0, 10, 9]]);
    }
}
