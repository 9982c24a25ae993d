//! Stretches of time in which logs were read, and the codes that other rows hold.

use jiff::Timestamp;

use super::problems::Found;
use super::sqlite::count;
use crate::model::finding::message::message;
use crate::store::Error;
use crate::store::rows::reader::Reader;

/// Checks that the stretches of each log are in order, and that each stored code is that of a value.
pub(super) fn verify(reader: &mut Reader, found: &mut Found) -> Result<(), Error> {
    found.examined = count(reader, include_str!("../../../queries/stretch_count.sql"))?;
    stretches(reader, found)?;
    codes(reader, found)
}

fn stretches(reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let sql = include_str!("../../../queries/stretches_out_of_order.sql");
    let mut statement = reader.rows.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let kept: String = row.get(0)?;
        let (first, last) = (time(row.get(1)?), time(row.get(2)?));
        found.add(|| {
            message!(
                "fsck-problem-stretch",
                "{kept}: {first} to {last} is no stretch of a log, or overlaps another",
                kept,
                first,
                last
            )
        });
    }
    Ok(())
}

fn codes(reader: &Reader, found: &mut Found) -> Result<(), Error> {
    let sql = include_str!("../../../queries/unknown_codes.sql");
    let mut statement = reader.rows.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (of, id, code): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        found.add(|| {
            message!(
                "fsck-problem-code",
                "{of} {id}: its {code} is none that credtrail writes",
                of,
                id,
                code
            )
        });
    }
    Ok(())
}

fn time(nanoseconds: i64) -> String {
    Timestamp::from_nanosecond(i128::from(nanoseconds))
        .map_or_else(|_| nanoseconds.to_string(), |it| format!("{it:.0}"))
}
