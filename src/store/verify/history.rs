//! Recorded scans: whether each scan is as it was recorded, and follows on the scan before (see
//! [`scan_chain`](crate::store::rows::scan_chain)).

mod signed;

use rusqlite::Row;

use super::Chain;
use super::problems::Found;
use crate::history::findings::Findings;
use crate::history::recorded::{ChainHead, ScanHash, ScanId, Stretch};
use crate::model::finding::message::message;
use crate::store::Error;
use crate::store::rows::ids;
use crate::store::rows::reader::Reader;
use crate::store::rows::scan_chain::{Carried, carried, hash_of};

/// Examines all recorded scans. `kept` is the hash of a scan that somebody kept outside of the database, or the first digits of the hash.
pub(super) fn verify(
    reader: &mut Reader,
    kept: Option<&str>,
    found: &mut Found,
) -> Result<Chain, Error> {
    let chain = links(reader, kept, found)?;
    scans(reader, found)?;
    reported(reader, found)?;
    signed::verify(reader, found)?;
    Ok(chain)
}

/// A scan of the chain.
struct Link {
    scan: i64,
    /// The hash of this scan, which the next scan must carry.
    hash: ScanHash,
    carried: Carried,
}

fn links(reader: &Reader, kept: Option<&str>, found: &mut Found) -> Result<Chain, Error> {
    let mut chain = Chain::default();
    let mut before: Option<Link> = None;
    let mut kept = kept;
    let mut statement = reader
        .rows
        .prepare(include_str!("../../../queries/scan_hashes.sql"))?;
    let mut rows = statement.query([i64::MAX])?;
    while let Some(row) = rows.next()? {
        found.examined += 1;
        let (scan, carried) = (row.get(0)?, carried(row)?);
        missing(before.as_ref(), scan, found);
        let link = link(before.as_ref(), scan, carried, reader, found)?;
        match link.carried {
            None => chain.unprotected = Some(ScanId(scan)),
            Some((_, hash)) => {
                let scan = ScanId(scan);
                chain.head = Some(ChainHead { scan, hash });
                kept.take_if(|it| hash.to_string().starts_with(*it));
            }
        }
        before = Some(link);
    }
    if let Some(kept) = kept {
        found.add(|| {
            message!(
                "fsck-problem-kept-hash",
                "no scan carries the hash {kept} any more",
                kept
            )
        });
    }
    Ok(chain)
}

/// Scans are numbered one by one, and never removed.
fn missing(before: Option<&Link>, scan: i64, found: &mut Found) {
    let expected = before.map_or(1, |it| it.scan.saturating_add(1));
    if expected < scan {
        let last = scan - 1;
        found.add(|| match expected == last {
            true => message!(
                "fsck-problem-scan-removed",
                "scan {scan} was removed",
                scan = last
            ),
            false => message!(
                "fsck-problem-scans-removed",
                "scans {first} to {last} were removed",
                first = expected,
                last
            ),
        });
    }
}

/// Compares a scan with the hashes that the scan carries, and with the scan before.
fn link(
    before: Option<&Link>,
    scan: i64,
    carried: Carried,
    reader: &Reader,
    found: &mut Found,
) -> Result<Link, Error> {
    let expected = before.map_or(ScanHash::default(), |it| it.hash);
    let is_chained = before.is_some_and(|it| it.carried.is_some());
    let Some((previous, own)) = carried else {
        if is_chained {
            found.add(|| {
                message!(
                    "fsck-problem-no-hash",
                    "scan {scan} carries no hash, although the one before does",
                    scan
                )
            });
        }
        let hash = hash_of(scan, expected, &reader.rows)?;
        return Ok(Link {
            scan,
            hash,
            carried,
        });
    };
    if previous != expected {
        found.add(|| match before {
            None => message!(
                "fsck-problem-follows-nothing",
                "scan {scan} follows on a scan that is not there",
                scan
            ),
            Some(it) if is_chained => message!(
                "fsck-problem-follows-not",
                "scan {scan} does not follow on scan {before}",
                scan,
                before = it.scan
            ),
            Some(it) => message!(
                "fsck-problem-met-others",
                "scans up to {before} are not those that scan {scan} met",
                before = it.scan,
                scan
            ),
        });
    }
    if hash_of(scan, previous, &reader.rows)? != own {
        found.add(|| {
            message!(
                "fsck-problem-scan-altered",
                "scan {scan} is not what was recorded",
                scan
            )
        });
    }
    Ok(Link {
        scan,
        hash: own,
        carried,
    })
}

/// Checks that each scan can be read.
fn scans(reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let mut statement = reader
        .rows
        .prepare(include_str!("../../../queries/scans.sql"))?;
    let mut rows = statement.query([i64::MIN])?;
    while let Some(row) = rows.next()? {
        let scan: i64 = row.get(0)?;
        if !matches!(is_readable(row), Ok(true)) {
            found.add(|| {
                message!(
                    "fsck-problem-scan-unreadable",
                    "scan {scan} holds what no scan records",
                    scan
                )
            });
        }
    }
    Ok(())
}

fn is_readable(row: &Row<'_>) -> rusqlite::Result<bool> {
    let (from, to): (Option<i64>, Option<i64>) = (row.get("window_from")?, row.get("window_to")?);
    let coverage = serde_json::from_str::<Vec<Stretch>>(row.get_ref("coverage")?.as_str()?);
    let without: i64 = row.get("without")?;
    let _: [u8; 32] = row.get("policy")?;
    let in_order = from.zip(to).is_none_or(|(from, to)| from <= to);
    Ok(in_order && coverage.is_ok() && (0..32).contains(&without))
}

/// Checks that all reported findings can be read, and that each subject has one report at a time.
fn reported(reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let mut statement = reader
        .rows
        .prepare(include_str!("../../../queries/reported.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let since: i64 = row.get(0)?;
        let subject = ids::restored(row.get(1)?, row.get_ref(2)?.as_bytes().unwrap_or_default());
        let findings = row.get_ref(3)?.as_str_or_null().unwrap_or(Some("?"));
        let is_known = findings.is_none_or(|it| it.parse::<Findings>().is_ok());
        if subject.is_none() || !is_known {
            found.add(|| {
                message!(
                    "fsck-problem-report-unreadable",
                    "scan {scan} reported what credtrail never reports",
                    scan = since
                )
            });
        }
    }
    let sql = include_str!("../../../queries/reported_out_of_order.sql");
    let mut statement = reader.rows.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let since: i64 = row.get(2)?;
        found.add(|| {
            message!(
                "fsck-problem-report-twice",
                "scan {scan} reported a subject of which something else stood",
                scan = since
            )
        });
    }
    Ok(())
}
