//! The end of a log that is still being written: the entries after the newest one that was read are on their way.

use jiff::Timestamp;

use super::Coverage;
use crate::coverage::scope::Scope;
use crate::model::entry::Source;

impl Coverage {
    /// Whether all of `from..=to` was read of this log in each of these scopes, save what comes after the log's newest entry, and that
    /// entry is not older than `recent`.
    pub fn is_arriving(
        &self,
        source: Source,
        scopes: &[Scope],
        (from, to): (Timestamp, Timestamp),
        recent: Timestamp,
    ) -> bool {
        let is_read = |scope: &Scope, to| {
            let one = std::slice::from_ref(scope);
            self.holds(source, one, from, to)
        };
        let is_begun = |scope: &Scope| self.is_on_from(source, scope).is_some_and(|on| on <= from);
        let is_read_to_its_end = |scope: &Scope| {
            let newest = self
                .newest_entry(source, &scope.project)
                .filter(|it| recent <= *it);
            newest.is_some_and(|newest| match newest < from {
                true => is_begun(scope),
                false => is_read(scope, newest.min(to)),
            })
        };
        let arrives = |scope: &Scope| is_read(scope, to) || is_read_to_its_end(scope);
        !scopes.is_empty() && scopes.iter().all(arrives)
    }

    /// Returns the time of the newest entry of a project's log that was read.
    fn newest_entry(&self, source: Source, project: &str) -> Option<Timestamp> {
        let read = self.read.get(&(source, project.to_owned()))?;
        read.hull().map(|it| it.1)
    }
}
