//! The chain of recorded scans. Each scan carries the hash of the scan before, and a hash of that and of what the scan itself recorded:
//! a scan that is altered, removed or put in later no longer fits the scans after it.
//!
//! Scans from before the chain carry no hash. The first scan that does carries as the hash of the scan before what theirs would have been
//! by then.
//!
//! Nothing here is a secret: whoever can write to the database can make the whole chain anew. Only a hash that is kept elsewhere shows that.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row};
use sha2::{Digest as _, Sha256};

use crate::history::recorded::{ChainHead, ScanHash, ScanId};
use crate::store::Error;

/// The prefix of the hashed bytes of each scan. It separates these hashes from hashes of other content and of other versions of the hash.
const DOMAIN: &[u8] = b"credtrail recorded scan 1\n";

/// The queries for everything that a scan recorded; their parameter is the scan's number. Columns and order belong to the hash and never change.
const RECORDED: [&str; 3] = [
    include_str!("../../../queries/recorded_scan.sql"),
    include_str!("../../../queries/reported_since.sql"),
    include_str!("../../../queries/reported_until.sql"),
];

/// The hashes of a scan: of the scan before it, and its own.
pub(in crate::store) type Carried = Option<(ScanHash, ScanHash)>;

/// Chains a scan to the scans before it, after all rows of the scan were written.
pub(super) fn append(scan: i64, connection: &Connection) -> Result<ChainHead, Error> {
    let mut previous = ScanHash::default();
    let sql = include_str!("../../../queries/last_scan_hashes.sql");
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([scan - 1])?;
    while let Some(row) = rows.next()? {
        previous = match carried(row)? {
            Some((_, hash)) => hash,
            None => hash_of(row.get("id")?, previous, connection)?,
        };
    }
    let hash = hash_of(scan, previous, connection)?;
    let record = include_str!("../../../queries/record_scan_hash.sql");
    connection.execute(record, (previous.0.as_slice(), hash.0.as_slice(), scan))?;
    let scan = ScanId(scan);
    Ok(ChainHead { scan, hash })
}

/// Reads the hashes of a scan; None for a scan from before the chain was introduced.
pub(in crate::store) fn carried(row: &Row<'_>) -> rusqlite::Result<Carried> {
    let hash = |column| row.get::<_, Option<[u8; 32]>>(column);
    let (previous, own) = (hash("previous")?, hash("hash")?);
    Ok(previous
        .zip(own)
        .map(|(it, own)| (ScanHash(it), ScanHash(own))))
}

/// The hash of a scan that follows on one of this hash, from what the database holds of it.
pub(in crate::store) fn hash_of(
    scan: i64,
    previous: ScanHash,
    connection: &Connection,
) -> rusqlite::Result<ScanHash> {
    let mut hash = Sha256::new_with_prefix(DOMAIN);
    hash.update(previous.0);
    for sql in RECORDED {
        add_rows(sql, [scan], connection, &mut hash)?;
    }
    Ok(ScanHash(hash.finalize().into()))
}

/// Adds all rows, and how many there are: no two sets of rows give the same bytes.
fn add_rows(
    sql: &str,
    parameters: impl Params,
    connection: &Connection,
    hash: &mut Sha256,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let width = statement.column_count();
    let mut rows = statement.query(parameters)?;
    let mut count: u64 = 0;
    while let Some(row) = rows.next()? {
        hash.update([1]);
        for column in 0..width {
            add_value(row.get_ref(column)?, hash);
        }
        count += 1;
    }
    hash.update([0]);
    hash.update(count.to_be_bytes());
    Ok(())
}

/// Adds a value with its type, and with its length where that varies.
fn add_value(value: ValueRef<'_>, hash: &mut Sha256) {
    let mut add = |kind: u8, bytes: &[u8]| {
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    match value {
        ValueRef::Null => add(0, &[]),
        ValueRef::Integer(number) => add(1, &number.to_be_bytes()),
        ValueRef::Real(number) => add(2, &number.to_be_bytes()),
        ValueRef::Text(text) => add(3, text),
        ValueRef::Blob(bytes) => add(4, bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of_rows(values: &str) -> Vec<u8> {
        let connection = Connection::open_in_memory().unwrap();
        let mut hash = Sha256::new();
        add_rows(&format!("values {values}"), [], &connection, &mut hash).unwrap();
        hash.finalize().to_vec()
    }

    #[test]
    fn other_rows_give_another_hash() {
        let rows = [
            "('a', 'b')",
            "('ab', '')",
            "('', 'ab')",
            "('a', 'b'), ('a', 'b')",
            "('a', x'62')",
            "('a', null)",
            "(1, 2)",
            "('1', 2)",
        ];
        for (at, one) in rows.iter().enumerate() {
            for other in &rows[at + 1..] {
                assert_ne!(hash_of_rows(one), hash_of_rows(other), "{one} {other}");
            }
        }
    }
}
