//! The facts that a scan judges.

pub mod settling;
mod sqlite;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::correlate::lineage::Lineage;
use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};
use crate::model::identity::subject::Candidate;
use crate::model::identity::user::User;
use crate::model::row_id::IdentifierId;
use crate::model::window::Window;
use crate::receipts::use_receipts::EndUses;
use crate::store::Error;
use crate::store::rows::lineage::facts::Facts;
use crate::store::rows::lineage::record::Record;
use crate::store::rows::selection::candidates::{Keys, Unclaimed, Watched};

/// The facts that a scan judges, as the scan asks for them. [`Store`](crate::store::Store) answers from SQLite; a source with a part of all
/// components answers the questions on pages from that part, and all other questions from all facts.
///
/// The errors of all methods are those of the database.
#[allow(
    clippy::missing_errors_doc,
    reason = "the errors are described above, for all of them"
)]
pub trait FactSource {
    /// One state of the facts, for a whole scan.
    type Snapshot: Snapshot;

    /// Begins to answer from one state of the facts, for a scan of a window.
    fn snapshot(&mut self, window: Window) -> Result<Self::Snapshot, Error>;

    /// Ends a snapshot.
    fn end(&mut self, snapshot: Self::Snapshot) -> Result<(), Error>;

    /// The credentials on pages that were used, or that entries speak of, in a window: in ascending order.
    fn credentials_in(
        &mut self,
        window: Window,
    ) -> Result<Vec<(CredentialId, IdentifierId)>, Error>;

    /// The unclaimed digests on pages that the watched keys signed in a window, in ascending order.
    fn unclaimed_signatures(
        &mut self,
        window: Window,
        watched: &Watched,
    ) -> Result<Vec<IdentifierId>, Error>;

    /// The key versions of these CryptoKeys.
    fn versions_of(&mut self, crypto_keys: &BTreeSet<String>) -> Result<Keys, Error>;

    /// The key versions for which `holds` is true.
    fn versions_that(&mut self, holds: &dyn Fn(&str) -> bool) -> Result<Keys, Error>;

    /// The components of digests that these keys signed and that evidence may explain.
    fn signatures_with_evidence(&mut self, keys: &Keys) -> Result<Facts, Error>;

    /// The id of an identifier.
    fn id_of(&mut self, identifier: &Identifier) -> Result<Option<IdentifierId>, Error>;

    /// The first `most` unclaimed signatures between two times, in the order of their digests.
    fn candidates(
        &mut self,
        watched: &Watched,
        span: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Candidate>, Error>;

    /// The same as [`candidates`](Self::candidates), from a list of all unclaimed signatures.
    fn candidates_among(
        &mut self,
        unclaimed: &Unclaimed,
        span: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Candidate>, Error>;

    /// The records of the first `most` unclaimed signatures by `keys` between two times, in the order of their digests. None of them where
    /// one of these keys signed a SHA-256 digest in that time, claimed or not.
    fn signatures_without_sha256(
        &mut self,
        keys: &Keys,
        watched: &Watched,
        span: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Record>, Error>;

    /// The full names of all clusters, in order.
    fn clusters(&mut self) -> Result<Vec<String>, Error>;

    /// The first `most` credentials that a user of a cluster presented, in ascending order.
    fn credentials_of_user(
        &mut self,
        user: &User,
        most: usize,
    ) -> Result<Vec<(CredentialId, IdentifierId)>, Error>;

    /// The component of a credential, or None if the component has more than `most` entries.
    fn small_component(
        &mut self,
        credential: IdentifierId,
        most: usize,
    ) -> Result<Option<Facts>, Error>;

    /// The uses at the first and at the last moment of a credential. None where the lineage has no uses.
    fn end_uses(&mut self, lineage: &Lineage<'_>) -> Result<Option<EndUses>, Error>;
}

/// One state of the facts.
pub trait Snapshot {
    /// Reads pages ahead of the judge, on a thread of its own.
    type Pages: PageReader + Send;

    /// The reader of pages.
    fn pages(&mut self) -> &mut Self::Pages;
}

/// Reads components page by page. The errors of all methods are those of the database.
#[allow(
    clippy::missing_errors_doc,
    reason = "the errors are described above, for all of them"
)]
pub trait PageReader {
    /// At most `most` credentials after this one, in ascending order.
    fn credentials_after(
        &mut self,
        after: Option<&CredentialId>,
        most: usize,
    ) -> Result<BTreeMap<CredentialId, IdentifierId>, Error>;

    /// The whole components of these credentials and digests.
    fn components_of(
        &mut self,
        credentials: &[IdentifierId],
        digests: &[IdentifierId],
    ) -> Result<Facts, Error>;

    /// The digests with these ids.
    fn digests_with_ids(&mut self, ids: &[IdentifierId]) -> Result<BTreeSet<ToBeSigned>, Error>;
}
