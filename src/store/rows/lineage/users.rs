//! The users who presented one credential. Anybody who writes into a log can name as many as wanted: the first of each kind are kept, with
//! all who are the credential's holder by some record, and the others are counted. So what checks ask of all users is answered exactly:
//! whether there is one of a kind, and how many there are beside the holders.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::model::finding::argument::List;
use crate::model::identity::user::{is_of_one_holder, is_service_account};

/// Names of one kind that are kept.
const MOST: usize = 32;

/// The kind of a user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// No name: a log may withhold it.
    Withheld,
    /// The name of a service account.
    ServiceAccount,
    /// The name of another holder.
    Other,
    /// A name that several share, as parts of the control plane do.
    Shared,
}

/// The source of a user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameSource {
    /// An authenticator, which takes the name from the credential.
    Authenticator,
    /// A front proxy, which wrote the name beside several credential ids.
    FrontProxy,
}

/// The users of one credential.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Users(BTreeMap<(NameSource, Name), Kept>);

/// The users of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Kept {
    first: BTreeSet<String>,
    holders: BTreeSet<String>,
    count: u64,
}

/// Names of some users, and how many users these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'u> {
    /// The names that are kept, in order.
    pub names: Vec<&'u str>,
    /// All of them, those that are not kept too.
    pub count: u64,
}

impl Name {
    fn of(user: &str) -> Self {
        match user {
            "" => Name::Withheld,
            _ if is_service_account(user) => Name::ServiceAccount,
            _ if is_of_one_holder(user) => Name::Other,
            _ => Name::Shared,
        }
    }
}

impl Users {
    /// Adds a user who was not added before. `holders` are all whom the records of the credential, and maybe others, call a holder.
    pub(super) fn add(&mut self, user: &str, source: NameSource, holders: &HashSet<&str>) {
        let kept = self.0.entry((source, Name::of(user))).or_default();
        kept.count += 1;
        if holders.contains(user) {
            kept.holders.insert(user.to_owned());
            return;
        }
        let is_wanted = kept.first.len() < MOST;
        if is_wanted || kept.first.last().is_some_and(|last| user < last.as_str()) {
            kept.first.insert(user.to_owned());
        }
        if kept.first.len() > MOST {
            kept.first.pop_last();
        }
    }

    /// The names that are kept, in order: the first ones of all, and holders.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all(|_, _| true).names.into_iter()
    }

    /// How many users there are.
    pub fn count(&self) -> u64 {
        self.0.values().map(|it| it.count).sum()
    }

    /// How many users are counted, and their names not kept.
    pub fn omitted(&self) -> u64 {
        let all = self.all(|_, _| true);
        all.count - all.names.len() as u64
    }

    /// The users whose names are not withheld.
    pub fn named(&self) -> Named<'_> {
        self.all(|_, name| name != Name::Withheld)
    }

    /// The users whose names are not withheld and come from this source.
    pub fn named_by(&self, source: NameSource) -> Named<'_> {
        self.all(|it, name| it == source && name != Name::Withheld)
    }

    /// The service accounts among the users whose names come from this source.
    pub fn accounts_named_by(&self, source: NameSource) -> Named<'_> {
        self.all(|it, name| it == source && name == Name::ServiceAccount)
    }

    /// Whether a service account is among the users.
    pub fn has_accounts(&self) -> bool {
        self.0.keys().any(|(_, name)| *name == Name::ServiceAccount)
    }

    fn all(&self, is_wanted: impl Fn(NameSource, Name) -> bool) -> Named<'_> {
        let wanted = self.0.iter();
        let wanted = wanted.filter(|((source, name), _)| is_wanted(*source, *name));
        let (mut names, mut count) = (BTreeSet::new(), 0);
        for (_, kept) in wanted {
            let kept_ones = kept.first.iter().chain(&kept.holders);
            names.extend(kept_ones.map(String::as_str));
            count += kept.count;
        }
        Named {
            names: names.into_iter().collect(),
            count,
        }
    }
}

impl<'u> Named<'u> {
    /// Returns the users that are none of these holders. All holders among the users are kept, so that no other user is missing in the count.
    pub fn without(&self, holders: &BTreeSet<&str>) -> Self {
        let (known, names): (Vec<&str>, Vec<&str>) =
            self.names.iter().partition(|it| holders.contains(*it));
        Named {
            names,
            count: self.count - known.len() as u64,
        }
    }

    /// The names. A sentence shows the first so many, and how many others there are.
    pub fn listed(&self, most: usize) -> List {
        let names = List::of(&self.names).out_of(self.count);
        names.shown(most, "others")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(names: &[String], holders: &[&str]) -> Users {
        let holders = holders.iter().copied().collect();
        let mut users = Users::default();
        for name in names {
            users.add(name, NameSource::Authenticator, &holders);
        }
        users
    }

    #[test]
    fn the_first_are_kept_in_whatever_order_they_come_and_all_are_counted() {
        let mut names: Vec<String> = (0..1_000).map(|it| format!("user-{it:04}")).collect();
        let in_order = users(&names, &[]);
        names.reverse();
        assert_eq!(users(&names, &[]), in_order);
        assert_eq!((in_order.count(), in_order.omitted()), (1_000, 1_000 - 32));
        assert_eq!(in_order.names().next(), Some("user-0000"));
        assert_eq!(
            in_order.named().listed(1).to_string(),
            "user-0000, 999 others"
        );
    }

    #[test]
    fn no_stranger_is_hidden_among_many_users_nor_by_many_holders() {
        let names: Vec<String> = (0..1_000).map(|it| format!("user-{it:04}")).collect();
        let holders: Vec<&str> = names.iter().map(String::as_str).collect();
        for (known, strangers) in [(0, 1_000), (1, 999), (999, 1), (1_000, 0)] {
            let users = users(&names, &holders[..known]);
            let holders = holders[..known].iter().copied().collect();
            assert_eq!(users.named().without(&holders).count, strangers, "{known}");
        }
    }

    #[test]
    fn one_account_among_many_others_is_seen() {
        let others = (0..1_000).map(|it| format!("a{it}"));
        let names: Vec<String> = others
            .chain(["system:serviceaccount:a:b".to_owned()])
            .collect();
        assert!(users(&names, &[]).has_accounts());
        assert!(!users(&names[..1_000], &[]).has_accounts());
    }
}
