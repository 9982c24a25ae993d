//! The pages of a scan: components to judge, which a thread fetches ahead of the judge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::thread::Scope;

use crate::correlate::graph;
use crate::correlate::graph::Component;
use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};
use crate::model::row_id::IdentifierId;
use crate::model::window::Window;
use crate::scan::facts::{FactSource, PageReader};
use crate::scan::order_key::Phase;
use crate::store::{Error, Store};

/// The number of credentials or signatures of a page.
const PAGE: usize = 4_096;

/// The greatest number of fetched pages that wait for the judge.
const WAITING: usize = 1;

/// The greatest number of credentials that [`StartingPoints::Listed`] lists. A credential takes 100 bytes, and each of its users as much.
const MANY: usize = 1_000_000;

/// The components of a page in their order, with the phase in which the page was fetched.
pub(super) type Page = (Phase, Vec<Placed>);

/// A component with the smallest identifier from which the scan starts.
pub(super) struct Placed {
    pub(super) first: Identifier,
    pub(super) component: Component,
}

/// The pages of a scan: first of credentials, then of signatures.
pub(super) struct Pages {
    /// The credentials that remain. None after the last page of credentials, because exhausted starting points would start again.
    credentials: Option<StartingPoints>,
    /// Credentials of judged components that come after the page of their component. Without this set each page would read the whole of
    /// a component that reaches over many pages.
    judged: BTreeSet<CredentialId>,
    signatures: std::vec::IntoIter<IdentifierId>,
    /// The digests of the components with several signatures. The signatures of such a component may be spread over several pages; the
    /// component is judged on the first of these pages only.
    met: BTreeSet<ToBeSigned>,
}

impl Pages {
    /// The pages of these credentials and signatures.
    pub(super) fn of(credentials: StartingPoints, signatures: Vec<IdentifierId>) -> Self {
        Pages {
            credentials: Some(credentials),
            judged: BTreeSet::new(),
            signatures: signatures.into_iter(),
            met: BTreeSet::new(),
        }
    }

    /// Starts a thread of the scope that fetches pages until the last page, or until the receiver is dropped.
    pub(super) fn fetch<'s>(
        mut self,
        reader: &'s mut (impl PageReader + Send),
        scope: &'s Scope<'s, '_>,
    ) -> Receiver<Result<Page, Error>> {
        let (fetched, pages) = sync_channel(WAITING);
        let failed = fetched.clone();
        let work = move || self.send(reader, &fetched);
        if let Err(error) = thread::Builder::new().spawn_scoped(scope, work) {
            let _ = failed.try_send(Err(sqlx::Error::Io(error).into())); // the first message of a channel with room for one
        }
        pages
    }

    fn send(&mut self, reader: &mut impl PageReader, fetched: &SyncSender<Result<Page, Error>>) {
        while let Some(page) = self.next(reader).transpose() {
            let failed = page.is_err();
            if fetched.send(page).is_err() || failed {
                return;
            }
        }
    }

    fn next(&mut self, reader: &mut impl PageReader) -> Result<Option<Page>, Error> {
        if let Some(components) = self.next_of_credentials(reader)? {
            return Ok(Some((Phase::Credentials, components)));
        }
        let page: Vec<IdentifierId> = self.signatures.by_ref().take(PAGE).collect();
        if page.is_empty() {
            return Ok(None);
        }
        let facts = reader.components_of(&[], &page)?;
        let signed = reader.digests_with_ids(&page)?;
        let components = graph::components(facts).into_iter();
        let met = components.filter_map(|it| self.first_met(it, &signed));
        Ok(Some((Phase::Signatures, in_order(met))))
    }

    /// The component with its first signature of this page, or None if a signature of the component was on an earlier page.
    fn first_met(&mut self, component: Component, page: &BTreeSet<ToBeSigned>) -> Option<Placed> {
        let digests = component.digests();
        let first = *digests.intersection(page).next()?;
        if !digests.is_disjoint(&self.met) {
            return None;
        }
        if digests.len() > 1 {
            self.met.extend(digests);
        }
        Some(Placed {
            first: first.into(),
            component,
        })
    }

    fn next_of_credentials(
        &mut self,
        reader: &mut impl PageReader,
    ) -> Result<Option<Vec<Placed>>, Error> {
        let Some(credentials) = &mut self.credentials else {
            return Ok(None);
        };
        let Some(page) = credentials.next(reader)? else {
            self.credentials = None;
            return Ok(None);
        };
        let is_open = |it: &(&CredentialId, _)| !self.judged.contains(it.0);
        let open = page.iter().filter(is_open);
        let ids: Vec<IdentifierId> = open.map(|(_, id)| *id).collect();
        let facts = reader.components_of(&ids, &[])?;
        tracing::debug!(
            credentials = page.len(),
            entries = facts.records.len(),
            "page"
        );
        let components = graph::components(facts).into_iter();
        let components = in_order(components.filter_map(|it| credentials.first_met_on(&page, it)));
        if let Some((last, _)) = page.last_key_value() {
            self.judged = self.judged.split_off(last);
            let later = |it: &&CredentialId| *it > last;
            let members = components.iter().flat_map(|it| &it.component.credentials);
            self.judged.extend(members.filter(later).cloned());
        }
        Ok(Some(components))
    }
}

/// The credentials that a scan starts from, in ascending order, in pages of [`PAGE`].
#[derive(Debug)]
pub(super) enum StartingPoints {
    /// All credentials of the database after `after`.
    Everything { after: Option<CredentialId> },
    /// The credentials after `after` whose ids are in `numbers`. The ids are in ascending order.
    Numbered {
        after: Option<CredentialId>,
        numbers: Vec<IdentifierId>,
    },
    /// The credentials of a list, from position `next` on.
    Listed {
        all: Vec<(CredentialId, IdentifierId)>,
        next: usize,
    },
}

impl StartingPoints {
    /// The credentials that have records or uses within a window.
    pub(super) fn of(facts: &mut impl FactSource, window: Window) -> Result<Self, Error> {
        if window.is_everything() {
            return Ok(StartingPoints::Everything { after: None });
        }
        let all = facts.credentials_in(window)?;
        Ok(StartingPoints::Listed { all, next: 0 })
    }

    /// The credentials with these ids. The database is asked for [`MANY`] credentials or fewer by their ids; for more, the pages of all
    /// credentials are filtered.
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
        reader: &mut impl PageReader,
    ) -> Result<Option<BTreeMap<CredentialId, IdentifierId>>, Error> {
        let page = match self {
            StartingPoints::Everything { after } => {
                let page = reader.credentials_after(after.as_ref(), PAGE)?;
                *after = page.keys().next_back().cloned();
                page
            }
            StartingPoints::Numbered { after, numbers } => loop {
                let mut page = reader.credentials_after(after.as_ref(), PAGE)?;
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

    /// The component with its first credential among these starting points, or None if that credential is on another page: the component is
    /// judged on one page only.
    fn first_met_on(
        &self,
        page: &BTreeMap<CredentialId, IdentifierId>,
        component: Component,
    ) -> Option<Placed> {
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
        let first = first.filter(|it| page.contains_key(*it))?.clone().into();
        Some(Placed { first, component })
    }
}

fn in_order(components: impl Iterator<Item = Placed>) -> Vec<Placed> {
    let mut components: Vec<Placed> = components.collect();
    components.sort_by(|one, other| one.first.cmp(&other.first));
    components
}
