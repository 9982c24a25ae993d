//! Lines that could not be read, and were read whole later: see [`crate::log::cut_line`].

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::log::cut_line;
use crate::log::cut_line::{Again, Cut};
use crate::store::rows::lineage::record;
use crate::store::values::to_integer;
use crate::store::{Error, Store};

/// Records how many lines begin as each of these cut lines does.
pub(in crate::store) fn record(
    again: &BTreeMap<Again, i64>,
    connection: &Connection,
) -> Result<(), Error> {
    let mut statement =
        connection.prepare_cached(include_str!("../../../../queries/record_again.sql"))?;
    for (it, count) in again {
        statement.execute((it.sha256.as_slice(), count, it.is_certain))?;
    }
    Ok(())
}

impl Store {
    /// Lines that no file has given whole so far.
    pub(crate) fn cut_lines(&mut self) -> Result<Vec<Cut>, Error> {
        let sql = include_str!("../../../../queries/cut_lines.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let mut rows = statement.query([to_integer(cut_line::MOST)])?;
        let mut cuts = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes = record::bytes(row.get(0)?, row.get(1)?);
            let (tail, sha256): (Option<_>, _) = (row.get(2)?, row.get(3)?);
            let cut = bytes.zip(tail);
            cuts.extend(cut.map(|(bytes, tail)| Cut {
                bytes,
                tail,
                sha256,
            }));
        }
        Ok(cuts)
    }
}
