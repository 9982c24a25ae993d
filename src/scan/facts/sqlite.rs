//! The facts of a database of SQLite.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{FactSource, PageReader, Snapshot};
use crate::correlate::lineage::Lineage;
use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};
use crate::model::identity::subject::Candidate;
use crate::model::identity::user::User;
use crate::model::row_id::IdentifierId;
use crate::model::window::Window;
use crate::receipts::use_receipts::EndUses;
use crate::store::rows::lineage::facts::Facts;
use crate::store::rows::lineage::record::Record;
use crate::store::rows::reader::Reader;
use crate::store::rows::selection::candidates::{Keys, Unclaimed, Watched};
use crate::store::snapshot::SnapshotReaders;
use crate::store::{Error, Store};

impl FactSource for Store {
    type Snapshot = SnapshotReaders;

    fn snapshot(&mut self, window: Window) -> Result<SnapshotReaders, Error> {
        let readers = self.snapshot_readers()?;
        if window.is_everything() {
            self.enlarge_caches(&readers)?;
        }
        Ok(readers)
    }

    fn end(&mut self, snapshot: SnapshotReaders) -> Result<(), Error> {
        self.return_readers(snapshot)
    }

    fn credentials_in(
        &mut self,
        window: Window,
    ) -> Result<Vec<(CredentialId, IdentifierId)>, Error> {
        self.seeds_in(window)
    }

    fn unclaimed_signatures(
        &mut self,
        window: Window,
        watched: &Watched,
    ) -> Result<Vec<IdentifierId>, Error> {
        Store::unclaimed_signatures(self, window, watched)
    }

    fn versions_of(&mut self, crypto_keys: &BTreeSet<String>) -> Result<Keys, Error> {
        Store::versions_of(self, crypto_keys)
    }

    fn versions_that(&mut self, holds: &dyn Fn(&str) -> bool) -> Result<Keys, Error> {
        Store::versions_that(self, holds)
    }

    fn signatures_with_evidence(&mut self, keys: &Keys) -> Result<Facts, Error> {
        let evident = self.evident_signatures(keys)?;
        self.facts(&[], &evident)
    }

    fn id_of(&mut self, identifier: &Identifier) -> Result<Option<IdentifierId>, Error> {
        self.number_of(identifier)
    }

    fn candidates(
        &mut self,
        watched: &Watched,
        span: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Candidate>, Error> {
        Store::candidates(self, watched, span, most)
    }

    fn candidates_among(
        &mut self,
        unclaimed: &Unclaimed,
        span: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Candidate>, Error> {
        Store::candidates_among(self, unclaimed, span, most)
    }

    fn signatures_without_sha256(
        &mut self,
        keys: &Keys,
        watched: &Watched,
        span: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Record>, Error> {
        Store::signatures_without_sha256(self, keys, watched, span, most)
    }

    fn clusters(&mut self) -> Result<Vec<String>, Error> {
        Store::clusters(self)
    }

    fn credentials_of_user(
        &mut self,
        user: &User,
        most: usize,
    ) -> Result<Vec<(CredentialId, IdentifierId)>, Error> {
        Store::credentials_of_user(self, user, most)
    }

    fn small_component(
        &mut self,
        credential: IdentifierId,
        most: usize,
    ) -> Result<Option<Facts>, Error> {
        self.few_facts(credential, most)
    }

    fn end_uses(&mut self, lineage: &Lineage<'_>) -> Result<Option<EndUses>, Error> {
        EndUses::of(lineage, self)
    }
}

impl Snapshot for SnapshotReaders {
    type Pages = Reader;

    fn pages(&mut self) -> &mut Reader {
        &mut self.pages
    }
}

impl PageReader for Reader {
    fn credentials_after(
        &mut self,
        after: Option<&CredentialId>,
        most: usize,
    ) -> Result<BTreeMap<CredentialId, IdentifierId>, Error> {
        self.seeds(after, most)
    }

    fn components_of(
        &mut self,
        credentials: &[IdentifierId],
        digests: &[IdentifierId],
    ) -> Result<Facts, Error> {
        self.facts(credentials, digests)
    }

    fn digests_with_ids(&mut self, ids: &[IdentifierId]) -> Result<BTreeSet<ToBeSigned>, Error> {
        Reader::digests_with_ids(self, ids)
    }
}
