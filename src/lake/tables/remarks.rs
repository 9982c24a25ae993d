//! Remarks on uses: stale tokens, and requests with several credential ids.

use std::io::Write;

use parquet::errors::ParquetError;

use crate::lake::table::reader::Row;
use crate::lake::table::writer::TableWriter;
use crate::lake::table::{GROUP, Kind, Layout, always, sometimes};
use crate::log::parsed_batch::Remarks;

/// One row a remark: `credential` as the log spells the id; `user` where the request had several ids.
pub(in crate::lake) const LAYOUT: Layout = Layout {
    name: "remarks",
    group: GROUP,
    columns: &[
        always("credential", Kind::Text),
        sometimes("user", Kind::Text),
    ],
};

/// Writes all remarks.
pub(in crate::lake) fn write<W: Write + Send>(
    remarks: &Remarks,
    table: &mut TableWriter<W>,
) -> Result<(), ParquetError> {
    let stale = remarks.stale.iter().map(|it| (it, None));
    let crowded = remarks.crowded.iter().map(|(it, user)| (it, Some(user)));
    for (credential, user) in stale.chain(crowded) {
        table.text(credential);
        table.optional_binary(user);
        table.end_row()?;
    }
    Ok(())
}

/// Reads a remark.
pub(in crate::lake) fn read(row: &mut Row<'_>, remarks: &mut Remarks) -> Result<(), ParquetError> {
    let credential = row.text()?.to_owned();
    match row.optional_text()? {
        None => remarks.stale.insert(credential),
        Some(user) => remarks.crowded.insert((credential, user.to_owned())),
    };
    Ok(())
}
