//! A fingerprint of a row.

use crate::model::identifier::Fingerprint;
use crate::store::Error;

pub(super) fn fingerprint(value: &[u8]) -> Result<Fingerprint, Error> {
    let bytes = value.try_into();
    bytes
        .map(Fingerprint)
        .map_err(|_| Error::Damaged("a fingerprint of another length"))
}
