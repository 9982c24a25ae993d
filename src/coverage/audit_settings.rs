//! Which logs are known to be off: the Admin Activity log, which is always on, records who changed which audit setting when.
//!
//! A Data Access log that was switched off records nothing until it is switched on again
//! (<https://cloud.google.com/logging/docs/audit/configure-data-access>), so that its silence proves nothing. Only changes in the
//! project itself count, or in an organization or folder, to which the project may belong. The logs do not show whether an
//! organization or folder contains the project, nor which other settings are in force: a log is on if the project, a folder or the organization
//! switches it on, for the service or for all services. A log that was switched off counts as off until the log has an entry again.

pub mod agent_calls;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use serde::{Deserialize, Serialize};

use crate::model::audit_setting::Setting;
use crate::model::entry::Source;
use crate::model::receipt::Receipt;
use crate::model::time::later;

/// How long a change of an audit setting, which is a change of an IAM policy, may take to take effect everywhere: "typically 2 minutes, potentially
/// 7 minutes or longer" (<https://cloud.google.com/iam/docs/access-change-propagation>).
pub(crate) const PROPAGATION: SignedDuration = SignedDuration::from_mins(15);

/// What a change does to a setting (`google.iam.v1.AuditConfigDelta.Action`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Action {
    /// The action is neither `ADD` nor `REMOVE`.
    Unknown,
    /// The setting was added.
    Add,
    /// The setting was removed.
    Remove,
}

/// One change of an audit setting (`google.iam.v1.AuditConfigDelta`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What the change does.
    pub action: Action,
    /// The service whose calls are logged, or `allServices`.
    pub service: String,
    /// The permission type.
    pub log_type: String,
    /// The principal whose calls are not logged although the setting is on. Empty: the change applies to all principals.
    pub exempted: String,
}

/// A change, and the log entry that records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedChange {
    /// The time of the entry.
    pub at: Timestamp,
    /// The project, folder or organization, as `projects/P`.
    pub scope: String,
    /// The change.
    pub change: Change,
    /// The principal that made the change. Empty where the entry does not name one.
    pub by: String,
    /// The log's own id of the entry.
    pub insert_id: String,
}

/// Why a log is off, or off for one principal, until a later change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A log type was removed.
    Removed(String),
    /// The calls of one principal are not logged: service, log type, principal.
    Exempted(String, String, String),
    /// The effect of a change cannot be read.
    Unreadable,
}

/// A stretch in which a log was off, from `from` until just before `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffPeriod<M> {
    /// Why the log was off.
    pub cause: Cause,
    /// The first moment of the stretch.
    pub from: Timestamp,
    /// The first moment after the stretch.
    pub to: Timestamp,
    /// The change that switched the log off. None where the first known change switched the log on.
    pub began: Option<M>,
    /// The change that switched the log on again. None where no later change did.
    pub ended: Option<M>,
}

impl<M> OffPeriod<M> {
    /// Returns the first moment at which the log certainly records again: the change that switched the log on has taken effect everywhere by then.
    pub(crate) fn is_over_from(&self) -> Timestamp {
        later(self.to, PROPAGATION)
    }
}

impl Change {
    /// Whether the change may apply to a setting. A change without a service or log type may apply to all settings.
    pub fn is_about(&self, setting: &Setting) -> bool {
        let services = ["", "allServices", setting.service];
        let log_type = self.log_type.as_str();
        services.contains(&self.service.as_str())
            && (log_type.is_empty() || setting.log_types.contains(&log_type))
    }

    /// The cause that the change begins or ends.
    fn cause(&self) -> Cause {
        if self.service.is_empty() || self.log_type.is_empty() {
            return Cause::Unreadable;
        }
        let (service, log_type) = (self.service.clone(), self.log_type.clone());
        match self.exempted.as_str() {
            "" => Cause::Removed(log_type),
            member => Cause::Exempted(service, log_type, member.to_owned()),
        }
    }
}

/// The changes of one setting in one project, folder or organization, taken oldest first, and the stretches that follow from
/// them. `M` marks the change that began or ended a stretch. A log that is switched off and not switched on again is off for
/// ever; a log whose first known change switches it on was off before.
#[derive(Debug)]
pub struct SettingHistory<M> {
    open: BTreeMap<Cause, (Timestamp, M)>,
    met: BTreeSet<Cause>,
    off: Vec<OffPeriod<M>>,
}

impl<M> Default for SettingHistory<M> {
    fn default() -> Self {
        SettingHistory {
            open: BTreeMap::new(),
            met: BTreeSet::new(),
            off: Vec::new(),
        }
    }
}

impl<M> SettingHistory<M> {
    fn begin(&mut self, cause: Cause, at: Timestamp, mark: M) {
        self.met.insert(cause.clone());
        self.open.entry(cause).or_insert((at, mark));
    }

    /// Ends a cause. A cause whose first known change ends it held since the beginning.
    fn end(&mut self, cause: Cause, to: Timestamp, mark: M) {
        let begun = self.open.remove(&cause);
        let is_first = self.met.insert(cause.clone());
        let (from, began) = match begun {
            Some((from, mark)) => (from, Some(mark)),
            None if is_first => (Timestamp::MIN, None),
            None => return,
        };
        self.off.push(OffPeriod {
            cause,
            from,
            to,
            began,
            ended: Some(mark),
        });
    }

    /// Takes a change that cannot be read.
    pub fn take_unreadable(&mut self, at: Timestamp, mark: M) {
        self.begin(Cause::Unreadable, at, mark);
    }

    /// Takes the next change, in order of time.
    pub fn take(&mut self, change: &Change, at: Timestamp, mark: M) {
        match (change.cause(), change.action) {
            (Cause::Unreadable, _) | (_, Action::Unknown) => self.take_unreadable(at, mark),
            (cause @ Cause::Removed(_), Action::Remove)
            | (cause @ Cause::Exempted(..), Action::Add) => self.begin(cause, at, mark),
            (cause, Action::Add | Action::Remove) => self.end(cause, at, mark),
        }
    }

    /// Returns all stretches, in order of their beginning.
    pub fn finish(self) -> Vec<OffPeriod<M>> {
        let SettingHistory { open, mut off, .. } = self;
        off.extend(open.into_iter().map(|(cause, (from, mark))| OffPeriod {
            cause,
            from,
            to: Timestamp::MAX,
            began: Some(mark),
            ended: None,
        }));
        off.sort_by(|one, other| (one.from, &one.cause).cmp(&(other.from, &other.cause)));
        off
    }
}

/// When each log was off, by the log and the project, folder or organization whose Admin Activity log recorded the change.
pub(super) type Known = BTreeMap<(Source, String), Vec<OffPeriod<(RecordedChange, Receipt)>>>;
