//! Names of clusters, keys and CA pools, and when two names mean the same resource.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::finding::message::{Message, message};
use crate::model::identity::cluster_name::named;
use crate::model::identity::project::Project;
use crate::model::identity::resource_name::relative;
use crate::model::text::serde_as_text;

/// The numbers and ids of projects: services write either into resource names.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Projects {
    listed: BTreeMap<String, String>,
    /// Numbers and ids that entries show or that follow from the service agents of projects; an entry of the policy comes before them.
    #[serde(skip)]
    learned: BTreeMap<String, String>,
    /// The ids among `learned`.
    #[serde(skip)]
    learned_ids: BTreeSet<String>,
}

/// A number and an id that may be those of one project. Service agents show this for the projects of clusters and pools alone; of a project that
/// has nothing but keys, only an entry of a call by number shows this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTie {
    number: String,
    id: String,
}

impl OpenTie {
    /// Returns what to write into the policy, as the end of a sentence.
    pub fn advice(&self) -> Message {
        message!(
            "write-project-number",
            "if {project_number} is the number of {project_id}, which `gcloud projects describe {project_number}` tells, write {project_number} = \"{project_id}\" under [projects] of the policy",
            project_number = &self.number,
            project_id = &self.id
        )
    }
}

/// Two values are equal where the policy's entries are equal.
impl PartialEq for Projects {
    fn eq(&self, other: &Self) -> bool {
        self.listed == other.listed
    }
}

impl Eq for Projects {}

impl Projects {
    /// Adds numbers and ids that are known from logs.
    pub fn learn<'p>(&mut self, known: impl Iterator<Item = (&'p str, &'p str)>) {
        for (number, id) in known {
            self.learned.insert(number.to_owned(), id.to_owned());
            self.learned_ids.insert(id.to_owned());
        }
    }

    /// Whether two resource names may be the same, but it is not certain: one has the project's number and the other its id, and
    /// neither is known to belong to another project.
    pub fn may_be_same(&self, one: &str, other: &str) -> bool {
        self.open_tie(one, other).is_some()
    }

    /// Returns the number and the id that belong together if two resource names are the same. None where the names are the same or differ
    /// for certain.
    pub fn open_tie(&self, one: &str, other: &str) -> Option<OpenTie> {
        let ((one, rest), (other, other_rest)) = (split(one)?, split(other)?);
        let (one, other) = (self.id(one), self.id(other));
        let (number, id) = match (is_number(one), is_number(other)) {
            (true, false) => (one, other),
            (false, true) => (other, one),
            _ => return None,
        };
        let is_open = rest == other_rest && !self.has_number(id);
        is_open.then(|| OpenTie {
            number: number.to_owned(),
            id: id.to_owned(),
        })
    }

    /// Returns the names whose project is named by a number without a known id.
    pub fn by_unknown_number<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
        let is_unknown =
            |it: &&str| split(it).is_some_and(|(project, _)| is_number(self.id(project)));
        names.filter(is_unknown).collect()
    }

    fn has_number(&self, id: &str) -> bool {
        self.learned_ids.contains(id) || self.listed.values().any(|it| it == id)
    }

    /// Whether two resource names are the same, where a project's number may be in place of its id.
    pub fn same(&self, one: &str, other: &str) -> bool {
        if one == other {
            return true;
        }
        match (split(one), split(other)) {
            (Some((one, rest)), Some((other, other_rest))) => {
                rest == other_rest && self.id(one) == self.id(other)
            }
            _ => false,
        }
    }

    /// Returns a resource name with the project's id in place of its number.
    pub fn by_id(&self, name: &str) -> String {
        match split(name) {
            Some((project, rest)) => format!("projects/{}/{rest}", self.id(project)),
            None => name.to_owned(),
        }
    }

    /// Returns each number with its id, as the policy lists them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.listed.iter();
        all.map(|(number, id)| (number.as_str(), id.as_str()))
    }

    fn id<'p>(&'p self, project: &'p str) -> &'p str {
        let id = self.listed.get(project).or(self.learned.get(project));
        id.map_or(project, String::as_str)
    }

    /// Returns the problem of the first number that is no number, or id that is empty.
    pub(in crate::policy) fn problem(&self) -> Option<String> {
        let sound = |number: &str, id: &str| !id.is_empty() && is_number(number);
        let (number, _) = self.listed.iter().find(|(number, id)| !sound(number, id))?;
        Some(format!(
            "projects: {number:?} is no number of a project; expected 123456789 = \"its-id\""
        ))
    }
}

/// Returns the CryptoKey of a key version: `projects/P/locations/L/keyRings/R/cryptoKeys/K`. A principal that may sign with one
/// version may sign with all versions, and the API server accepts signatures of an older version as long as that version is among
/// the verification keys.
pub fn crypto_key(version: &str) -> &str {
    let key = version.split_once("/cryptoKeyVersions/");
    key.map_or(version, |(key, _)| key)
}

fn is_number(project: &str) -> bool {
    !project.is_empty() && project.bytes().all(|b| b.is_ascii_digit())
}

/// Splits a resource name into the project and the rest.
fn split(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("projects/")?.split_once('/')
}

/// The name of a cluster, `projects/P/locations/L/clusters/C`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClusterName(String);

/// The name of a CA pool, `projects/P/locations/L/caPools/N`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaPool(String);

/// The name of a key version, `projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyVersion(String);

/// Reads a name of the form `form`, in which a part in capital letters stands for any part that is not empty.
fn shaped(text: &str, what: &str, form: &str) -> Result<String, String> {
    let part = |(part, wanted): (&str, &str)| {
        part == wanted || (wanted.chars().all(char::is_uppercase) && is_part(part))
    };
    let same_length = text.split('/').count() == form.split('/').count();
    if same_length && text.split('/').zip(form.split('/')).all(part) {
        Ok(text.to_owned())
    } else {
        Err(format!("{text:?} is no name of {what}; expected {form}"))
    }
}

fn is_part(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.:~%+".contains(c);
    !text.is_empty() && text.chars().all(is_plain)
}

macro_rules! resource {
    ($name:ident, $what:literal, $form:literal, $named:expr) => {
        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                shaped($named(text).as_ref(), $what, $form).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

resource!(
    ClusterName,
    "a cluster",
    "projects/P/locations/L/clusters/C",
    named
);
resource!(
    CaPool,
    "a CA pool",
    "projects/P/locations/L/caPools/N",
    relative
);
resource!(
    KeyVersion,
    "a key version",
    "projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V",
    relative
);
serde_as_text!(ClusterName, CaPool, KeyVersion, Project);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_project_means_its_id() {
        let projects = Projects {
            listed: BTreeMap::from([("123".to_owned(), "acme".to_owned())]),
            ..Projects::default()
        };
        let by_id = "projects/acme/locations/eu/caPools/p";
        assert!(projects.same("projects/123/locations/eu/caPools/p", by_id));
        assert!(!projects.same("projects/124/locations/eu/caPools/p", by_id));
        assert!(!projects.same("projects/123/locations/eu/caPools/q", by_id));
        assert!(!Projects::default().same("projects/123/locations/eu/caPools/p", by_id));
    }

    #[test]
    fn a_number_of_which_nothing_is_known_may_mean_any_id_of_which_nothing_is() {
        let pool = |project: &str| format!("projects/{project}/locations/eu/caPools/p");
        let mut projects = Projects::default();
        let open = |projects: &Projects, one: &str, other: &str| {
            assert_eq!(
                projects.may_be_same(&pool(one), &pool(other)),
                projects.may_be_same(&pool(other), &pool(one))
            );
            projects.may_be_same(&pool(one), &pool(other))
        };
        assert!(open(&projects, "123", "acme"));
        assert!(!open(&projects, "123", "124") && !open(&projects, "acme", "other"));
        assert!(!projects.may_be_same(&pool("123"), "projects/acme/locations/eu/caPools/q"));
        projects.learn([("123", "acme")].into_iter());
        assert!(projects.same(&pool("123"), &pool("acme")));
        assert!(!open(&projects, "123", "acme") && !open(&projects, "124", "acme"));
        assert!(
            !open(&projects, "123", "other"),
            "it is known to be another"
        );
        assert!(open(&projects, "124", "other"));
    }

    #[test]
    fn a_service_in_front_changes_no_name() {
        let key = "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1";
        let full: KeyVersion = format!("//cloudkms.googleapis.com/{key}").parse().unwrap();
        assert_eq!(full.as_ref(), key);
        let pool = "projects/p/locations/l/caPools/c";
        let full: CaPool = format!("//privateca.googleapis.com/{pool}")
            .parse()
            .unwrap();
        assert_eq!(full.as_ref(), pool);
    }

    #[test]
    fn a_name_has_all_its_parts() {
        for place in ["locations", "zones"] {
            let name: ClusterName = format!("projects/p/{place}/l/clusters/c").parse().unwrap();
            assert_eq!(name.as_ref(), "projects/p/locations/l/clusters/c");
        }
        for text in [
            "",
            "c",
            "projects/p/locations/l/clusters/",
            "projects/p/locations/l/clusters/c/",
            "projects/p/places/l/clusters/c",
            "projects/p/locations/l/clusters/c d",
        ] {
            assert!(text.parse::<ClusterName>().is_err(), "{text}");
        }
        let domain_scoped = "projects/acme.com:p/locations/l/caPools/x";
        assert!(domain_scoped.parse::<CaPool>().is_ok());
    }
}
