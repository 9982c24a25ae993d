//! Uses: a credential was presented to the API server.

use std::io::Write;

use parquet::errors::ParquetError;

use super::meaningless;
use crate::lake::identifier;
use crate::lake::table::reader::Row;
use crate::lake::table::writer::TableWriter;
use crate::lake::table::{Kind, Layout, always, sometimes};
use crate::log::parsed_batch::{ParsedBatch, Use};
use crate::model::identifier::CredentialId;
use crate::model::receipt::Bytes;
use crate::model::time::UnixNanos;

/// One row a use.
pub(in crate::lake) const LAYOUT: Layout = Layout {
    name: "uses",
    columns: &[
        always("credential", Kind::Repeated),
        always("user", Kind::Text),
        always("cluster", Kind::Text),
        always("request", Kind::Binary),
        always("at", Kind::Time),
        sometimes("until", Kind::Time),
        always("line", Kind::Integer),
        always("offset", Kind::Integer),
        always("length", Kind::Integer),
    ],
};

/// Writes a use of a batch.
pub(in crate::lake) fn write<W: Write + Send>(
    one: &Use,
    batch: &ParsedBatch,
    table: &mut TableWriter<W>,
) -> Result<(), ParquetError> {
    let credential = CredentialId::parse(one.credential(&batch.texts));
    let who = batch.texts.get(one.who);
    let (at, until) = (UnixNanos::from(one.at), UnixNanos::from(one.until));
    table.binary(&identifier::of_credential(&credential));
    table.text(who.get(one.id as usize..).unwrap_or_default());
    table.text(batch.texts.get(one.cluster));
    table.binary(&identifier::of_request(&one.request));
    table.integer(at.0);
    table.optional_integer((until != at).then_some(until.0));
    table.integer(one.line.cast_signed());
    table.integer(one.bytes.offset.cast_signed());
    table.integer(one.bytes.length.cast_signed());
    table.end_row()
}

/// Reads a use into a batch. `lines` is the number of lines before the split.
pub(in crate::lake) fn read(
    row: &mut Row<'_>,
    lines: u64,
    batch: &mut ParsedBatch,
) -> Result<(), ParquetError> {
    let credential =
        identifier::credential(row.binary()?).ok_or_else(|| meaningless("credential"))?;
    let id = credential.to_string();
    let who = batch.texts.keep_both(&id, row.text()?);
    let cluster = batch.keep_cluster_name(row.text()?);
    let request = identifier::request(row.binary()?).ok_or_else(|| meaningless("request"))?;
    let at = UnixNanos(row.integer()?).timestamp();
    let until = row.optional_integer()?.map(|it| UnixNanos(it).timestamp());
    batch.uses.push(Use {
        who,
        id: u32::try_from(id.len()).unwrap_or(u32::MAX),
        cluster,
        request,
        at,
        until: until.unwrap_or(at),
        line: lines + row.integer()?.cast_unsigned(),
        bytes: Bytes {
            offset: row.integer()?.cast_unsigned(),
            length: row.integer()?.cast_unsigned(),
        },
    });
    Ok(())
}
