//! Which logs are known to have been off when a record was due, and the sentence about it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::context::Judge;
use super::expected_callers::is_of;
use crate::coverage::audit_settings::agent_calls::Span;
use crate::coverage::audit_settings::{Cause, OffPeriod, RecordedChange};
use crate::coverage::scope::Scope;
use crate::model::entry::Source;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Message, message};
use crate::model::identity::agent::{Agent, Service as AgentOf, bare, may_sign_for};
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
    /// The first moment at which the record was due.
    pub due: Timestamp,
}

/// Who was to call for a record.
#[derive(Debug)]
pub struct Caller<'l> {
    /// The service whose agent was to call.
    pub service: AgentOf,
    /// The clusters or pools for which the agent was to call; none where they are not known.
    pub claimers: BTreeSet<&'l str>,
    /// What shows that there was a call at all.
    pub known_by: KnownBy,
}

/// What shows that a credential was issued, of which a record is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownBy {
    /// A key or CA of the user worked for it, by the records of GKE, CA Service or KMS.
    Records,
    /// Only the log of the API server names it: Google's own keys may have signed it, where the cluster had no others.
    Uses,
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
                due: from,
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
        let is_for_it = source != Source::Kms || may_sign_for(caller, member);
        if may_hold_service_accounts(member) || is_for_it && listed.any(|it| is_of(it, member)) {
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

impl SwitchedOff {
    /// Returns what is known of it, and what the user can do.
    pub fn message(&self) -> Message {
        let began = self.began();
        let ended = self.ended();
        let above = self.above().map(|parent| {
            let project = self.project.as_str();
            message!(
                "switched-off-above",
                "; {project} may belong to {parent}",
                parent;
                project
            )
        });
        let above = above.unwrap_or_default();
        message!(
            "switched-off",
            "{began}{ended}{above}; what it did not record cannot be had: ask who changed the setting, and why";
            began,
            ended,
            above
        )
    }

    fn began(&self) -> Message {
        let log = message!(
            "log-of-scopes",
            "the {log} log of {scopes}",
            log = self.source,
            scopes = List::of([&self.project])
        );
        match (&self.off.began, &self.off.cause) {
            (Some(began), Cause::Removed(log_type)) => {
                let by = by(began);
                message!("switched-off-removed", "{log} was switched off ({log_type}) {by}", log_type; log, by)
            }
            (Some(began), Cause::Exempted(_, log_type, member)) => {
                let (who, by) = (exempted(member), by(began));
                message!(
                    "switched-off-exempted",
                    "{log} does not record calls of {who} ({log_type}), who was exempted {by}",
                    log_type;
                    log,
                    who,
                    by
                )
            }
            (Some(began), Cause::Unreadable) => {
                let by = by(began);
                message!("switched-off-unreadable", "the audit setting of {log} was changed {by}, nobody can tell how"; log, by)
            }
            (None, Cause::Exempted(_, _, member)) => {
                let who = exempted(member);
                message!("switched-off-exempted-before", "{log} did not record calls of {who}, who was exempted"; log, who)
            }
            (None, _) => message!("switched-off-before", "{log} was off at that time"; log),
        }
    }

    fn ended(&self) -> Message {
        let Some((change, receipt)) = &self.off.ended else {
            return message!(
                "switched-off-never-ended",
                ", and no later entry takes that back"
            );
        };
        let changed_back_by = named(&change.by);
        let how = match self.off.cause {
            Cause::Exempted(..) => message!("switched-off-taken-back", "that was taken back"),
            _ => message!("switched-off-switched-on", "it was switched on"),
        };
        let settling = match change.at <= self.due {
            true => message!(
                "switched-off-settling",
                ", and such a change takes some minutes to hold everywhere"
            ),
            false => Message::default(),
        };
        message!(
            "switched-off-ended",
            ", until {how} at {changed_back_at:.0} by {changed_back_by} (SetIamPolicy of {changed_back_in}, {changed_back_entry}){settling}",
            changed_back_at = change.at,
            changed_back_in = &change.scope,
            changed_back_entry = receipt.to_string();
            how,
            changed_back_by,
            settling
        )
    }

    /// Returns the organization or folder in which the setting was changed; None where the project itself was changed.
    fn above(&self) -> Option<&str> {
        let change = self.off.began.as_ref().or(self.off.ended.as_ref());
        let scope = change.map(|it| it.0.scope.as_str());
        scope.filter(|it| *it != self.project)
    }
}

/// Returns the name of an exempted member, for a sentence.
fn exempted(member: &str) -> Message {
    if may_hold_service_accounts(member) {
        message!(
            "switched-off-group",
            "{member}, to which the caller may belong",
            member
        )
    } else {
        message!("switched-off-member", "{member}", member)
    }
}

/// Returns when, by whom and by which entry a setting was changed, as text.
fn by((change, receipt): &(RecordedChange, Receipt)) -> Message {
    let changed_by = named(&change.by);
    message!(
        "switched-off-change",
        "at {changed_at:.0} by {changed_by} (SetIamPolicy of {changed_in}, {changed_entry})",
        changed_at = change.at,
        changed_in = &change.scope,
        changed_entry = receipt.to_string();
        changed_by
    )
}

fn named(caller: &str) -> Message {
    let named = match caller {
        "" => message!(
            "switched-off-by-unnamed",
            "somebody whom the entry does not name"
        ),
        caller => Message::from(caller),
    };
    named.as_fact()
}
