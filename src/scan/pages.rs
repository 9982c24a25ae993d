//! What a scan judges, page after page, fetched by a thread that runs ahead of the judge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

use crate::correlate::graph;
use crate::correlate::graph::Component;
use crate::model::identifier::{CredentialId, ToBeSigned};
use crate::model::subject::Subject;
use crate::model::window::Window;
use crate::store::read::identifiers::IdentifierId;
use crate::store::read::session::Reader;
use crate::store::{Error, Store};

/// Credentials looked at together.
const PAGE: usize = 4_096;

/// Pages that wait for the judge.
const WAITING: usize = 1;

/// Credentials that are listed at most: 100 bytes each, and as much again for each user of theirs.
const MANY: usize = 1_000_000;

/// What a walk is about: exhibits connect signatures with credentials, and each is judged on one walk only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Credentials,
    Signatures,
}

impl Phase {
    pub(super) fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Credential(_) => Phase::Credentials,
            Subject::Signature(_) => Phase::Signatures,
        }
    }
}

/// Components that hang together with a page, with what of them is to be judged.
pub(super) type Page = (Phase, Vec<Component>);

/// What is to be judged: credentials, then signatures.
pub(super) struct Pages {
    /// None when all have been walked by: they would begin anew.
    seeds: Option<StartingPoints>,
    signatures: std::vec::IntoIter<IdentifierId>,
    /// What was signed by components with several signatures, which may stand on several pages: they are judged where they are first
    /// met, and nowhere else.
    met: BTreeSet<ToBeSigned>,
}

impl Pages {
    pub(super) fn of(seeds: StartingPoints, signatures: Vec<IdentifierId>) -> Self {
        Pages {
            seeds: Some(seeds),
            signatures: signatures.into_iter(),
            met: BTreeSet::new(),
        }
    }

    /// Begins to fetch. A thread of the scope does it until it is done, or nobody listens any more.
    pub(super) fn fetch<'s>(
        mut self,
        mut reader: Reader,
        scope: &'s Scope<'s, '_>,
    ) -> Receiver<Result<Page, Error>> {
        let (fetched, pages) = sync_channel(WAITING);
        scope.spawn(move || self.send(&mut reader, &fetched));
        pages
    }

    fn send(&mut self, reader: &mut Reader, fetched: &SyncSender<Result<Page, Error>>) {
        while let Some(page) = self.next(reader).transpose() {
            let failed = page.is_err();
            if fetched.send(page).is_err() || failed {
                return;
            }
        }
    }

    fn next(&mut self, reader: &mut Reader) -> Result<Option<Page>, Error> {
        if let Some(components) = self.next_of_credentials(reader)? {
            return Ok(Some((Phase::Credentials, components)));
        }
        let page: Vec<IdentifierId> = self.signatures.by_ref().take(PAGE).collect();
        if page.is_empty() {
            return Ok(None);
        }
        let facts = reader.facts(&[], &page)?;
        let mut components = graph::components(facts);
        components.retain(|it| self.is_first_met(it));
        Ok(Some((Phase::Signatures, components)))
    }

    /// Whether no signature of a component stood on a page before this one.
    fn is_first_met(&mut self, component: &Component) -> bool {
        let digests = component.digests();
        let is_first = digests.is_disjoint(&self.met);
        if is_first && digests.len() > 1 {
            self.met.extend(digests);
        }
        is_first
    }

    fn next_of_credentials(
        &mut self,
        reader: &mut Reader,
    ) -> Result<Option<Vec<Component>>, Error> {
        let Some(seeds) = &mut self.seeds else {
            return Ok(None);
        };
        let Some(page) = seeds.next(reader)? else {
            self.seeds = None;
            return Ok(None);
        };
        let numbers: Vec<IdentifierId> = page.values().copied().collect();
        let facts = reader.facts(&numbers, &[])?;
        tracing::debug!(
            credentials = page.len(),
            entries = facts.records.len(),
            "page"
        );
        let mut components = graph::components(facts);
        components.retain(|it| seeds.is_first_met_on(&page, it));
        Ok(Some(components))
    }
}

/// Where a walk starts from: page after page of credentials, in their order.
pub(super) enum StartingPoints {
    /// All there are.
    Everything { after: Option<CredentialId> },
    /// Those with these numbers, in order.
    Numbered {
        after: Option<CredentialId>,
        numbers: Vec<IdentifierId>,
    },
    /// These, in order; those before `next` have been walked by.
    Listed {
        all: Vec<(CredentialId, IdentifierId)>,
        next: usize,
    },
}

impl StartingPoints {
    pub(super) fn of(store: &mut Store, window: Window) -> Result<Self, Error> {
        if window.is_everything() {
            return Ok(StartingPoints::Everything { after: None });
        }
        let all = store.seeds_in(window)?;
        Ok(StartingPoints::Listed { all, next: 0 })
    }

    /// What numbers alone did not settle. Few are looked up by their numbers, many are met on a walk through all.
    pub(super) fn rest(store: &mut Store, numbers: Vec<IdentifierId>) -> Result<Self, Error> {
        if numbers.len() > MANY {
            return Ok(StartingPoints::Numbered {
                after: None,
                numbers,
            });
        }
        let all = store.credentials_of(&numbers)?;
        Ok(StartingPoints::Listed { all, next: 0 })
    }

    fn next(
        &mut self,
        reader: &mut Reader,
    ) -> Result<Option<BTreeMap<CredentialId, IdentifierId>>, Error> {
        let page = match self {
            StartingPoints::Everything { after } => {
                let page = reader.seeds(after.as_ref(), PAGE)?;
                *after = page.keys().next_back().cloned();
                page
            }
            StartingPoints::Numbered { after, numbers } => loop {
                let mut page = reader.seeds(after.as_ref(), PAGE)?;
                let Some(last) = page.keys().next_back() else {
                    break page;
                };
                *after = Some(last.clone());
                page.retain(|_, number| numbers.binary_search(number).is_ok());
                if !page.is_empty() {
                    break page;
                }
            },
            StartingPoints::Listed { all, next } => {
                let page = all.iter().skip(*next).take(PAGE).cloned().collect();
                *next += PAGE;
                page
            }
        };
        Ok((!page.is_empty()).then_some(page))
    }

    /// Whether the first credential of a component that the walk comes by is on this page: here the component is judged, and nowhere
    /// else.
    fn is_first_met_on(
        &self,
        page: &BTreeMap<CredentialId, IdentifierId>,
        component: &Component,
    ) -> bool {
        let first = match self {
            StartingPoints::Everything { .. } | StartingPoints::Numbered { .. } => {
                component.credentials.first()
            }
            StartingPoints::Listed { all, .. } => {
                let is_listed =
                    |it: &&CredentialId| all.binary_search_by(|(one, _)| one.cmp(it)).is_ok();
                component.credentials.iter().find(is_listed)
            }
        };
        first.is_some_and(|it| page.contains_key(it))
    }
}
