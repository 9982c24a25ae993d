//! The first and the last use of a credential, with all that a receipt tells. Uses are too many to hash and to name each when they
//! are read, so that these two are looked at again.

use sha2::{Digest as _, Sha256};

use crate::correlate::lineage::Lineage;
use crate::model::receipt::Receipt;
use crate::model::subject::Subject;
use crate::receipts::locate::Files;
use crate::store::{Error, Store};

/// Receipts of the first and of the last use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseReceipts {
    /// Of the first use.
    pub first: Receipt,
    /// Of the last use.
    pub last: Receipt,
}

impl UseReceipts {
    /// Those of a lineage: the ids from the database, the hashes from the files as far as these are still there and unchanged.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(
        lineage: &Lineage<'_>,
        store: &mut Store,
        files: &Files,
    ) -> Result<Option<Self>, Error> {
        let (Subject::Credential(credential), Some(uses)) = (&lineage.subject, lineage.uses())
        else {
            return Ok(None);
        };
        let Some(number) = store.number_of(&credential.clone().into())? else {
            return Ok(None);
        };
        let [mut first, mut last] = [&uses.first, &uses.last].map(|it| it.1.clone());
        for (used, receipt) in [(&uses.first, &mut first), (&uses.last, &mut last)] {
            receipt.insert_id = store.request_id(number, used)?;
            if let Ok(line) = files.line_of_use(credential, receipt) {
                receipt.bytes = Some(line.range);
                receipt.insert_id = line.insert_id;
                receipt.sha256 = Some(Sha256::digest(&line.content).into());
            }
        }
        Ok(Some(UseReceipts { first, last }))
    }
}
