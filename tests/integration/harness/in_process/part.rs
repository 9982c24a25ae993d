//! A judge of some components: its pages hold these components only, and all other questions are answered from all facts.

use std::collections::{BTreeMap, BTreeSet};

use credtrail::correlate::lineage::Lineage;
use credtrail::model::identifier::{CredentialId, Identifier, ToBeSigned};
use credtrail::model::identity::subject::Candidate;
use credtrail::model::identity::user::User;
use credtrail::model::row_id::IdentifierId;
use credtrail::model::window::Window;
use credtrail::receipts::use_receipts::EndUses;
use credtrail::scan::facts::settling::Settling;
use credtrail::scan::facts::{FactSource, PageReader, Snapshot};
use credtrail::store::rows::lineage::facts::Facts;
use credtrail::store::rows::lineage::record::Record;
use credtrail::store::rows::selection::candidates::{Keys, Unclaimed, Watched};
use credtrail::store::{Error, Store};
use jiff::Timestamp;

/// The identifiers of a part.
pub type Members = BTreeSet<IdentifierId>;

/// A part of the facts of a database.
pub struct Part {
    pub store: Store,
    pub members: Members,
}

/// A snapshot of a database for the pages of a part.
pub struct PartSnapshot {
    whole: <Store as FactSource>::Snapshot,
    members: Members,
}

impl Settling for Part {}

impl FactSource for Part {
    type Snapshot = PartSnapshot;

    fn snapshot(&mut self, window: Window) -> Result<PartSnapshot, Error> {
        Ok(PartSnapshot {
            whole: self.store.snapshot(window)?,
            members: self.members.clone(),
        })
    }

    fn end(&mut self, snapshot: PartSnapshot) -> Result<(), Error> {
        self.store.end(snapshot.whole)
    }

    fn credentials_in(
        &mut self,
        window: Window,
    ) -> Result<Vec<(CredentialId, IdentifierId)>, Error> {
        let mut all = self.store.credentials_in(window)?;
        all.retain(|it| self.members.contains(&it.1));
        Ok(all)
    }

    fn unclaimed_signatures(
        &mut self,
        window: Window,
        watched: &Watched,
    ) -> Result<Vec<IdentifierId>, Error> {
        let mut all = self.store.unclaimed_signatures(window, watched)?;
        all.retain(|it| self.members.contains(it));
        Ok(all)
    }

    fn versions_of(&mut self, crypto_keys: &BTreeSet<String>) -> Result<Keys, Error> {
        self.store.versions_of(crypto_keys)
    }

    fn versions_that(&mut self, holds: &dyn Fn(&str) -> bool) -> Result<Keys, Error> {
        self.store.versions_that(holds)
    }

    fn signatures_with_evidence(&mut self, keys: &Keys) -> Result<Facts, Error> {
        self.store.signatures_with_evidence(keys)
    }

    fn id_of(&mut self, identifier: &Identifier) -> Result<Option<IdentifierId>, Error> {
        self.store.id_of(identifier)
    }

    fn candidates(
        &mut self,
        watched: &Watched,
        span: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Candidate>, Error> {
        self.store.candidates(watched, span, most)
    }

    fn candidates_among(
        &mut self,
        unclaimed: &Unclaimed,
        span: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Candidate>, Error> {
        self.store.candidates_among(unclaimed, span, most)
    }

    fn signatures_without_sha256(
        &mut self,
        keys: &Keys,
        watched: &Watched,
        span: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Record>, Error> {
        self.store
            .signatures_without_sha256(keys, watched, span, most)
    }

    fn clusters(&mut self) -> Result<Vec<String>, Error> {
        self.store.clusters()
    }

    fn credentials_of_user(
        &mut self,
        user: &User,
        most: usize,
    ) -> Result<Vec<(CredentialId, IdentifierId)>, Error> {
        self.store.credentials_of_user(user, most)
    }

    fn small_component(
        &mut self,
        credential: IdentifierId,
        most: usize,
    ) -> Result<Option<Facts>, Error> {
        self.store.small_component(credential, most)
    }

    fn end_uses(&mut self, lineage: &Lineage<'_>) -> Result<Option<EndUses>, Error> {
        self.store.end_uses(lineage)
    }
}

impl Snapshot for PartSnapshot {
    type Pages = Self;

    fn pages(&mut self) -> &mut Self {
        self
    }
}

impl PageReader for PartSnapshot {
    fn credentials_after(
        &mut self,
        after: Option<&CredentialId>,
        most: usize,
    ) -> Result<BTreeMap<CredentialId, IdentifierId>, Error> {
        let mut page = self.whole.pages().credentials_after(after, usize::MAX)?;
        page.retain(|_, it| self.members.contains(it));
        Ok(page.into_iter().take(most).collect())
    }

    fn components_of(
        &mut self,
        credentials: &[IdentifierId],
        digests: &[IdentifierId],
    ) -> Result<Facts, Error> {
        self.whole.pages().components_of(credentials, digests)
    }

    fn digests_with_ids(&mut self, ids: &[IdentifierId]) -> Result<BTreeSet<ToBeSigned>, Error> {
        self.whole.pages().digests_with_ids(ids)
    }
}
