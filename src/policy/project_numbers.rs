//! The numbers of projects, by everything that names them.
//!
//! The policy comes first, then entries of KMS and CA Service, then service agents: each counts only where nothing before it names another. A
//! number that entries show with two ids, and an id that they show with two numbers, are unknown in names of resources: with a wrong id, a
//! foreign key would be one that is expected.

use std::collections::BTreeMap;

use super::value::resource::Projects;
use crate::model::identity::project_number::ShownNumbers;

/// The numbers of projects.
#[derive(Debug, Default)]
pub(super) struct ProjectNumbers {
    /// The number of each project, by its id.
    numbers: BTreeMap<String, String>,
    /// The id of each project, by its number.
    ids: BTreeMap<String, Owner>,
}

/// The project that has a number.
#[derive(Debug)]
enum Owner {
    /// The project with this id.
    Certain(String),
    /// The project with this id, or another one.
    Uncertain(String),
}

impl ProjectNumbers {
    /// Joins the numbers of the policy, those that entries show, and those of the service agents by the ids of their projects.
    pub(super) fn of(
        policy: &Projects,
        shown: &ShownNumbers,
        agents: BTreeMap<String, String>,
    ) -> Self {
        let mut known = ProjectNumbers::default();
        for (number, id) in policy.iter() {
            known.add(number, id);
        }
        let shown = shown.counted();
        let shown = shown.map(|(number, id)| (number.to_string(), id.id()));
        let shown: Vec<_> = shown
            .filter(|(number, id)| known.admits(number, id))
            .collect();
        let shown = Shown::of(&shown);
        for (number, id) in shown.agreed() {
            known.add(number, id);
        }
        known.add_agents(agents, &shown);
        known
    }

    fn add(&mut self, number: &str, id: &str) {
        self.numbers.insert(id.to_owned(), number.to_owned());
        let owner = Owner::Certain(id.to_owned());
        self.ids.insert(number.to_owned(), owner);
    }

    /// Adds the numbers and ids that the service agents show and nothing else names. A number of two projects is that of neither for
    /// certain.
    fn add_agents(&mut self, mut agents: BTreeMap<String, String>, shown: &Shown<'_>) {
        agents
            .retain(|id, number| !self.numbers.contains_key(id) && !self.ids.contains_key(number));
        // A cluster may be named by the number of its project.
        for (id, number) in agents.iter().filter(|(id, number)| id != number) {
            let owner = match self.ids.remove(number) {
                Some(known) => Owner::Uncertain(known.first().to_owned()),
                None if shown.disagree(number, id) => Owner::Uncertain(id.clone()),
                None => Owner::Certain(id.clone()),
            };
            self.ids.insert(number.clone(), owner);
        }
        self.numbers.append(&mut agents);
    }

    /// Whether neither the number is known to be another project's, nor the project to have another number.
    fn admits(&self, number: &str, id: &str) -> bool {
        self.numbers.get(id).is_none_or(|it| it == number)
            && self.ids.get(number).is_none_or(|it| it.first() == id)
    }

    /// Returns the number of the project with this id.
    pub(super) fn number(&self, id: &str) -> Option<&str> {
        self.numbers.get(id).map(String::as_str)
    }

    /// Returns the id of a project with this number. The number may be that of another project, too.
    pub(super) fn project(&self, number: &str) -> Option<&str> {
        self.ids.get(number).map(Owner::first)
    }

    /// Returns each number with the id that belongs to it for certain.
    pub(super) fn certain(&self) -> impl Iterator<Item = (&str, &str)> {
        let ids = self.ids.iter();
        ids.filter_map(|(number, owner)| match owner {
            Owner::Certain(id) => Some((number.as_str(), id.as_str())),
            Owner::Uncertain(_) => None,
        })
    }
}

impl Owner {
    fn first(&self) -> &str {
        match self {
            Owner::Certain(id) | Owner::Uncertain(id) => id,
        }
    }
}

/// What entries show, by number and by id.
struct Shown<'s> {
    ids: BTreeMap<&'s str, Vec<&'s str>>,
    numbers: BTreeMap<&'s str, Vec<&'s str>>,
}

impl<'s> Shown<'s> {
    fn of(pairs: &'s [(String, &'s str)]) -> Self {
        let mut shown = Shown {
            ids: BTreeMap::new(),
            numbers: BTreeMap::new(),
        };
        for (number, id) in pairs {
            shown.ids.entry(number).or_default().push(id);
            shown.numbers.entry(id).or_default().push(number);
        }
        shown
    }

    /// Returns the pairs of a number and an id that are shown with nothing else.
    fn agreed(&self) -> impl Iterator<Item = (&'s str, &'s str)> {
        let pairs = self.ids.iter();
        pairs.filter_map(|(number, ids)| match ids.as_slice() {
            [id] if !self.disagree(number, id) => Some((*number, *id)),
            _ => None,
        })
    }

    /// Whether the number is shown with two ids, or the id with two numbers.
    fn disagree(&self, number: &str, id: &str) -> bool {
        let are_two = |it: Option<&Vec<&str>>| it.is_some_and(|it| it.len() > 1);
        are_two(self.ids.get(number)) || are_two(self.numbers.get(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    /// Numbers with ids of the policy, of entries and of service agents.
    fn known(listed: &str, shown: &[(&str, &str)], agents: &[(&str, &str)]) -> ProjectNumbers {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let policy = Policy::read(&format!("[projects]\n{listed}"), now).unwrap();
        let mut pairs = ShownNumbers::default();
        for (number, id) in shown {
            pairs.add(number.parse().unwrap(), id.parse().unwrap());
        }
        let agents = agents.iter();
        let agents = agents.map(|(number, id)| ((*id).to_owned(), (*number).to_owned()));
        ProjectNumbers::of(&policy.projects, &pairs, agents.collect())
    }

    fn certain(known: &ProjectNumbers) -> Vec<(&str, &str)> {
        known.certain().collect()
    }

    #[test]
    fn the_policy_comes_before_entries_and_entries_before_agents() {
        let known = known(
            "1 = \"a\"\n",
            &[("1", "b"), ("2", "a"), ("3", "c"), ("1", "a")],
            &[("1", "d"), ("3", "e"), ("4", "c"), ("5", "f"), ("6", "b")],
        );
        let expected = [("1", "a"), ("3", "c"), ("5", "f"), ("6", "b")];
        assert_eq!(certain(&known), expected);
        for (id, number) in [("a", Some("1")), ("c", Some("3")), ("d", None), ("e", None)] {
            assert_eq!(known.number(id), number, "{id}");
        }
    }

    #[test]
    fn what_the_policy_refutes_contradicts_nothing() {
        let known = known("1 = \"a\"\n", &[("1", "b"), ("2", "b"), ("3", "a")], &[]);
        assert_eq!(certain(&known), [("1", "a"), ("2", "b")]);
    }

    #[test]
    fn what_entries_contradict_no_agent_settles() {
        for shown in [[("1", "a"), ("1", "b")], [("1", "a"), ("2", "a")]] {
            assert_eq!(certain(&known("", &shown, &[])), []);
            let known = known("", &shown, &[("1", "a")]);
            assert_eq!(certain(&known), []);
            // Whose agent signs for the project is held against callers as before.
            assert_eq!(known.number("a"), Some("1"));
            assert_eq!(known.project("1"), Some("a"));
        }
    }

    #[test]
    fn an_agent_of_two_projects_tells_the_number_of_neither() {
        let known = known("", &[], &[("1", "a"), ("1", "b"), ("2", "c"), ("7", "7")]);
        assert_eq!(certain(&known), [("2", "c")]);
        assert_eq!(
            (known.number("a"), known.number("b")),
            (Some("1"), Some("1"))
        );
        assert_eq!(known.project("1"), Some("a"));
        assert_eq!(known.project("7"), None);
    }
}
