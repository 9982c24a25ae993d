//! Reach: all credentials that depend on a credential, a key version, a CA pool or a user.
//!
//! The search goes level by level: the credentials of the root, the credentials that were requested with them, and so on. A level
//! is stored as one bit for each identifier; its members are judged page by page and shown in the order of their values.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::correlate::graph;
use crate::correlate::graph::Component;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::entry::Asked;
use crate::model::finding::Verdict;
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::identity::subject::{Kind, Subject};
use crate::model::row_id::IdentifierId;
use crate::policy::cluster_names::Clusters;
use crate::scan::Judged;
use crate::store::rows::ids::id_set::IdSet;
use crate::store::rows::lineage::facts::Facts;
use crate::store::rows::lineage::uses::Uses;
use crate::store::{Error, Store};
use crate::trace::member_pages::MemberPages;
pub use crate::trace::member_pages::{FEW, Page};

/// The greatest number of creations of requests that are shown for one member.
pub const MOST_CREATIONS: usize = 8;

/// Where the search starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Root {
    /// Credentials, or signatures that nothing claims.
    Credentials(Page),
    /// The signatures of a key version.
    Key(String),
    /// The certificates of a CA pool.
    Pool(String),
    /// The credentials that were used under a user name, or have it as their common name.
    User(String),
}

/// How a member depends on the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// The member is the root itself.
    Itself,
    /// The root's key or pool made the member, or the root's user held it.
    Root,
    /// The member was requested with this credential.
    Requested(CredentialId),
}

/// A credential or signature that depends on the root.
#[derive(Debug, Clone)]
pub struct Member {
    /// The credential or signature.
    pub subject: Subject,
    /// The kind of the credential or signature.
    pub kind: Kind,
    /// The smallest number of steps between the member and the root.
    pub depth: u32,
    /// How the member depends on the root; of several requesters at the same distance the first by its value.
    pub via: Via,
    /// The member's own verdict. None where the logs name the member only in requests that it made.
    pub verdict: Option<Verdict>,
    /// The member's uses; None where there are none.
    pub uses: Option<Uses>,
    /// The clusters for which the member was issued or in which it was used, each by its full name where that is known.
    pub clusters: BTreeSet<String>,
    /// Who created the requests that were answered with the member, as far as that is among the evidence: the first [`MOST_CREATIONS`].
    pub asked: Vec<Asked>,
}

/// The number of credentials, signatures and uses that depend on a root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Credentials by verdict.
    pub credentials: BTreeMap<Verdict, u64>,
    /// Signatures that nothing claims, by verdict.
    pub signatures: BTreeMap<Verdict, u64>,
    /// Credentials that the logs name only in requests that the credentials made.
    pub unseen: u64,
    /// Uses of all members.
    pub uses: u64,
    /// The first use.
    pub first: Option<Timestamp>,
    /// The last use.
    pub last: Option<Timestamp>,
}

impl Totals {
    fn count(&mut self, member: &Member) {
        let kind = match member.subject {
            Subject::Credential(_) => &mut self.credentials,
            Subject::Signature(_) => &mut self.signatures,
        };
        match member.verdict {
            Some(verdict) => *kind.entry(verdict).or_default() += 1,
            None => self.unseen += 1,
        }
        if let Some(uses) = &member.uses {
            self.uses += uses.count;
            self.first = self.first.into_iter().chain([uses.first.0]).min();
            self.last = self.last.max(Some(uses.last.0));
        }
    }

    /// Returns the number of members.
    pub fn members(&self) -> u64 {
        let judged = self.credentials.values().chain(self.signatures.values());
        self.unseen + judged.sum::<u64>()
    }

    /// Returns the worst verdict of all members.
    pub fn verdict(&self) -> Option<Verdict> {
        self.credentials
            .keys()
            .chain(self.signatures.keys())
            .copied()
            .max()
    }
}

impl Root {
    fn first_level(&self, store: &mut Store) -> Result<IdSet, Error> {
        match self {
            Root::Credentials(named) => Ok(named.iter().map(|it| it.1).collect()),
            Root::Key(key) => store.signed_with(key),
            Root::Pool(pool) => store.certified_by(pool),
            Root::User(user) => store.credentials_named_after(user),
        }
    }

    fn first_via(&self) -> Via {
        match self {
            Root::Credentials(_) => Via::Itself,
            Root::Key(_) | Root::Pool(_) | Root::User(_) => Via::Root,
        }
    }
}

/// Searches the members that depend on a root, and passes each to `show`: level by level, each level in the order of its values.
///
/// # Errors
/// Errors of the database, and errors that `show` returns.
pub fn reach<E: From<Error>>(
    root: &Root,
    store: &mut Store,
    judge: &Judge,
    show: &mut dyn FnMut(&Member) -> Result<(), E>,
) -> Result<Totals, E> {
    let mut totals = Totals::default();
    let mut level = Level {
        depth: u32::from(root.first_via() == Via::Root),
        above: IdSet::default(),
        members: root.first_level(store)?,
    };
    let mut met = level.members.clone();
    let clusters = judge.clusters(&store.clusters()?);
    while !level.members.is_empty() {
        let mut pages = MemberPages::of(&level.members, store)?;
        while let Some(page) = pages.next(&level.members, store)? {
            for member in level.members(&page, (root, &clusters), store, judge)? {
                totals.count(&member);
                show(&member)?;
            }
        }
        let mut below = store.requested_with(&level.members)?;
        below.leave_out(&met);
        met.join(&below);
        level = Level {
            depth: level.depth + 1,
            above: level.members,
            members: below,
        };
    }
    Ok(totals)
}

/// Members at one distance from the root.
pub(super) struct Level {
    pub(super) depth: u32,
    pub(super) above: IdSet,
    pub(super) members: IdSet,
}

impl Level {
    /// Judges a page of members, and returns them in the order of the page.
    pub(super) fn members(
        &self,
        page: &Page,
        (root, clusters): (&Root, &Clusters),
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Vec<Member>, Error> {
        let of_kind = |wanted: fn(&Identifier) -> bool| -> Vec<IdentifierId> {
            let some = page.iter().filter(|(it, _)| wanted(it));
            some.map(|(_, id)| *id).collect()
        };
        let credentials = of_kind(|it| matches!(it, Identifier::Credential(_)));
        let digests = of_kind(|it| matches!(it, Identifier::Digest(_)));
        let parents = self.parents(&credentials, store)?;
        let known = Known::of(store.facts(&credentials, &digests)?, judge);
        let member = |(identifier, id): &(Identifier, IdentifierId)| {
            let subject = subject(identifier);
            let via = parents
                .get(id)
                .cloned()
                .map_or_else(|| root.first_via(), Via::Requested);
            let known = known.of_subject(&subject);
            Member {
                kind: known.as_ref().map_or(subject.kind(), |it| it.kind),
                subject,
                depth: self.depth,
                via,
                verdict: known.as_ref().map(|it| it.verdict),
                clusters: known
                    .as_ref()
                    .map_or_else(BTreeSet::new, |it| it.clusters_among(clusters, judge)),
                asked: known.as_ref().map_or_else(Vec::new, |it| it.asked.clone()),
                uses: known.and_then(|it| it.uses),
            }
        };
        Ok(page.iter().map(member).collect())
    }

    /// Returns for each credential the credential of the level above with which it was requested.
    fn parents(
        &self,
        credentials: &[IdentifierId],
        store: &mut Store,
    ) -> Result<BTreeMap<IdentifierId, CredentialId>, Error> {
        if self.above.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut pairs = store.requesters_of(credentials)?;
        pairs.retain(|(_, requester)| self.above.contains(*requester));
        let requesters = store.identified(&pairs.iter().map(|it| it.1).collect())?;
        let requesters: BTreeMap<IdentifierId, CredentialId> = requesters
            .into_iter()
            .filter_map(|(it, id)| credential(it).map(|it| (id, it)))
            .collect();
        let mut parents = BTreeMap::new();
        for (id, requester) in pairs {
            if let Some(requester) = requesters.get(&requester) {
                let parent = parents.entry(id).or_insert_with(|| requester.clone());
                if requester < parent {
                    parent.clone_from(requester);
                }
            }
        }
        Ok(parents)
    }
}

/// The judgement of one member.
#[derive(Clone)]
struct Judgement {
    kind: Kind,
    verdict: Verdict,
    uses: Option<Uses>,
    clusters: BTreeSet<String>,
    asked: Vec<Asked>,
}

impl Judgement {
    fn clusters_among(&self, clusters: &Clusters, judge: &Judge) -> BTreeSet<String> {
        let names = self.clusters.iter();
        names
            .map(|it| clusters.full(it, judge.projects()))
            .collect()
    }
}

/// The judgements of the members of a page.
#[derive(Default)]
struct Known {
    subjects: BTreeMap<Subject, Judgement>,
    /// The worst verdict of the lineages that are connected with a credential.
    connected: BTreeMap<CredentialId, Verdict>,
}

impl Known {
    fn of(facts: Facts, judge: &Judge) -> Self {
        let mut known = Known::default();
        for component in &graph::components(facts) {
            known.learn(component, judge);
        }
        known
    }

    fn learn(&mut self, component: &Component, judge: &Judge) {
        let lineages = Lineage::all(component);
        let subjects = lineages.len();
        let mut worst = Verdict::Complete;
        for lineage in lineages {
            let judged = Judged::of(lineage, judge);
            let judgement = Judgement {
                kind: judged.kind,
                verdict: judged.verdict(),
                uses: judged.lineage.uses().cloned(),
                clusters: judged
                    .lineage
                    .clusters()
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                asked: creations(&judged.lineage),
            };
            worst = worst.max(judgement.verdict);
            self.subjects.insert(judged.lineage.subject, judgement);
        }
        // Records that contradict each other mention credentials without a lineage of their own.
        if subjects < component.credentials.len() {
            let credentials = component.credentials.iter().cloned();
            self.connected.extend(credentials.map(|it| (it, worst)));
        }
    }

    fn of_subject(&self, subject: &Subject) -> Option<Judgement> {
        let connected = || match subject {
            Subject::Credential(it) => Some(Judgement {
                kind: subject.kind(),
                verdict: *self.connected.get(it)?,
                uses: None,
                clusters: BTreeSet::new(),
                asked: Vec::new(),
            }),
            Subject::Signature(_) => None,
        };
        self.subjects.get(subject).cloned().or_else(connected)
    }
}

/// Returns who created the requests that were answered with a credential.
fn creations(lineage: &Lineage<'_>) -> Vec<Asked> {
    let requested = lineage.requested();
    let asked = requested.filter_map(|(it, _)| it.order.asked.clone());
    asked.take(MOST_CREATIONS).collect()
}

fn subject(identifier: &Identifier) -> Subject {
    match identifier {
        Identifier::Credential(it) => Subject::Credential(it.clone()),
        Identifier::Digest(it) => Subject::Signature(*it),
    }
}

fn credential(identifier: Identifier) -> Option<CredentialId> {
    match identifier {
        Identifier::Credential(it) => Some(it),
        Identifier::Digest(_) => None,
    }
}
