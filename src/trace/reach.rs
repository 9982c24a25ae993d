//! Reach, downwards: everything that hangs on a credential, a key version, a CA pool or a user.
//!
//! Level by level: what the root made or holds, what was asked for with that, and so on. Of a level nothing is kept but a bit for each
//! identifier; its members are judged page by page and shown in the order of their values.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::correlate::graph;
use crate::correlate::graph::Component;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::finding::Verdict;
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::subject::{Kind, Subject};
use crate::policy::cluster_names::Clusters;
use crate::scan::Judged;
use crate::store::ids::id_set::IdSet;
use crate::store::read::facts::Facts;
use crate::store::read::identifiers::IdentifierId;
use crate::store::read::uses::Uses;
use crate::store::{Error, Store};

/// Members looked at together.
const PAGE: usize = 4_096;

/// Members of a level that are put in order in memory. Larger levels are found by walking over all identifiers in their order.
pub const FEW: usize = 2 * PAGE;

/// Identifiers and their numbers, in the order of their kinds and values.
pub type Page = Vec<(Identifier, IdentifierId)>;

/// Where a walk down starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Root {
    /// Credentials, or signatures that nothing claims.
    Credentials(Page),
    /// What a key version signed.
    Key(String),
    /// What a CA pool certified.
    Pool(String),
    /// What came with a user name, or bears it as its common name.
    User(String),
}

/// How something hangs on the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// It is what was asked about.
    Itself,
    /// The key or pool made it, or the user held it.
    Root,
    /// It was asked for with this credential.
    Asked(CredentialId),
}

/// Something that hangs on the root.
#[derive(Debug, Clone)]
pub struct Member {
    /// What it is.
    pub subject: Subject,
    /// What kind of thing that is.
    pub kind: Kind,
    /// The fewest steps between it and the root.
    pub depth: u32,
    /// The way there; of several ways of one length the first by the credential's value.
    pub via: Via,
    /// Its own verdict. None where no log knows of it but requests that it came with.
    pub verdict: Option<Verdict>,
    /// Its uses; None where there are none.
    pub uses: Option<Uses>,
    /// The clusters for which it was issued or where it was used, each by its full name where that is known.
    pub clusters: BTreeSet<String>,
}

/// Everything that hangs on a root, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Credentials by verdict.
    pub credentials: BTreeMap<Verdict, u64>,
    /// Signatures that nothing claims, by verdict.
    pub signatures: BTreeMap<Verdict, u64>,
    /// Credentials of which no log knows but requests that they came with.
    pub unseen: u64,
    /// Uses of all of them.
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

    /// How many members there are.
    pub fn members(&self) -> u64 {
        let judged = self.credentials.values().chain(self.signatures.values());
        self.unseen + judged.sum::<u64>()
    }

    /// The worst verdict.
    pub fn verdict(&self) -> Option<Verdict> {
        self.credentials
            .keys()
            .chain(self.signatures.keys())
            .copied()
            .max()
    }
}

impl Root {
    async fn first_level(&self, store: &mut Store) -> Result<IdSet, Error> {
        match self {
            Root::Credentials(named) => Ok(named.iter().map(|it| it.1).collect()),
            Root::Key(key) => store.signed_with(key),
            Root::Pool(pool) => store.certified_by(pool),
            Root::User(user) => store.held_by(user),
        }
    }

    fn first_via(&self) -> Via {
        match self {
            Root::Credentials(_) => Via::Itself,
            Root::Key(_) | Root::Pool(_) | Root::User(_) => Via::Root,
        }
    }
}

/// Walks down from a root, and shows what hangs on it: level by level, each in the order of its values.
///
/// # Errors
/// Those of the database, and what `show` returns.
pub async fn reach<E: From<Error>>(
    root: &Root,
    store: &mut Store,
    judge: &Judge,
    show: &mut dyn FnMut(&Member) -> Result<(), E>,
) -> Result<Totals, E> {
    let mut totals = Totals::default();
    let mut level = Level {
        depth: u32::from(root.first_via() == Via::Root),
        above: IdSet::default(),
        crowd: root.first_level(store).await?,
    };
    let mut met = level.crowd.clone();
    let clusters = judge.clusters(&store.clusters_met()?);
    while !level.crowd.is_empty() {
        let mut pages = MemberPages::of(&level.crowd, store).await?;
        while let Some(page) = pages.next(&level.crowd, store)? {
            for member in level
                .members(&page, (root, &clusters), store, judge)
                .await?
            {
                totals.count(&member);
                show(&member)?;
            }
        }
        let mut below = store.asked_for_with(&level.crowd)?;
        below.leave_out(&met);
        met.join(&below);
        level = Level {
            depth: level.depth + 1,
            above: level.crowd,
            crowd: below,
        };
    }
    Ok(totals)
}

/// Members at one distance from the root.
struct Level {
    depth: u32,
    above: IdSet,
    crowd: IdSet,
}

impl Level {
    /// A page of members, judged, in the order of the page.
    async fn members(
        &self,
        page: &Page,
        (root, clusters): (&Root, &Clusters),
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Vec<Member>, Error> {
        let of_kind = |wanted: fn(&Identifier) -> bool| -> Vec<IdentifierId> {
            let some = page.iter().filter(|(it, _)| wanted(it));
            some.map(|(_, seed)| *seed).collect()
        };
        let credentials = of_kind(|it| matches!(it, Identifier::Credential(_)));
        let digests = of_kind(|it| matches!(it, Identifier::Digest(_)));
        let parents = self.parents(&credentials, store).await?;
        let known = Known::of(store.facts(&credentials, &digests)?, judge);
        let member = |(identifier, seed): &(Identifier, IdentifierId)| {
            let subject = subject(identifier);
            let via = parents
                .get(seed)
                .cloned()
                .map_or_else(|| root.first_via(), Via::Asked);
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
                uses: known.and_then(|it| it.uses),
            }
        };
        Ok(page.iter().map(member).collect())
    }

    /// With which credential of the level above each of these was asked for.
    async fn parents(
        &self,
        credentials: &[IdentifierId],
        store: &mut Store,
    ) -> Result<BTreeMap<IdentifierId, CredentialId>, Error> {
        if self.above.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut pairs = store.requesters_of(credentials)?;
        pairs.retain(|(_, requester)| self.above.contains(*requester));
        let requesters = store
            .identified(&pairs.iter().map(|it| it.1).collect())
            .await?;
        let requesters: BTreeMap<IdentifierId, CredentialId> = requesters
            .into_iter()
            .filter_map(|(it, seed)| credential(it).map(|it| (seed, it)))
            .collect();
        let mut parents = BTreeMap::new();
        for (seed, requester) in pairs {
            if let Some(requester) = requesters.get(&requester) {
                let parent = parents.entry(seed).or_insert_with(|| requester.clone());
                if requester < parent {
                    parent.clone_from(requester);
                }
            }
        }
        Ok(parents)
    }
}

/// What is known of one member.
#[derive(Clone)]
struct Judgement {
    kind: Kind,
    verdict: Verdict,
    uses: Option<Uses>,
    clusters: BTreeSet<String>,
}

impl Judgement {
    fn clusters_among(&self, clusters: &Clusters, judge: &Judge) -> BTreeSet<String> {
        let names = self.clusters.iter();
        names
            .map(|it| clusters.full(it, judge.projects()))
            .collect()
    }
}

/// What is known of the members of a page.
#[derive(Default)]
struct Known {
    subjects: BTreeMap<Subject, Judgement>,
    /// The worst verdict of what a credential is connected with.
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
            };
            worst = worst.max(judgement.verdict);
            self.subjects.insert(judged.lineage.subject, judgement);
        }
        // records that contradict each other mention credentials that no lineage is about
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
            }),
            Subject::Signature(_) => None,
        };
        self.subjects.get(subject).cloned().or_else(connected)
    }
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

/// The members of a level in the order of their values, page by page.
enum MemberPages {
    /// All of them.
    Few(std::vec::IntoIter<(Identifier, IdentifierId)>),
    /// Those after the last one.
    Many { after: Option<Identifier> },
}

impl MemberPages {
    async fn of(crowd: &IdSet, store: &mut Store) -> Result<Self, Error> {
        if crowd.len() > FEW {
            return Ok(MemberPages::Many { after: None });
        }
        Ok(MemberPages::Few(store.identified(crowd).await?.into_iter()))
    }

    fn next(&mut self, crowd: &IdSet, store: &mut Store) -> Result<Option<Page>, Error> {
        match self {
            MemberPages::Few(rest) => {
                let page: Page = rest.by_ref().take(PAGE).collect();
                Ok((!page.is_empty()).then_some(page))
            }
            MemberPages::Many { after } => loop {
                let mut page = store.identifiers_after(after.as_ref(), PAGE)?;
                let Some((last, _)) = page.last() else {
                    return Ok(None);
                };
                *after = Some(last.clone());
                page.retain(|(_, seed)| crowd.contains(*seed));
                if !page.is_empty() {
                    return Ok(Some(page));
                }
            },
        }
    }
}
