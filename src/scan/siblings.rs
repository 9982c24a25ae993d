//! Namesakes: complete credentials of the users of a lineage that is not complete.
//!
//! What is found for a user is the same whichever lineage, window and order of reading it is asked for, so that it is looked up once
//! a user.

use std::collections::BTreeMap;

use crate::check;
use crate::correlate::graph;
use crate::correlate::graph::Component;
use crate::correlate::lineage::{Lineage, Sibling};
use crate::judge::context::Judge;
use crate::model::finding::Verdict;
use crate::model::identifier::CredentialId;
use crate::model::subject::Subject;
use crate::model::user::{User, is_of_one_holder};
use crate::policy::cluster_names::Clusters;
use crate::store::read::identifiers::IdentifierId;
use crate::store::{Error, Store};

/// Users of one lineage that are looked at.
const USERS: usize = 3;

/// Credentials of one user that are looked at: the first ones by their values, which are hashes and random ids, so any.
const CREDENTIALS: usize = 32;

/// Users that are remembered.
const REMEMBERED: usize = 10_000;

/// What was found for each user.
#[derive(Debug, Default)]
pub struct SiblingSearch {
    known: BTreeMap<User, Option<CredentialId>>,
    holders: Holders,
    /// Once they were asked for.
    clusters: Option<Clusters>,
}

/// Users of whom it is known which credentials to look at.
pub type Holders = BTreeMap<User, UserCredentials>;

/// The credentials of one user.
#[derive(Debug, Default)]
pub struct UserCredentials {
    /// The first of those that are known to be complete.
    pub complete: Option<CredentialId>,
    /// Those of which that remains to be seen: as many of the first ones, in order, as are looked at.
    others: Vec<(CredentialId, IdentifierId)>,
}

impl SiblingSearch {
    /// With what is known of users beforehand.
    pub fn of_holders(holders: Holders) -> Self {
        SiblingSearch {
            holders,
            ..SiblingSearch::default()
        }
    }

    /// The namesakes of a lineage that is not complete.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(
        &mut self,
        lineage: &Lineage<'_>,
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Vec<Sibling>, Error> {
        let mut found: Vec<Sibling> = Vec::new();
        for user in users(lineage) {
            let credential = self.complete_one_anywhere(&user, store, judge)?;
            let namesake = credential.map(|credential| Sibling {
                user: user.name,
                credential,
            });
            found.extend(namesake.filter(|it| !found.contains(it)));
        }
        Ok(found)
    }

    /// The first one under any name of the cluster.
    fn complete_one_anywhere(
        &mut self,
        user: &User,
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Option<CredentialId>, Error> {
        let clusters = match &self.clusters {
            Some(clusters) => clusters,
            None => self.clusters.insert(judge.clusters(&store.clusters_met()?)),
        };
        let spellings = clusters.spellings(&user.cluster, judge.projects());
        let mut first = None;
        for cluster in spellings {
            let user = User {
                name: user.name.clone(),
                cluster,
            };
            let one = self.complete_one(&user, store, judge)?;
            first = first.into_iter().chain(one).min();
        }
        Ok(first)
    }

    fn complete_one(
        &mut self,
        user: &User,
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Option<CredentialId>, Error> {
        if let Some(known) = self.known.get(user) {
            return Ok(known.clone());
        }
        let found = match self.holders.get(user) {
            Some(held) => held.complete_one(user, store, judge)?,
            None => {
                let credentials = store.credentials_of_user(user, CREDENTIALS)?;
                first_complete(&credentials, user, store, judge)?
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
    /// Adds one of which it remains to be seen whether it is complete. They come in order.
    pub(crate) fn add(&mut self, credential: &CredentialId, seed: IdentifierId) {
        if self.others.len() < CREDENTIALS {
            self.others.push((credential.clone(), seed));
        }
    }

    /// The first complete credential of as many as are looked at.
    fn complete_one(
        &self,
        user: &User,
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Option<CredentialId>, Error> {
        let others = match &self.complete {
            Some(complete) => self.others.partition_point(|(it, _)| it < complete),
            None => self.others.len(),
        };
        let others = self.others.get(..others).unwrap_or_default();
        let complete = self.complete.clone().filter(|_| others.len() < CREDENTIALS);
        let first = first_complete(others, user, store, judge)?;
        Ok(first.into_iter().chain(complete).min())
    }
}

/// The first users of a lineage who are one holder each, cluster by cluster.
fn users(lineage: &Lineage<'_>) -> Vec<User> {
    let users = lineage.uses().into_iter().flat_map(|uses| {
        let clusters = uses.clusters.iter();
        clusters.flat_map(|cluster| {
            let of_cluster = uses.principals.iter().filter(|it| is_of_one_holder(it));
            of_cluster.map(|name| User {
                name: name.clone(),
                cluster: cluster.clone(),
            })
        })
    });
    users.take(USERS).collect()
}

/// The first complete credential of this user that hangs together with these, which are in order.
fn first_complete(
    credentials: &[(CredentialId, IdentifierId)],
    user: &User,
    store: &mut Store,
    judge: &Judge,
) -> Result<Option<CredentialId>, Error> {
    let mut first: Option<CredentialId> = None;
    for (credential, seed) in credentials {
        let components = graph::components(store.facts(&[*seed], &[])?);
        let complete = complete_ones(&components, user, judge);
        first = first.into_iter().chain(complete).min();
        // What comes later in this order comes with nothing that is earlier.
        if first.as_ref().is_some_and(|first| first <= credential) {
            break;
        }
    }
    Ok(first)
}

/// The complete credentials among these that came with this user name.
fn complete_ones(
    components: &[Component],
    user: &User,
    judge: &Judge,
) -> impl Iterator<Item = CredentialId> {
    let lineages = components.iter().flat_map(Lineage::all);
    let complete = lineages.filter(move |it| {
        let is_of_user = it.uses().is_some_and(|uses| {
            uses.principals.contains(&user.name) && uses.clusters.contains(&user.cluster)
        });
        is_of_user && Verdict::of(&check::findings(it, judge)) == Verdict::Complete
    });
    complete.filter_map(|it| match it.subject {
        Subject::Credential(credential) => Some(credential),
        Subject::Signature(_) => None,
    })
}
