//! When a Data Access log was switched off: the Admin Activity log records every change of a project's IAM policy, which holds
//! the audit settings.
//!
//! Changes at an organization or folder are not seen here.

use jiff::Timestamp;

use super::page::Fetched;
use crate::coverage::api_windows::Pulled;
use crate::coverage::audit_settings::{Cause, OffPeriod, PROPAGATION, SettingHistory};
use crate::log::source::audit_settings::changes_in;
use crate::model::audit_setting::Setting;
use crate::model::time::later;

/// When a log was off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffPeriods {
    /// Half-open stretches in which the log was off, for all principals or for one.
    off: Vec<(Timestamp, Timestamp)>,
    /// When changes switched the log on, in order.
    switched_on: Vec<Timestamp>,
}

impl OffPeriods {
    /// Returns the stretches that follow from changes of the IAM policy, the oldest first, for a setting: stretches in which the
    /// log was off for all principals or for one.
    pub(super) fn of(changes: &[Fetched], setting: &Setting) -> Self {
        let mut switches = SettingHistory::default();
        for entry in changes {
            match changes_in(&entry.line) {
                None => switches.take_unreadable(entry.at, ()), // the filter returns entries with changes only
                Some(changes) => {
                    for change in changes.iter().filter(|it| it.is_about(setting)) {
                        switches.take(change, entry.at, ());
                    }
                }
            }
        }
        let off = switches.finish();
        let for_all = off
            .iter()
            .filter(|it| !matches!(it.cause, Cause::Exempted(..)));
        let ended = for_all.filter(|it| it.ended.is_some());
        let mut switched_on: Vec<Timestamp> = ended.map(OffPeriod::is_over_from).collect();
        switched_on.sort_unstable();
        let off = joined(off.into_iter().map(|it| (it.from, it.to)));
        OffPeriods { off, switched_on }
    }

    /// Returns since when a log that has an entry at this time is known to be on, by the last change before that switched it on.
    pub(super) fn on_since(&self, entry: Timestamp) -> Timestamp {
        let before = self.switched_on.partition_point(|it| *it <= entry);
        let last = before
            .checked_sub(1)
            .and_then(|it| self.switched_on.get(it));
        last.copied().unwrap_or(entry)
    }

    /// Keeps the stretches that overlap a window.
    pub(super) fn within(mut self, from: Timestamp, to: Timestamp) -> Self {
        self.off
            .retain(|(off, on)| *off < to && from < later(*on, PROPAGATION));
        self
    }

    /// Returns the stretches, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.off.iter().copied()
    }

    /// Returns the parts of a window in which the log was not off. A change that switches the log on takes effect everywhere only after some
    /// minutes.
    pub(super) fn cut(&self, window: Pulled) -> Vec<Pulled> {
        let mut left = Vec::new();
        let mut from = window.from;
        for (off, on) in self.iter() {
            left.push(part(window, from, off.min(window.to)));
            from = from.max(later(on, PROPAGATION));
        }
        left.push(part(window, from, window.to));
        left.retain(|it| !it.is_empty());
        left
    }
}

/// Joins stretches, given in order, that overlap or touch.
fn joined(stretches: impl Iterator<Item = (Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::new();
    for next in stretches {
        match joined.last_mut() {
            Some(last) if next.0 <= last.1 => last.1 = last.1.max(next.1),
            _ => joined.push(next),
        }
    }
    joined
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
    use crate::model::audit_setting::setting;
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
        let off = OffPeriods::of(&changes, &setting(Source::Kms).unwrap());
        let exempted = (at(2), at(3));
        assert_eq!(off.off, [exempted, (at(4), at(6)), (at(8), Timestamp::MAX)]);
    }

    #[test]
    fn off_ends_only_where_the_same_log_type_is_added_again() {
        let ca = "privateca.googleapis.com";
        let off = OffPeriods::of(
            &[
                change(1, "REMOVE", ca, "DATA_WRITE", ""),
                change(1, "REMOVE", ca, "ADMIN_READ", ""),
                change(2, "ADD", ca, "ADMIN_READ", ""),
                change(3, "ADD", "allServices", "DATA_WRITE", ""),
            ],
            &setting(Source::CaService).unwrap(),
        );
        assert_eq!(off.off, [(at(1), at(3))]);
    }

    #[test]
    fn what_is_switched_on_first_was_off_and_what_cannot_be_read_is() {
        let kms = setting(Source::Kms).unwrap();
        let on = change(5, "ADD", kms.service, "DATA_READ", "");
        let strange = Fetched {
            line: r#"{"protoPayload":7}"#.to_owned(),
            ..change(9, "", "", "", "")
        };
        let off = OffPeriods::of(&[on, strange], &kms);
        assert_eq!(off.off, [(Timestamp::MIN, at(5)), (at(9), Timestamp::MAX)]);
    }

    #[test]
    fn a_refused_call_switches_nothing() {
        let kms = setting(Source::Kms).unwrap();
        let off = |status: serde_json::Value| {
            let mut refused = change(5, "REMOVE", kms.service, "DATA_READ", "");
            let mut entry: serde_json::Value = serde_json::from_str(&refused.line).unwrap();
            entry["protoPayload"]["status"] = status;
            refused.line = entry.to_string();
            OffPeriods::of(&[refused], &kms).off.len()
        };
        assert_eq!(off(serde_json::json!({"code": 7})), 0);
        assert_eq!(off(serde_json::json!({})), 1);
    }

    #[test]
    fn a_window_ends_where_its_log_was_switched_off() {
        let hour = |hour: i64| at(hour * 3600);
        let window = Pulled {
            from: hour(0),
            to: hour(10),
            settled: hour(9),
            oldest: None,
            newest: None,
        };
        let cut = |off: &[(i64, i64)]| {
            let off = OffPeriods {
                off: off
                    .iter()
                    .map(|(off, on)| (hour(*off), hour(*on)))
                    .collect(),
                switched_on: Vec::new(),
            };
            let left = off.cut(window).into_iter();
            left.map(|it| [it.from, it.to, it.settled].map(|it| it.as_second() / 60))
                .collect::<Vec<_>>()
        };
        assert_eq!(cut(&[]), [[0, 600, 540]]);
        assert_eq!(cut(&[(2, 4), (6, 99)]), [[0, 120, 120], [255, 360, 360]]);
        assert_eq!(cut(&[(0, 4)]), [[255, 600, 540]]);
        assert_eq!(cut(&[(20, 30)]), [[0, 600, 540]]);
    }
}
