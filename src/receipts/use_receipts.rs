//! The full receipts of the first and the last use of a credential. Uses are too many to hash each line while files are read, so that these
//! two lines are read again.
//!
//! Of several uses at one moment those of the first user name count, of these the one with the smallest request id is the first, and the one
//! with the largest is the last: which of them was read first says nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::correlate::lineage::Lineage;
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::model::receipt::{Place, Receipt};
use crate::model::row_id::IdentifierId;
use crate::receipts::locate::Files;
use crate::store::rows::selection::numbers::UseAtMoment;
use crate::store::{Error, Store};

/// The most receipts of findings that are completed, each by a look into its file.
const MOST: usize = 16;

/// The size of a file, in bytes, up to which the line of another use than the kept one is looked for: only the kept use has a byte range, and
/// any other line is found by reading its file from the beginning.
const LARGEST_SEARCHED: u64 = 16 << 20;

/// The receipts of the first and the last use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseReceipts {
    /// The receipt of the first use.
    pub first: Receipt,
    /// The receipt of the last use.
    pub last: Receipt,
}

/// The uses of a credential at its first and at its last moment.
pub struct EndUses<'c> {
    credential: &'c CredentialId,
    first: Uses,
    last: Uses,
    completed: BTreeMap<Place, Receipt>,
}

/// The uses at one moment.
struct Uses {
    /// In order of their requests.
    all: Vec<UseAtMoment>,
    /// The number of each in `all`.
    by_place: BTreeMap<Place, usize>,
}

impl Uses {
    fn at(at: Timestamp, number: IdentifierId, store: &mut Store) -> Result<Self, Error> {
        let all = store.uses_at(number, at)?;
        let places = all.iter().enumerate();
        let by_place = places.map(|(at, it)| (it.place.clone(), at)).collect();
        Ok(Uses { all, by_place })
    }

    /// Returns the uses of the user whose use stands at this place.
    fn of_user_at(&self, place: &Place) -> impl Iterator<Item = &UseAtMoment> {
        let position = self.by_place.get(place);
        let user = position.and_then(|it| self.all.get(*it)).map(|it| it.user);
        self.all.iter().filter(move |it| Some(it.user) == user)
    }
}

impl<'c> EndUses<'c> {
    /// Returns the first and the last uses of a lineage. None where it has no uses.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn of(lineage: &'c Lineage<'_>, store: &mut Store) -> Result<Option<Self>, Error> {
        let (Subject::Credential(credential), Some(uses)) = (&lineage.subject, lineage.uses())
        else {
            return Ok(None);
        };
        let Some(number) = store.number_of(&credential.clone().into())? else {
            return Ok(None);
        };
        Ok(Some(EndUses {
            credential,
            first: Uses::at(uses.first.0, number, store)?,
            last: Uses::at(uses.last.0, number, store)?,
            completed: BTreeMap::new(),
        }))
    }

    /// Returns the receipts of the first and the last use, given those that were kept: request ids from the database, hashes from the files
    /// that are still present and unchanged.
    pub fn receipts(&mut self, first: &Receipt, last: &Receipt, files: &Files) -> UseReceipts {
        let of_first = self.first.of_user_at(&first.place).next().cloned();
        let of_last = self.last.of_user_at(&last.place).last().cloned();
        UseReceipts {
            first: self.full(first, of_first, files),
            last: self.full(last, of_last, files),
        }
    }

    /// Completes the receipt of a finding that names a use at one of the two moments, by the uses of the same user.
    pub fn complete(&mut self, receipt: &mut Receipt, files: &Files) {
        let first = self.first.of_user_at(&receipt.place).next();
        let last = || self.last.of_user_at(&receipt.place).last();
        if let Some(found) = first.or_else(last).cloned() {
            *receipt = self.full(receipt, Some(found), files);
        }
    }

    /// Returns the full receipt of a use. The kept one has the bytes of the use at its own place. The receipt of a use in a large file,
    /// other than the kept one, has no hash.
    fn full(&mut self, kept: &Receipt, found: Option<UseAtMoment>, files: &Files) -> Receipt {
        let mut receipt = kept.clone();
        if let Some(found) = found {
            receipt.bytes = receipt.bytes.filter(|_| found.place == receipt.place);
            receipt.place = found.place;
            receipt.insert_id = found.request;
        }
        if let Some(known) = self.completed.get(&receipt.place) {
            return known.clone();
        }
        if self.completed.len() < MOST
            && (receipt.place == kept.place || files.is_at_most(&receipt.place, LARGEST_SEARCHED))
            && let Ok(line) = files.line_of_use(self.credential, &receipt)
        {
            receipt.bytes = Some(line.range);
            receipt.insert_id = line.insert_id;
            receipt.sha256 = Some(Sha256::digest(&line.content).into());
            self.completed
                .insert(receipt.place.clone(), receipt.clone());
        }
        receipt
    }
}
