//! The search for logs that are known to be off at a time.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::audit_settings::agent_calls::Span;
use super::audit_settings::{Cause, OffPeriod, PROPAGATION, RecordedChange, SettingHistory};
use super::intervals::Coverage;
use super::issuance_times::Recorder;
use super::stretches::{STORED_SILENCE, Stretches};
use crate::model::audit_setting;
use crate::model::entry::Source;
use crate::model::receipt::Receipt;
use crate::model::time::{earlier, later};

impl Coverage {
    /// Adds all known changes of audit settings, the oldest first.
    pub fn add_switches(&mut self, all: &[(RecordedChange, Receipt)]) {
        let mut switches: BTreeMap<(Source, String), SettingHistory<(RecordedChange, Receipt)>> =
            BTreeMap::new();
        for source in [Source::CaService, Source::Kms] {
            let Some(setting) = audit_setting::recording(source) else {
                continue;
            };
            for (switch, receipt) in all.iter().filter(|it| it.0.change.is_about(&setting)) {
                let place = switches.entry((source, switch.scope.clone()));
                let mark = (switch.clone(), receipt.clone());
                place.or_default().take(&switch.change, switch.at, mark);
            }
        }
        let switches = switches.into_iter();
        self.off = switches.map(|(key, it)| (key, it.finish())).collect();
    }

    /// Returns when the last change until `time` switched a log on in its project.
    pub(super) fn switched_on(
        &self,
        source: Source,
        project: &str,
        time: Timestamp,
    ) -> Option<Timestamp> {
        let periods = self.off.get(&(source, project.to_owned()))?.iter();
        let is_for_all = |it: &&OffPeriod<_>| !matches!(it.cause, Cause::Exempted(..));
        let ended = periods.filter(is_for_all).map(OffPeriod::is_over_from);
        ended.filter(|it| *it <= time).max()
    }

    /// Adds the first and the last of some calls of a service agent that a log recorded less than ten minutes apart.
    pub fn add_agent_calls(&mut self, log: (Source, &str), agent: &str, calls: Span) {
        self.agent_calls.add(log, agent, calls);
    }

    /// Whether a log recorded calls of one of these agents on both sides of `time` in `stretch`.
    pub fn recorded_around(
        &self,
        time: Span,
        log: (Source, &str),
        is_agent: &dyn Fn(&str) -> bool,
        stretch: Span,
    ) -> bool {
        self.agent_calls.are_around(time, log, is_agent, stretch)
    }

    /// Returns a stretch in `from..=to` in which a log is known to be off in a project, for all principals or for
    /// one whose exemption `matters`, by its stretch.
    pub fn switched_off(
        &self,
        source: Source,
        project: &str,
        (from, to): (Timestamp, Timestamp),
        matters: &dyn Fn(&str, Span) -> bool,
    ) -> Option<OffPeriod<(RecordedChange, Receipt)>> {
        let own = self.off.get(&(source, project.to_owned()));
        let above = self
            .off
            .iter()
            .filter(|((log, scope), _)| *log == source && !scope.starts_with("projects/"));
        let above = above.flat_map(|(_, it)| it);
        let entry_times = self.recorded.of(&Recorder::project(source, project));
        let concerns = |it: &OffPeriod<_>| match &it.cause {
            Cause::Exempted(_, _, member) => matters(member, (it.from, it.last())),
            Cause::Removed(_) | Cause::Unreadable => true,
        };
        let may_touch = |it: &OffPeriod<_>| it.from <= to && from < it.is_over_from();
        let all = own.into_iter().flatten().chain(above);
        let all = all.filter(|it| may_touch(it) && concerns(it));
        let mut all = all.map(|it| it.as_recorded(entry_times));
        all.find(|it| it.from <= to && from < it.to)
    }
}

impl<M: Clone> OffPeriod<M> {
    /// Returns the last moment of the stretch.
    fn last(&self) -> Timestamp {
        earlier(self.to, SignedDuration::from_nanos(1))
    }

    /// Returns the stretch in which the log may not have recorded, bounded by the entries of the log itself: an entry shows that the log
    /// was on at its time. A change takes effect everywhere only after some minutes.
    fn as_recorded(&self, entry_times: Option<&Stretches>) -> Self {
        let mut off = self.clone();
        off.to = self.is_over_from();
        if !matches!(off.cause, Cause::Removed(_)) {
            return off;
        }
        if off.began.is_none() {
            let last = entry_times.and_then(|it| it.last_until(earlier(self.to, STORED_SILENCE)));
            off.from = last.unwrap_or(off.from);
        }
        // While a change takes effect, an entry shows nothing of other calls.
        let again = entry_times.and_then(|it| it.first_from(later(off.from, PROPAGATION)));
        let again = again.filter(|it| *it < earlier(self.to, STORED_SILENCE));
        off.to = off.to.min(again.unwrap_or(off.to));
        off
    }
}

impl Stretches {
    /// Returns the first moment of the stretches at or after `at`.
    fn first_from(&self, at: Timestamp) -> Option<Timestamp> {
        let next = self.iter().find(|it| it.1 >= at);
        next.map(|it| it.0.max(at))
    }

    /// Returns the last moment of the stretches at or before `at`.
    fn last_until(&self, at: Timestamp) -> Option<Timestamp> {
        let last = self.iter().take_while(|it| it.0 <= at).last();
        last.map(|it| it.1.min(at))
    }
}
