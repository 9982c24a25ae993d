//! Which logs are known to have been off when a record was due, and the sentence that says so.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;

use super::context::Judge;
use super::expected_callers::is_of;
use crate::coverage::audit_settings::agent_calls::Span;
use crate::coverage::audit_settings::{Cause, OffPeriod, RecordedChange};
use crate::coverage::scope::Scope;
use crate::model::entry::Source;
use crate::model::identity::agent::{Agent, Service as AgentOf, bare};
use crate::model::identity::iam_member::may_hold_service_accounts;
use crate::model::receipt::Receipt;

/// A log that was off, or did not record one principal's calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchedOff {
    /// The log.
    pub source: Source,
    /// The project whose log was off, as `projects/P`.
    pub project: String,
    /// When and why the log was off, and the entries that show it.
    pub off: OffPeriod<(RecordedChange, Receipt)>,
}

/// Who was to call for a record.
#[derive(Debug)]
pub struct Caller<'l> {
    /// The service whose agent was to call.
    pub service: AgentOf,
    /// The clusters or pools for which the agent was to call; none where they are not known.
    pub claimers: BTreeSet<&'l str>,
}

impl Judge {
    /// Returns a log that is known to be off in one of these scopes at some time in `from..=to`, for everybody or for the agent
    /// that was to call.
    pub(super) fn switched_off(
        &self,
        source: Source,
        caller: &Caller<'_>,
        scopes: &[Scope],
        (from, to): (Timestamp, Timestamp),
    ) -> Option<SwitchedOff> {
        let off = |scope: &Scope| {
            let project = &scope.project;
            let calls = |member: &str, stretch: Span| {
                self.may_be_called_by(member, caller.service, source, project)
                    && !self.is_recorded(member, caller, (source, project), stretch, (from, to))
            };
            let off = self
                .coverage
                .switched_off(source, project, (from, to), &calls)?;
            Some(SwitchedOff {
                source,
                project: project.clone(),
                off,
            })
        };
        scopes.iter().find_map(off)
    }

    /// Whether the log recorded calls of the member before and after `time` while the member was exempted, so that the exemption did
    /// not hold: the logs show every change of an audit setting. For a set of members, the agent that was to call for each of the
    /// caller's clusters and pools must have been recorded. Nobody knows which of the callers that a policy lists was to call.
    fn is_recorded(
        &self,
        member: &str,
        caller: &Caller<'_>,
        log: (Source, &str),
        stretch: Span,
        time: Span,
    ) -> bool {
        let recorded = |is_agent: &dyn Fn(&str) -> bool| {
            self.coverage.recorded_around(time, log, is_agent, stretch)
        };
        if !may_hold_service_accounts(member) {
            return recorded(&|agent| bare(agent) == bare(member));
        }
        let of = |claimer: &str, agent: &str| {
            let agent = Agent::of(agent).filter(|it| it.service == caller.service);
            agent.is_some_and(|it| self.callers.may_be(it.number, claimer))
        };
        let mut claimers = caller.claimers.iter();
        let is_listed = self.expectations.listed(log.0).next().is_some();
        !is_listed
            && !caller.claimers.is_empty()
            && claimers.all(|claimer| recorded(&|agent| of(claimer, agent)))
    }

    /// Whether an exempted member is the agent that was to call for one of the clusters and pools that are served from a project,
    /// or a caller that the policy lists, or a set to which they may belong.
    fn may_be_called_by(
        &self,
        member: &str,
        caller: AgentOf,
        source: Source,
        project: &str,
    ) -> bool {
        let mut listed = self.expectations.listed(source);
        if may_hold_service_accounts(member) || listed.any(|it| is_of(it, member)) {
            return true;
        }
        let Some(agent) = Agent::of(member).filter(|it| it.service == caller) else {
            return false;
        };
        let for_source = match caller {
            AgentOf::Gke => Source::Gke,
            AgentOf::CaService => Source::CaService,
        };
        let served = self.services_of(source, for_source);
        let mut served = served.filter(|it| it.scope == project).peekable();
        served.peek().is_none()
            || served.any(|it| self.callers.may_be(agent.number, &it.for_resource))
    }
}

impl fmt::Display for SwitchedOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SwitchedOff {
            source,
            project,
            off,
        } = self;
        let log = format!("the {source} log of {project}");
        match (&off.began, &off.cause) {
            (Some(began), Cause::Removed(log_type)) => {
                write!(f, "{log} was switched off ({log_type}) {}", by(began))?;
            }
            (Some(began), Cause::Exempted(_, log_type, member)) => {
                write!(
                    f,
                    "{log} does not record calls of {} ({log_type}), who was exempted {}",
                    exempted(member),
                    by(began)
                )?;
            }
            (Some(began), Cause::Unreadable) => {
                write!(
                    f,
                    "the audit setting of {log} was changed {}, nobody can tell how",
                    by(began)
                )?;
            }
            (None, Cause::Exempted(_, _, member)) => {
                let who = exempted(member);
                write!(f, "{log} did not record calls of {who}, who was exempted")?;
            }
            (None, _) => write!(f, "{log} was off at that time")?,
        }
        match (&off.ended, &off.cause) {
            (Some(ended), Cause::Exempted(..)) => {
                write!(f, ", until that was taken back {}", by(ended))?
            }
            (Some(ended), _) => write!(f, ", until it was switched on {}", by(ended))?,
            (None, _) => f.write_str(", and no later entry takes that back")?,
        }
        if let Some(place) = self.above() {
            write!(f, "; {project} may belong to {place}")?;
        }
        f.write_str("; what it did not record cannot be had: ask who changed the setting, and why")
    }
}

impl SwitchedOff {
    /// Returns the organization or folder in which the setting was changed; None where the project itself was changed.
    fn above(&self) -> Option<&str> {
        let told = self.off.began.as_ref().or(self.off.ended.as_ref());
        let scope = told.map(|it| it.0.scope.as_str());
        scope.filter(|it| *it != self.project)
    }
}

/// Returns the name of an exempted member, for a sentence.
fn exempted(member: &str) -> String {
    if may_hold_service_accounts(member) {
        format!("{member}, to which the caller may belong")
    } else {
        member.to_owned()
    }
}

/// Returns when, by whom and by which entry a setting was changed, as text.
fn by((switch, receipt): &(RecordedChange, Receipt)) -> String {
    let who = match switch.by.as_str() {
        "" => "somebody whom the entry does not name",
        who => who,
    };
    let (at, scope) = (switch.at, &switch.scope);
    format!("at {at:.0} by {who} (SetIamPolicy of {scope}, {receipt})")
}
