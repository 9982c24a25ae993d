//! Signed reports: which one was the last, what was read since, and that another one was signed.

use rusqlite::{OptionalExtension, Row, Rows};
use sha2::Digest as _;

use crate::attestation::sha256::Sha256;
use crate::attestation::statement::{Previous, ReadFile};
use crate::history::recorded::ScanId;
use crate::model::row_id::FileId;
use crate::store::values::from_integer;
use crate::store::{Error, Store};

/// The report that was signed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastSigned {
    /// The report, as the next one names it.
    pub report: Previous,
    /// The newest file for its scan.
    pub position: FileId,
}

/// Whether a signed report was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// The report is the last signed report now.
    Yes,
    /// Another report was signed meanwhile: this report names the wrong predecessor, and is not published.
    Overtaken,
}

impl Store {
    /// Returns the report that was signed last.
    ///
    /// # Errors
    /// Those of the database.
    pub fn last_signed(&mut self) -> Result<Option<LastSigned>, Error> {
        let sql = include_str!("../../../queries/last_signed.sql");
        let last = self.reader.rows.query_row(sql, [], |row| {
            let sha256 = Sha256(row.get(2)?);
            let scan = row.get(0)?;
            Ok(LastSigned {
                report: Previous { scan, sha256 },
                position: row.get(1)?,
            })
        });
        Ok(last.optional()?)
    }

    /// Records a signed report, and publishes it: no other one comes in between. Where it cannot be published, it is not recorded.
    ///
    /// # Errors
    /// Those of the database, and of `publish`.
    pub fn record_signed<E: From<Error>>(
        &mut self,
        scan: ScanId,
        previous: Option<Previous>,
        sha256: Sha256,
        publish: impl FnOnce() -> Result<(), E>,
    ) -> Result<Recorded, E> {
        let transaction =
            crate::store::begin_immediate(&mut self.reader.rows).map_err(Error::from)?;
        let previous = previous.map(|it| it.sha256.0);
        let sql = include_str!("../../../queries/record_signed.sql");
        let recorded = transaction.execute(sql, (scan.0, previous, sha256.0));
        if recorded.map_err(Error::from)? == 0 {
            return Ok(Recorded::Overtaken);
        }
        publish()?;
        transaction.commit().map_err(Error::from)?;
        Ok(Recorded::Yes)
    }

    /// Calls `each` with the files that were read after one and up to another, in order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn each_file_between(
        &mut self,
        after: FileId,
        up_to: FileId,
        each: &mut dyn FnMut(ReadFile),
    ) -> Result<(), Error> {
        let rows = &self.reader.rows;
        let mut files = rows.prepare(include_str!("../../../queries/files_between.sql"))?;
        let mut receipts = rows.prepare(include_str!("../../../queries/receipts_between.sql"))?;
        let mut files = files.query((after, up_to))?;
        let mut receipts = Receipts::of(receipts.query((after, up_to))?)?;
        while let Some(file) = files.next()? {
            each(read_file(file, &mut receipts)?);
        }
        Ok(())
    }
}

fn read_file(file: &Row<'_>, receipts: &mut Receipts<'_>) -> Result<ReadFile, Error> {
    let (count, sha256) = receipts.of_file(file.get(0)?)?;
    let content: Vec<u8> = file.get(3)?;
    Ok(ReadFile {
        name: file.get(1)?,
        version: file.get(4)?,
        bytes: from_integer(file.get(2)?),
        fingerprint: hex::encode(content),
        receipts: count,
        receipts_sha256: sha256,
    })
}

/// The receipts of files, in the order of the files.
struct Receipts<'r> {
    rows: Rows<'r>,
    /// The file and the hash of the next one.
    next: Option<(i64, [u8; 32])>,
}

impl<'r> Receipts<'r> {
    fn of(rows: Rows<'r>) -> Result<Self, Error> {
        let mut receipts = Receipts { rows, next: None };
        receipts.advance()?;
        Ok(receipts)
    }

    fn advance(&mut self) -> Result<(), Error> {
        let row = self.rows.next()?;
        self.next = row
            .map(|it| Ok::<_, Error>((it.get(0)?, it.get(2)?)))
            .transpose()?;
        Ok(())
    }

    /// Returns the number and the hash of the receipts of the next file that is asked for.
    fn of_file(&mut self, file: i64) -> Result<(u64, Sha256), Error> {
        let (mut count, mut hash) = (0, sha2::Sha256::new());
        while let Some((_, sha256)) = self.next.filter(|it| it.0 == file) {
            count += 1;
            hash.update(sha256);
            self.advance()?;
        }
        Ok((count, Sha256(hash.finalize().into())))
    }
}
