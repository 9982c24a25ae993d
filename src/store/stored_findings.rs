//! Subjects, findings and spans of time from what the database keeps of scans.

use jiff::Timestamp;

use crate::history::findings::Findings;
use crate::model::identifier::Identifier;
use crate::model::identity::subject::Subject;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::ids;

pub(in crate::store) fn restored(kind: i64, value: &[u8]) -> Result<Subject, Error> {
    match ids::restored(kind, value) {
        Some(Identifier::Credential(credential)) => Ok(Subject::Credential(credential)),
        Some(Identifier::Digest(digest)) => Ok(Subject::Signature(digest)),
        None => Err(Error::Damaged("an unknown subject")),
    }
}

pub(in crate::store) fn findings(text: &str) -> Result<Findings, Error> {
    text.parse()
        .map_err(|_| Error::Damaged("a finding that this version does not know"))
}

pub(in crate::store) fn span(first: UnixNanos, last: UnixNanos) -> (Timestamp, Timestamp) {
    (first.timestamp(), last.timestamp())
}
