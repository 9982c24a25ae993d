//! The names that a policy or a configuration expects, and how certain they are.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::value::resource::{OpenTie, Projects};
use crate::model::finding::Weight;
use crate::model::finding::argument::List;
use crate::model::finding::message::{Joint, Message, message};
use crate::model::receipt::Receipt;

/// The names of resources that may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected<'e> {
    pub(super) names: Vec<Cow<'e, str>>,
    /// The source that names the resources, as the beginning of a sentence.
    pub named_by: Message,
    /// The records that name the resources; none for the policy.
    pub receipts: Vec<Receipt>,
    /// The weight of a finding that another resource was used.
    pub weight: Weight,
    /// Why such a finding is no break.
    pub(super) doubt: Option<Doubt>,
}

/// Why it is not certain that another resource was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The time since when the resources are expected is not known.
    Since,
    /// The number of a project is not known.
    Number(OpenTie),
}

impl<'e> Expected<'e> {
    /// Returns the expectation of `names` that people configured outside of the policy at a place.
    pub fn configured(names: &'e [String], place: &str) -> Self {
        Expected {
            named_by: Message::from(place).as_fact(),
            ..by_policy(names.iter().map(String::as_str))
        }
    }
}

impl Expected<'_> {
    /// Adds the resources of another expectation, which are as good.
    pub fn or(mut self, other: Option<Self>) -> Self {
        let known: BTreeSet<_> = self.names.iter().cloned().collect();
        let others = other.into_iter().flat_map(|it| it.names);
        self.names.extend(others.filter(|it| !known.contains(it)));
        self
    }

    /// Whether a resource is among the expected resources.
    pub fn holds(&self, name: &str, projects: &Projects) -> bool {
        self.names.iter().any(|it| projects.same(it, name))
    }

    /// Whether a resource may be among the expected resources: one name has the number of a project, and the other its id.
    pub fn may_hold(&self, name: &str, projects: &Projects) -> bool {
        self.open_tie(name, projects).is_some()
    }

    fn open_tie(&self, name: &str, projects: &Projects) -> Option<OpenTie> {
        let mut names = self.names.iter();
        names.find_map(|it| projects.open_tie(it, name))
    }

    /// Returns the expectation that a used resource does not meet; None where the resource is expected. The weight is `gap` where
    /// the resource may be among the expected resources.
    pub fn against(self, name: &str, projects: &Projects) -> Option<Self> {
        if self.holds(name, projects) {
            return None;
        }
        let doubt = self.open_tie(name, projects).map(Doubt::Number);
        Some(Expected {
            weight: if doubt.is_some() {
                Weight::Gap
            } else {
                self.weight
            },
            doubt: doubt.or(self.doubt),
            ..self
        })
    }

    /// Returns the names of the expected resources.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }

    /// Returns the expected resources, for a sentence.
    pub fn listed(&self) -> Message {
        if self.names.is_empty() {
            message!(
                "expected-none",
                "none for that time",
                expected = List::of(&self.names)
            )
        } else {
            message!(
                "expected-names",
                "{expected}",
                expected = List::of(&self.names).between(Joint::Or)
            )
        }
    }

    /// Returns what would settle a finding that is no break, as the end of a sentence; empty for a break.
    pub fn advice(&self) -> Message {
        match &self.doubt {
            None => Message::default(),
            Some(Doubt::Since) => message!(
                "expected-since",
                "; a description does not tell since when: export the UpdateCluster entries to settle it"
            ),
            Some(Doubt::Number(tie)) => {
                let advice = tie.advice();
                message!(
                    "expected-number",
                    "; one of them names its project by the number and the other by the id: {advice}";
                    advice
                )
            }
        }
    }
}

pub(super) fn by_policy<'e>(names: impl IntoIterator<Item = &'e str>) -> Expected<'e> {
    let mut names: Vec<Cow<'_, str>> = names.into_iter().map(Cow::Borrowed).collect();
    names.sort();
    names.dedup();
    Expected {
        names,
        named_by: message!("told-by-policy", "the policy").as_fact(),
        receipts: Vec::new(),
        weight: Weight::Break,
        doubt: None,
    }
}
