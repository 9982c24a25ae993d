//! When the keys or pools of a project issue for a cluster, by the cluster's configuration.
//!
//! Each change of the configuration names the keys or pools that issue from then on, until the next change. Before the first known
//! change, the configuration is not known: an export seldom reaches back to the creation of a cluster. A key or pool that was seen
//! at work before the first change issued then. What a change names and nothing showed before need not have issued before, and what
//! no change ever names may have.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::context::Judge;
use crate::coverage::scope::project_of;
use crate::model::entry::Source;
use crate::policy::expectations::Configured;
use crate::store::questions::files_and_services::Service;

/// The projects that a cluster is to issue with from each moment on; no project where a change names none.
type Turns = Vec<(Timestamp, BTreeSet<String>)>;

impl Judge {
    /// Returns the times in which a cluster is configured, or may be configured, to issue with a key or pool of this project.
    pub(super) fn turns(
        &self,
        cluster: &str,
        what: Configured,
        project: &str,
    ) -> Vec<(Timestamp, Timestamp)> {
        let project_of = |name: &str| project_of(&self.projects().by_id(name));
        let configured = self.expectations.turns(cluster, what).into_iter();
        let turns =
            configured.map(|(at, names)| (at, names.into_iter().filter_map(project_of).collect()));
        let source = match what {
            Configured::Pools => Source::CaService,
            Configured::TokenKeys | Configured::AuthorityKeys => Source::Kms,
        };
        let works = |it: &&Service| {
            (it.source, it.for_resource.as_str(), it.scope.as_str()) == (source, cluster, project)
        };
        let at_work = self.services.iter().filter(works).map(|it| it.since);
        // A database of a version that did not keep the time may hold a service of any time.
        let seen = at_work.map(|it| it.unwrap_or(Timestamp::MIN)).min();
        times_of(project, &turns.collect(), seen)
    }
}

/// Returns the times in which a project issues or may issue; `seen` is when its keys or pools were first seen at work for the cluster.
fn times_of(project: &str, turns: &Turns, seen: Option<Timestamp>) -> Vec<(Timestamp, Timestamp)> {
    let first = turns.iter().find(|(_, named)| !named.is_empty());
    let is_ever_named = turns.iter().any(|(_, named)| named.contains(project));
    let was_before = first.is_none_or(|(first, _)| seen.is_some_and(|seen| seen < *first));
    let (mut times, mut is_known) = (Vec::new(), false);
    let mut since = (was_before || !is_ever_named).then_some(Timestamp::MIN);
    for (at, named) in turns {
        is_known |= !named.is_empty();
        let is_here = match is_known {
            true => named.is_empty() || named.contains(project),
            false => since.is_some(),
        };
        times.extend(since.filter(|_| !is_here).map(|since| (since, *at)));
        since = is_here.then(|| since.unwrap_or(*at));
    }
    times.extend(since.map(|since| (since, Timestamp::MAX)));
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    /// The times of a project, where the configuration changes at 10 and 20 to what is given.
    fn times(project: &str, named: [&[&str]; 2], seen: Option<i64>) -> Vec<(i64, i64)> {
        let named = named.map(|it| it.iter().map(|it| (*it).to_owned()).collect());
        let turns = [at(10), at(20)].into_iter().zip(named).collect();
        let times = times_of(project, &turns, seen.map(at));
        let shown = |it: Timestamp| it.as_second().clamp(0, 99);
        times
            .into_iter()
            .map(|(from, to)| (shown(from), shown(to)))
            .collect()
    }

    #[test]
    fn a_project_counts_from_the_change_that_names_it() {
        let rotated: [&[&str]; 2] = [&["old"], &["new"]];
        assert_eq!(times("new", rotated, Some(25)), [(20, 99)]);
        assert_eq!(times("new", rotated, None), [(20, 99)]);
        assert_eq!(times("old", rotated, None), [(10, 20)]);
        assert_eq!(times("other", rotated, None), [(0, 10)]);
        assert_eq!(times("new", [&["new"], &["old"]], Some(15)), [(10, 20)]);
    }

    #[test]
    fn a_project_counts_before_the_first_change_where_it_was_at_work_then() {
        let rotated: [&[&str]; 2] = [&["old"], &["new"]];
        assert_eq!(times("old", rotated, Some(5)), [(0, 20)]);
        assert_eq!(times("new", rotated, Some(5)), [(0, 10), (20, 99)]);
    }

    #[test]
    fn a_change_that_names_nothing_says_nothing() {
        assert_eq!(times("new", [&[], &["new"]], None), [(20, 99)]);
        assert_eq!(times("new", [&[], &["new"]], Some(15)), [(0, 99)]);
        assert_eq!(times("old", [&[], &["new"]], None), [(0, 20)]);
        assert_eq!(times("old", [&["new"], &[]], None), [(0, 10), (20, 99)]);
        assert_eq!(times("any", [&[], &[]], None), [(0, 99)]);
    }
}
