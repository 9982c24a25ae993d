//! Clusters by all the names under which they stand in the logs.
//!
//! A raw audit event bears the name that `--cluster` gave, which may be a short one; the number of a project may stand in place of its id.
//! A short name means a cluster only where it can be exactly one: two clusters of one short name are two clusters, and nobody knows
//! which of them is meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::policy::value::resource::Projects;

/// The clusters that are known by their full names.
#[derive(Debug, Clone, Default)]
pub struct Clusters {
    /// By their short names, and then by the full ones with the project's id: the spellings that were met.
    by_short: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

impl Clusters {
    /// Those among these names.
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

    /// The one full name of a cluster, or the name itself where that is not known.
    pub fn full(&self, name: &str, projects: &Projects) -> String {
        let known = self.by_short.get(name);
        match known.and_then(|it| it.first_key_value()) {
            Some((full, _)) if known.is_some_and(|it| it.len() == 1) => full.clone(),
            _ => projects.by_id(name),
        }
    }

    /// All names that mean the same cluster, in order.
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
