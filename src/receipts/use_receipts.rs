//! The full receipts of the first and the last use of a credential. Uses are too many to hash each line while files are read, so that these
//! two lines are read again.

use sha2::{Digest as _, Sha256};

use crate::correlate::lineage::Lineage;
use crate::model::receipt::Receipt;
use crate::model::subject::Subject;
use crate::receipts::locate::Files;
use crate::store::{Error, Store};

/// The receipts of the first and the last use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseReceipts {
    /// The receipt of the first use.
    pub first: Receipt,
    /// The receipt of the last use.
    pub last: Receipt,
}

impl UseReceipts {
    /// Returns the receipts of the uses of a lineage: request ids from the database, hashes from the files that are still present and
    /// unchanged.
    ///
    /// # Errors
    /// Errors of the database.
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
