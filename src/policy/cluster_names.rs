//! Clusters by all the names under which logs and policies name them.
//!
//! A raw audit event has the name that `--cluster` gave, which may be a short name; a full name may have the number of the
//! project in place of the project's id. A short name means a cluster only where a single cluster has that short name: the short
//! name of two clusters means neither.

use std::collections::{BTreeMap, BTreeSet};

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

#[cfg(test)]
mod tests {
    use super::*;

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
