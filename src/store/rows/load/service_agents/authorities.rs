//! The CAs of pools. Several CAs of one pool may issue at the same time (CA Service chooses among the enabled ones,
//! <https://cloud.google.com/certificate-authority-service/docs/ca-pool>), and each CA has a key of its own, which may lie in another project
//! or be one that Google manages, of which no log is kept. So a key serves the CA whose certificates it signed, beside the pool.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::model::entry::{Holder, authority_of_pool};

/// The number of a CA's id among those that one file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AuthorityNumber(usize);

/// The ids of the CAs that the certificates of a file name. CAs of two pools may have one id.
#[derive(Default)]
pub(super) struct Authorities {
    numbers: HashMap<String, AuthorityNumber, RandomState>,
    ids: Vec<String>,
}

impl Authorities {
    /// Returns the number of the CA that issued a certificate, if CA Service's record names the CA.
    pub(super) fn number_of(&mut self, holder: &Holder) -> Option<AuthorityNumber> {
        let id = Some(holder.ca.as_str()).filter(|it| !it.is_empty())?;
        if let Some(known) = self.numbers.get(id) {
            return Some(*known);
        }
        let number = AuthorityNumber(self.ids.len());
        self.ids.push(id.to_owned());
        self.numbers.insert(id.to_owned(), number);
        Some(number)
    }

    /// Returns the name of a CA of this pool.
    pub(super) fn name(&self, number: AuthorityNumber, pool: &str) -> String {
        let id = self.ids.get(number.0).map_or("", String::as_str);
        authority_of_pool(pool, id)
    }
}

/// Returns the holder of the certificate that an entry certifies, by the detail of the entry's row.
pub(super) fn holder(detail: Option<&str>) -> Holder {
    let holder = detail.and_then(|json| serde_json::from_str(json).ok());
    holder.unwrap_or_default()
}
