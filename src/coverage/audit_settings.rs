//! Which logs are known to be off: the Admin Activity log, which is always on, tells who changed which audit setting when.
//!
//! A Data Access log that was switched off records nothing until it is switched on again
//! (<https://cloud.google.com/logging/docs/audit/configure-data-access>), so that nothing follows from its silence. Only what was done in the
//! project itself counts, or in an organization or folder, to which the project may belong. Of those nobody knows whether they hold the
//! project, nor whether it has a setting of its own: what they switched off is off until the log is heard again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::model::audit_setting::Setting;
use crate::model::entry::Source;
use crate::model::receipt::Receipt;

/// What was done to a setting (`google.iam.v1.AuditConfigDelta.Action`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is none of these.
    Unknown,
    /// It was added.
    Add,
    /// It was removed.
    Remove,
}

/// One change of an audit setting (`google.iam.v1.AuditConfigDelta`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was done.
    pub action: Action,
    /// The service whose calls are logged, or `allServices`.
    pub service: String,
    /// The permission type.
    pub log_type: String,
    /// Whose calls are not logged all the same. Empty: the change is about everybody.
    pub exempted: String,
}

/// A change, and the entry that tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// When.
    pub at: Timestamp,
    /// The project, folder or organization, as `projects/P`.
    pub scope: String,
    /// What was changed.
    pub change: Change,
    /// Who did it. Empty where the entry does not tell.
    pub by: String,
    /// The log's own id of the entry.
    pub insert_id: String,
}

/// Why a log is off, or not on for everybody, until that is taken back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A log type was removed.
    Removed(String),
    /// Somebody's calls are not logged: service, log type, who.
    Exempted(String, String, String),
    /// Nobody can tell what a change did.
    Unreadable,
}

/// A stretch in which a log was off. The second moment is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffPeriod<M> {
    /// Why.
    pub cause: Cause,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// What switched it off. None: what switched it on is the first that is known.
    pub began: Option<M>,
    /// What switched it on again.
    pub ended: Option<M>,
}

impl Change {
    /// Whether it may be about a setting. What names no service or log type may be.
    pub fn is_about(&self, setting: &Setting) -> bool {
        let services = ["", "allServices", setting.service];
        let log_type = self.log_type.as_str();
        services.contains(&self.service.as_str())
            && (log_type.is_empty() || setting.log_types.contains(&log_type))
    }

    /// What it begins or ends.
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

/// What is off from when on, and what was: the changes of one setting in one place, the oldest first, each with a mark by which it is known
/// again. What is off and not switched on again is off for ever; what is switched on first was off before.
#[derive(Debug)]
pub struct Switches<M> {
    open: BTreeMap<Cause, (Timestamp, M)>,
    met: BTreeSet<Cause>,
    off: Vec<OffPeriod<M>>,
}

impl<M> Default for Switches<M> {
    fn default() -> Self {
        Switches {
            open: BTreeMap::new(),
            met: BTreeSet::new(),
            off: Vec::new(),
        }
    }
}

impl<M> Switches<M> {
    fn begin(&mut self, cause: Cause, at: Timestamp, mark: M) {
        self.met.insert(cause.clone());
        self.open.entry(cause).or_insert((at, mark));
    }

    /// What ends and never began was so before.
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

    /// A change that nobody can read.
    pub fn take_unreadable(&mut self, at: Timestamp, mark: M) {
        self.begin(Cause::Unreadable, at, mark);
    }

    /// The next change.
    pub fn take(&mut self, change: &Change, at: Timestamp, mark: M) {
        match (change.cause(), change.action) {
            (Cause::Unreadable, _) | (_, Action::Unknown) => self.take_unreadable(at, mark),
            (cause @ Cause::Removed(_), Action::Remove)
            | (cause @ Cause::Exempted(..), Action::Add) => self.begin(cause, at, mark),
            (cause, Action::Add | Action::Remove) => self.end(cause, at, mark),
        }
    }

    /// All stretches, in order.
    pub fn finish(self) -> Vec<OffPeriod<M>> {
        let Switches { open, mut off, .. } = self;
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

/// When each log was off, by the log and the project, folder or organization in which that was told.
pub(super) type Known = BTreeMap<(Source, String), Vec<OffPeriod<(Switch, Receipt)>>>;
