//! Clusters by all the names under which logs and policies name them.
//!
//! A raw audit event has the name that `--cluster` gave, which may be a short name; a full name may have the number of the
//! project in place of the project's id. A short name means a cluster only where a single cluster has that short name: the short
//! name of two clusters means neither.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::policy::value::resource::Projects;

/// The clusters that are known by their full names.
#[derive(Debug, Clone, Default)]
pub struct Clusters {
    /// The spellings that were seen, by the short name and then by the full name with the project's id.
    by_short: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

impl Clusters {
    /// Collects the clusters whose full names are among these names.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>, projects: &Projects) -> Self {
        let mut clusters = Clusters::default();
        for name in names {
            if let Some((_, short)) = name.split_once("/clusters/") {
                let known = clusters.by_short.entry(short.to_owned()).or_default();
                let spellings = known.entry(projects.by_id(name)).or_default();
                spellings.insert(name.to_owned());
            }
        }
        clusters
    }

    /// Returns the only full name of a cluster, or the name itself where no single full name is known.
    pub fn full(&self, name: &str, projects: &Projects) -> String {
        let known = self.by_short.get(name);
        match known.and_then(|it| it.first_key_value()) {
            Some((full, _)) if known.is_some_and(|it| it.len() == 1) => full.clone(),
            _ => projects.by_id(name),
        }
    }

    /// Returns all names that mean the same cluster, in order.
    pub fn spellings(&self, name: &str, projects: &Projects) -> BTreeSet<String> {
        let full = self.full(name, projects);
        let mut all = BTreeSet::from([name.to_owned()]);
        let Some((_, short)) = full.split_once("/clusters/") else {
            return all;
        };
        let known = self.by_short.get(short);
        all.extend(
            known
                .and_then(|it| it.get(&full))
                .into_iter()
                .flatten()
                .cloned(),
        );
        if known.is_none_or(|it| it.len() == 1) {
            all.insert(short.to_owned());
        }
        all
    }
}

/// Names of clusters, of which it is asked whether any means the same cluster as another name. One question takes the same time however
/// many names there are.
#[derive(Debug)]
pub(crate) struct NameSet<'n> {
    projects: &'n Projects,
    /// The names with the project's id.
    full: HashSet<String>,
    /// What is behind the last `/` of each name.
    ends: HashSet<&'n str>,
    /// The short names.
    short: HashSet<&'n str>,
}

impl<'n> NameSet<'n> {
    /// Collects these names.
    pub(crate) fn of(names: &[&'n str], projects: &'n Projects) -> Self {
        let all = || names.iter().copied();
        NameSet {
            projects,
            full: all().map(|it| projects.by_id(it)).collect(),
            ends: all().map(end).collect(),
            short: all().filter(|it| is_short(it)).collect(),
        }
    }

    /// Whether any of the names and this name are names of one cluster, by the rule of [`is_named`](super::cluster::is_named) in
    /// either direction.
    pub(crate) fn has_same(&self, name: &str) -> bool {
        self.full.contains(&self.projects.by_id(name))
            || self.short.contains(end(name))
            || (is_short(name) && self.ends.contains(name))
    }
}

/// Whether a name is one that `--cluster` may have given in place of the full name.
pub(super) fn is_short(name: &str) -> bool {
    !name.is_empty() && !name.contains('/')
}

fn end(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::cluster::is_named;

    proptest! {
        #[test]
        fn a_set_of_names_answers_as_its_names_one_by_one(
            names in proptest::collection::vec("(projects/(acme|123|456|)/?)?(clusters/|/)?[ab]{0,2}", 0..4),
            asked in "(projects/(acme|123|456|)/?)?(clusters/|/)?[ab]{0,2}",
        ) {
            let mut projects = Projects::default();
            projects.learn([("123", "acme")].into_iter());
            let is_same = |it: &String| is_named(it, &asked, &projects) || is_named(&asked, it, &projects);
            let set = NameSet::of(&names.iter().map(String::as_str).collect::<Vec<_>>(), &projects);
            prop_assert_eq!(set.has_same(&asked), names.iter().any(is_same));
        }
    }

    #[test]
    fn a_short_name_means_a_cluster_where_it_can_be_only_one() {
        let full = |project: &str| format!("projects/{project}/locations/eu/clusters/payments");
        let (one, by_number, other) = (full("acme"), full("123"), full("other"));
        let mut projects = Projects::default();
        projects.learn([("123", "acme")].into_iter());
        let of = |names: &[&String]| Clusters::of(names.iter().map(|it| it.as_str()), &projects);
        let alone = of(&[&one, &by_number]);
        assert_eq!(alone.full("payments", &projects), one);
        assert_eq!(alone.full(&by_number, &projects), one);
        for name in ["payments", &one, &by_number] {
            assert_eq!(alone.spellings(name, &projects).len(), 3, "{name}");
        }
        let two = of(&[&one, &other]);
        assert_eq!(two.full("payments", &projects), "payments");
        assert_eq!(two.spellings("payments", &projects).len(), 1);
        assert_eq!(two.spellings(&one, &projects).len(), 1);
        assert_eq!(two.spellings("legacy", &projects).len(), 1);
    }
}
