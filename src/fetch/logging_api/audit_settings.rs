//! When a Data Access log was switched off: a project's IAM policy says so, and every change of it is in the Admin Activity log.
//!
//! A change that was made at an organization or folder is not seen here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Deserialize;

use super::page::Fetched;
use crate::coverage::intervals::Pulled;
use crate::log::source::audit::Setting;

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

/// Why a log is off, or not on for everybody, until that is taken back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    /// A log type was removed.
    Removed(String),
    /// Somebody's calls are not logged: service, log type, who.
    Exempted(String, String, String),
    /// Nobody can tell what a change did.
    Unreadable,
}

impl Change {
    /// Whether it may be about a setting. What names no service or log type may be.
    fn is_about(&self, setting: &Setting) -> bool {
        let services = ["", "allServices", setting.service];
        let log_type = self.log_type.as_str();
        services.contains(&self.service.as_str())
            && (log_type.is_empty() || setting.log_types.contains(&log_type))
    }

    /// What it begins or ends.
    fn cause(self) -> Cause {
        if self.service.is_empty() || self.log_type.is_empty() {
            Cause::Unreadable
        } else if self.exempted_member.is_empty() {
            Cause::Removed(self.log_type)
        } else {
            Cause::Exempted(self.service, self.log_type, self.exempted_member)
        }
    }
}

/// What is off from when on, and what was.
#[derive(Default)]
struct Switches {
    open: BTreeMap<Cause, Timestamp>,
    met: BTreeSet<Cause>,
    off: Vec<(Timestamp, Timestamp)>,
}

impl Switches {
    fn begin(&mut self, cause: Cause, at: Timestamp) {
        self.met.insert(cause.clone());
        self.open.entry(cause).or_insert(at);
    }

    /// What ends and never began was so before.
    fn end(&mut self, cause: Cause, at: Timestamp) {
        let begun = self.open.remove(&cause);
        let is_first = self.met.insert(cause);
        let begun = begun.or(is_first.then_some(Timestamp::MIN));
        self.off.extend(begun.map(|from| (from, at)));
    }

    fn take(&mut self, change: Change, at: Timestamp) {
        let action = change.action.clone();
        match (change.cause(), action.as_str()) {
            (Cause::Unreadable, _) => self.begin(Cause::Unreadable, at),
            (cause @ Cause::Removed(_), "REMOVE") | (cause @ Cause::Exempted(..), "ADD") => {
                self.begin(cause, at);
            }
            (cause, "ADD" | "REMOVE") => self.end(cause, at),
            _ => self.begin(Cause::Unreadable, at),
        }
    }

    /// All stretches, joined.
    fn finish(mut self) -> Vec<(Timestamp, Timestamp)> {
        self.off
            .extend(self.open.into_values().map(|from| (from, Timestamp::MAX)));
        self.off.sort_unstable();
        self.off.dedup_by(|next, last| {
            let near = next.0 <= last.1;
            if near {
                last.1 = last.1.max(next.1);
            }
            near
        });
        self.off
    }
}

impl Off {
    /// What changes of the policy, the oldest first, say of a setting. What is off and not switched on again is off for ever; what is
    /// switched on first was off before.
    pub(super) fn of(changes: &[Fetched], setting: &Setting) -> Self {
        let mut switches = Switches::default();
        for entry in changes {
            let parsed: Entry = serde_json::from_str(&entry.line).unwrap_or_default();
            let deltas = parsed.proto_payload.service_data.policy_delta;
            if deltas.audit_config_deltas.is_empty() {
                switches.begin(Cause::Unreadable, entry.at); // only entries with changes are asked for
            }
            let changes = deltas.audit_config_deltas.into_iter();
            for change in changes.filter(|it| it.is_about(setting)) {
                switches.take(change, entry.at);
            }
        }
        Off(switches.finish())
    }

    /// What of it touches a window.
    pub(super) fn within(mut self, from: Timestamp, to: Timestamp) -> Self {
        self.0.retain(|(off, on)| *off < to && from < *on);
        self
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
    use crate::fetch::logging_api::page::Access;
    use crate::log::source::audit::setting;
    use crate::model::entry::Source;

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
            change(2, "ADD", kms, "DATA_READ", "user:a@acme.example"),
            change(3, "REMOVE", kms, "DATA_READ", "user:a@acme.example"),
            change(3, "REMOVE", "storage.googleapis.com", "DATA_READ", ""),
            change(4, "REMOVE", kms, "DATA_READ", ""),
            change(5, "REMOVE", "allServices", "DATA_READ", ""),
            change(6, "ADD", kms, "DATA_READ", ""),
            change(7, "ADD", kms, "DATA_READ", ""),
            change(8, "REMOVE", "allServices", "DATA_READ", ""),
        ];
        let off = Off::of(&changes, &setting(Source::Kms).unwrap());
        let exempted = (at(2), at(3));
        assert_eq!(off.0, [exempted, (at(4), at(6)), (at(8), Timestamp::MAX)]);
    }

    #[test]
    fn off_ends_only_where_the_same_log_type_is_added_again() {
        let ca = "privateca.googleapis.com";
        let off = Off::of(
            &[
                change(1, "REMOVE", ca, "DATA_WRITE", ""),
                change(1, "REMOVE", ca, "ADMIN_READ", ""),
                change(2, "ADD", ca, "ADMIN_READ", ""),
                change(3, "ADD", "allServices", "DATA_WRITE", ""),
            ],
            &setting(Source::CaService).unwrap(),
        );
        assert_eq!(off.0, [(at(1), at(3))]);
    }

    #[test]
    fn what_is_switched_on_first_was_off_and_what_cannot_be_read_is() {
        let kms = setting(Source::Kms).unwrap();
        let on = change(5, "ADD", kms.service, "DATA_READ", "");
        let strange = Fetched {
            line: r#"{"protoPayload":7}"#.to_owned(),
            ..change(9, "", "", "", "")
        };
        let off = Off::of(&[on, strange], &kms);
        assert_eq!(off.0, [(Timestamp::MIN, at(5)), (at(9), Timestamp::MAX)]);
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
