//! The lines of uses that were read again.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::model::identifier::CredentialId;
use crate::model::receipt::{Bytes, Receipt};
use crate::receipts::line_search;
use crate::receipts::locate::{Files, Sought, WantedLine};

/// The line of a use, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundUse {
    /// The range.
    pub range: Bytes,
    /// The id of the request.
    pub insert_id: Option<String>,
    /// The hash of the line.
    pub sha256: [u8; 32],
}

/// The lines of uses that were found, by credential and by the receipt that the database knows.
#[derive(Debug, Default)]
pub struct FoundUses(HashMap<(CredentialId, Receipt), FoundUse>);

impl FoundUses {
    /// Reads the lines of these uses: each file once. Lines that are not there any more are left out.
    pub fn read(files: &Files, wanted: Vec<(CredentialId, Receipt)>) -> Self {
        let lines = wanted.iter().map(|(credential, receipt)| WantedLine {
            sought: Sought::Use(credential),
            receipt,
        });
        let lines: Vec<WantedLine<'_>> = lines.collect();
        let mut found: Vec<Option<FoundUse>> = vec![None; lines.len()];
        line_search::read(files, &lines, &mut |position, line| {
            if let (Some(found), Ok(line)) = (found.get_mut(position), line) {
                *found = Some(FoundUse {
                    range: line.range,
                    insert_id: line.insert_id,
                    sha256: Sha256::digest(&line.content).into(),
                });
            }
        });
        let all = wanted.into_iter().zip(found);
        FoundUses(all.filter_map(|(key, it)| Some((key, it?))).collect())
    }

    /// Returns the line of a use.
    pub(super) fn get(&self, credential: &CredentialId, receipt: &Receipt) -> Option<&FoundUse> {
        self.0.get(&(credential.clone(), receipt.clone()))
    }
}
