//! Signed reports, as the database remembers them: each follows on the one before.

use crate::model::finding::message::message;
use crate::store::Error;
use crate::store::rows::reader::Reader;
use crate::store::verify::problems::Found;

/// Checks the order of the signed reports. Their envelopes are in files: `credtrail verify-report` verifies these.
pub(super) fn verify(reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let sql = include_str!("../../../../queries/signed_reports.sql");
    let mut statement = reader.rows.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut before: Option<[u8; 32]> = None;
    while let Some(row) = rows.next()? {
        let (scan, previous): (i64, Option<[u8; 32]>) = (row.get(0)?, row.get(1)?);
        if previous != before {
            found.add(|| {
                message!(
                    "fsck-problem-signed",
                    "the signed report of scan {scan} does not follow on the one before it",
                    scan
                )
            });
        }
        before = Some(row.get(2)?);
    }
    Ok(())
}
