//! Siblings: complete credentials of the users of a lineage that is not complete.
//!
//! The sibling of a user depends on the user alone, and on no lineage, window or order of reading. [`SiblingSearch`] therefore looks up
//! each user once.

use std::collections::BTreeMap;

use crate::check;
use crate::correlate::graph;
use crate::correlate::graph::Component;
use crate::correlate::lineage::{Lineage, Sibling};
use crate::judge::context::Judge;
use crate::model::finding::Verdict;
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::model::identity::user::{User, is_of_one_holder};
use crate::model::row_id::IdentifierId;
use crate::policy::cluster_names::Clusters;
use crate::scan::facts::FactSource;
use crate::store::Error;

/// The greatest number of users of one lineage for whom siblings are sought.
const USERS: usize = 3;

/// The greatest number of credentials of one user among which a sibling is sought: the first by their values. The values are hashes and
/// random ids, so that these credentials are a random sample.
const CREDENTIALS: usize = 32;

/// The greatest number of records of a component in which a sibling is looked for; a usual component has three. For a component with
/// very many credentials, each of its users would have the whole component judged.
const RECORDS: usize = 64;

/// The greatest number of users whose siblings a search remembers.
const REMEMBERED: usize = 10_000;

/// A search for siblings, with the results for the users that the search has looked up.
#[derive(Debug, Default)]
pub struct SiblingSearch {
    known: BTreeMap<User, Option<CredentialId>>,
    index: UserIndex,
    /// The clusters of the database, once the search has read them.
    clusters: Option<Clusters>,
}

/// An index of users with their credentials, as the plain pass of a scan leaves it. A user who is not in the index is looked up in the
/// database.
pub type UserIndex = BTreeMap<User, UserCredentials>;

/// The credentials of one user in the index.
#[derive(Debug, Default)]
pub struct UserCredentials {
    /// The first complete plain chain of the user.
    pub complete: Option<CredentialId>,
    /// The user's credentials that are no complete plain chains, in ascending order, [`CREDENTIALS`] at most.
    others: Vec<(CredentialId, IdentifierId)>,
}

impl SiblingSearch {
    /// A search with an index of users.
    pub fn with_index(index: UserIndex) -> Self {
        SiblingSearch {
            index,
            ..SiblingSearch::default()
        }
    }

    /// The siblings of a lineage that is not complete: one for each of the lineage's first users.
    ///
    /// # Errors
    /// The errors of the database.
    pub fn of(
        &mut self,
        lineage: &Lineage<'_>,
        facts: &mut impl FactSource,
        judge: &Judge,
    ) -> Result<Vec<Sibling>, Error> {
        let mut found: Vec<Sibling> = Vec::new();
        for user in users(lineage) {
            let credential = self.first_under_any_spelling(&user, facts, judge)?;
            let sibling = credential.map(|credential| Sibling {
                user: user.name,
                credential,
            });
            found.extend(sibling.filter(|it| !found.contains(it)));
        }
        Ok(found)
    }

    /// The first complete credential of a user, under any spelling of the cluster's name.
    fn first_under_any_spelling(
        &mut self,
        user: &User,
        facts: &mut impl FactSource,
        judge: &Judge,
    ) -> Result<Option<CredentialId>, Error> {
        let clusters = match &self.clusters {
            Some(clusters) => clusters,
            None => self.clusters.insert(judge.clusters(&facts.clusters()?)),
        };
        let spellings = clusters.spellings(&user.cluster, judge.projects());
        let mut first = None;
        for cluster in spellings {
            let user = User {
                name: user.name.clone(),
                cluster,
            };
            let one = self.first_complete(&user, facts, judge)?;
            first = first.into_iter().chain(one).min();
        }
        Ok(first)
    }

    /// The first complete credential of a user, under one spelling of the cluster's name.
    fn first_complete(
        &mut self,
        user: &User,
        facts: &mut impl FactSource,
        judge: &Judge,
    ) -> Result<Option<CredentialId>, Error> {
        if let Some(known) = self.known.get(user) {
            return Ok(known.clone());
        }
        let found = match self.index.get(user) {
            Some(credentials) => credentials.first_complete(user, facts, judge)?,
            None => {
                let credentials = facts.credentials_of_user(user, CREDENTIALS)?;
                first_complete(&credentials, user, facts, judge)?
            }
        };
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.insert(user.clone(), found.clone());
        Ok(found)
    }
}

impl UserCredentials {
    /// Adds a credential that is no complete plain chain. The caller adds credentials in ascending order.
    pub(crate) fn add(&mut self, credential: &CredentialId, id: IdentifierId) {
        if self.others.len() < CREDENTIALS {
            self.others.push((credential.clone(), id));
        }
    }

    /// The first complete credential among the first [`CREDENTIALS`] of the user.
    fn first_complete(
        &self,
        user: &User,
        facts: &mut impl FactSource,
        judge: &Judge,
    ) -> Result<Option<CredentialId>, Error> {
        let others = match &self.complete {
            Some(complete) => self.others.partition_point(|(it, _)| it < complete),
            None => self.others.len(),
        };
        let others = self.others.get(..others).unwrap_or_default();
        let complete = self.complete.clone().filter(|_| others.len() < CREDENTIALS);
        let first = first_complete(others, user, facts, judge)?;
        Ok(first.into_iter().chain(complete).min())
    }
}

/// The first [`USERS`] user names of a lineage that belong to one holder each, cluster by cluster.
fn users(lineage: &Lineage<'_>) -> Vec<User> {
    let users = lineage.uses().into_iter().flat_map(|uses| {
        let clusters = uses.clusters.iter();
        clusters.flat_map(|cluster| {
            let of_cluster = uses.users.names().filter(|it| is_of_one_holder(it));
            of_cluster.map(|name| User {
                name: name.to_owned(),
                cluster: cluster.clone(),
            })
        })
    });
    users.take(USERS).collect()
}

/// The first complete credential of a user in the components of `credentials`, which are in ascending order.
fn first_complete(
    credentials: &[(CredentialId, IdentifierId)],
    user: &User,
    facts: &mut impl FactSource,
    judge: &Judge,
) -> Result<Option<CredentialId>, Error> {
    let mut first: Option<CredentialId> = None;
    for (credential, id) in credentials {
        let Some(component) = facts.small_component(*id, RECORDS)? else {
            continue;
        };
        let components = graph::components(component);
        let complete = complete_ones(&components, user, judge);
        first = first.into_iter().chain(complete).min();
        // The component of a later credential holds no earlier credential of this user.
        if first.as_ref().is_some_and(|first| first <= credential) {
            break;
        }
    }
    Ok(first)
}

/// The complete credentials of the components that were used under the user's name in the user's cluster.
fn complete_ones(
    components: &[Component],
    user: &User,
    judge: &Judge,
) -> impl Iterator<Item = CredentialId> {
    let lineages = components.iter().flat_map(Lineage::all);
    let complete = lineages.filter(move |it| {
        let is_of_user = it.uses().is_some_and(|uses| {
            uses.users.names().any(|it| it == user.name) && uses.clusters.contains(&user.cluster)
        });
        is_of_user && Verdict::of(&check::findings(it, judge)) == Verdict::Complete
    });
    complete.filter_map(|it| match it.subject {
        Subject::Credential(credential) => Some(credential),
        Subject::Signature(_) => None,
    })
}
