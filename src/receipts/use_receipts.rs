//! The full receipts of the first and the last use of a credential. Uses are too many to hash each line while files are read, so that these
//! two lines are read again, together with those of other credentials.
//!
//! Of several uses at one moment those of the first user name count, of these the one with the smallest request id is the first, and the one
//! with the largest is the last: which of them was read first shows nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::correlate::lineage::Lineage;
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::model::receipt::{Place, Receipt};
use crate::model::row_id::IdentifierId;
use crate::receipts::found_uses::FoundUses;
use crate::receipts::locate::Files;
use crate::store::rows::selection::numbers::UseAtMoment;
use crate::store::{Error, Store};

/// The most receipts of findings that are completed, each by a look into its file.
const MOST: usize = 16;

/// The size of a file, in bytes, up to which the line of another use than the kept one is looked for: only the kept use has a byte range, and
/// any other line is found by reading its file from the beginning.
const LARGEST_SEARCHED: u64 = 16 << 20;

/// What a report shows of the uses that it cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cited {
    /// Their places.
    Places,
    /// Their byte ranges and hashes as well, so that their lines are read again.
    Lines,
}

/// The receipts of the first and the last use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseReceipts {
    /// The receipt of the first use.
    pub first: Receipt,
    /// The receipt of the last use.
    pub last: Receipt,
}

/// The uses of a credential at its first and at its last moment.
pub struct EndUses {
    credential: CredentialId,
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

    /// Returns the uses of the user whose use is at this place.
    fn of_user_at(&self, place: &Place) -> impl Iterator<Item = &UseAtMoment> {
        let position = self.by_place.get(place);
        let user = position.and_then(|it| self.all.get(*it)).map(|it| it.user);
        self.all.iter().filter(move |it| Some(it.user) == user)
    }
}

impl EndUses {
    /// Returns the first and the last uses of a lineage. None where it has no uses.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn of(lineage: &Lineage<'_>, store: &mut Store) -> Result<Option<Self>, Error> {
        let (Subject::Credential(credential), Some(uses)) = (&lineage.subject, lineage.uses())
        else {
            return Ok(None);
        };
        let Some(number) = store.number_of(&credential.clone().into())? else {
            return Ok(None);
        };
        Ok(Some(EndUses {
            credential: credential.clone(),
            first: Uses::at(uses.first.0, number, store)?,
            last: Uses::at(uses.last.0, number, store)?,
            completed: BTreeMap::new(),
        }))
    }

    /// Returns the credential.
    pub fn credential(&self) -> &CredentialId {
        &self.credential
    }

    /// Returns the receipts of the lines to read again: of the kept receipts of the first and the last use, and of these receipts of findings.
    pub fn lines<'r>(
        &self,
        (first, last): (&Receipt, &Receipt),
        findings: impl Iterator<Item = &'r Receipt>,
        files: &Files,
    ) -> BTreeSet<Receipt> {
        let named = findings.filter_map(|it| Some((it, self.named(it)?)));
        let ends = [(first, self.first_of(first)), (last, self.last_of(last))];
        let ends = ends.into_iter().map(|(kept, found)| match found {
            Some(found) => (kept, at_use(kept, found)),
            None => (kept, kept.clone()),
        });
        let named = named.map(|(kept, found)| (kept, at_use(kept, found)));
        let all = ends.chain(named);
        all.filter(|(kept, it)| is_reread(kept, it, files))
            .map(|(_, it)| it)
            .collect()
    }

    /// Returns the receipts of the first and the last use, given those that were kept: request ids from the database, hashes from the lines
    /// that are still present and unchanged.
    pub fn receipts(&mut self, first: &Receipt, last: &Receipt, lines: &FoundUses) -> UseReceipts {
        let of_first = self.first_of(first).cloned();
        let of_last = self.last_of(last).cloned();
        UseReceipts {
            first: self.full(first, of_first, lines),
            last: self.full(last, of_last, lines),
        }
    }

    /// Completes the receipt of a finding that names a use at one of the two moments, by the uses of the same user.
    pub fn complete(&mut self, receipt: &mut Receipt, lines: &FoundUses) {
        if let Some(found) = self.named(receipt).cloned() {
            *receipt = self.full(receipt, Some(found), lines);
        }
    }

    fn first_of(&self, kept: &Receipt) -> Option<&UseAtMoment> {
        self.first.of_user_at(&kept.place).next()
    }

    fn last_of(&self, kept: &Receipt) -> Option<&UseAtMoment> {
        self.last.of_user_at(&kept.place).last()
    }

    /// Returns the use that a receipt of a finding names.
    fn named(&self, receipt: &Receipt) -> Option<&UseAtMoment> {
        self.first_of(receipt).or_else(|| self.last_of(receipt))
    }

    /// Returns the full receipt of a use. The kept one has the bytes of the use at its own place. The receipt of a use in a large file,
    /// other than the kept one, has no hash.
    fn full(&mut self, kept: &Receipt, found: Option<UseAtMoment>, lines: &FoundUses) -> Receipt {
        let mut receipt = match found {
            Some(found) => at_use(kept, &found),
            None => kept.clone(),
        };
        if let Some(known) = self.completed.get(&receipt.place) {
            return known.clone();
        }
        if self.completed.len() < MOST
            && let Some(line) = lines.get(&self.credential, &receipt)
        {
            receipt.bytes = Some(line.range);
            receipt.insert_id.clone_from(&line.insert_id);
            receipt.sha256 = Some(line.sha256);
            self.completed
                .insert(receipt.place.clone(), receipt.clone());
        }
        receipt
    }
}

/// Returns the receipt of a use, as far as the database knows it, where another receipt was kept.
fn at_use(kept: &Receipt, found: &UseAtMoment) -> Receipt {
    Receipt {
        place: found.place.clone(),
        bytes: kept.bytes.filter(|_| found.place == kept.place),
        insert_id: found.request.clone(),
        sha256: kept.sha256,
    }
}

/// Whether the line of a receipt is read again, where another receipt was kept.
fn is_reread(kept: &Receipt, receipt: &Receipt, files: &Files) -> bool {
    receipt.place == kept.place || files.is_at_most(&receipt.place, LARGEST_SEARCHED)
}
