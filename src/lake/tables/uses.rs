//! Uses: a credential was presented to the API server.

use std::io::Write;

use parquet::errors::ParquetError;

use super::meaningless;
use crate::lake::identifier;
use crate::lake::table::reader::Row;
use crate::lake::table::writer::TableWriter;
use crate::lake::table::{Column, GROUP, Kind, Layout, always, sometimes};
use crate::log::parsed_batch::{ParsedBatch, Use};
use crate::model::receipt::Bytes;
use crate::model::time::UnixNanos;

/// One row a use.
pub(in crate::lake) const LAYOUT: Layout = Layout {
    name: "uses",
    group: GROUP,
    columns: &COLUMNS,
};

/// The columns of a [`UseRow`].
pub(super) const COLUMNS: [Column; 9] = [
    always("credential", Kind::Repeated),
    always("user", Kind::Text),
    always("cluster", Kind::Text),
    always("request", Kind::Binary),
    always("at", Kind::Time),
    sometimes("until", Kind::Time),
    always("line", Kind::Integer),
    always("offset", Kind::Integer),
    always("length", Kind::Integer),
];

/// The position of the column of times.
pub(in crate::lake) const AT: usize = 4;

/// The position of the column of requests, before that of times.
const REQUEST: usize = 3;

/// The columns of [`request_and_time`].
pub(in crate::lake) const REQUEST_AND_TIME: &[usize] = &[REQUEST, AT];

/// Reads the request and the time of a row.
pub(in crate::lake) fn request_and_time<'r>(row: Row<'r>) -> Result<(&'r [u8], i64), ParquetError> {
    let mut row = row.at_column(REQUEST);
    Ok((row.binary()?, row.integer()?))
}

/// A row as it is stored.
#[derive(Debug, Clone, Copy)]
pub(in crate::lake) struct UseRow<'r> {
    pub(in crate::lake) credential: &'r [u8],
    pub(in crate::lake) user: &'r str,
    pub(in crate::lake) cluster: &'r str,
    pub(in crate::lake) request: &'r [u8],
    pub(in crate::lake) at: i64,
    pub(in crate::lake) until: Option<i64>,
    pub(in crate::lake) line: i64,
    pub(in crate::lake) offset: i64,
    pub(in crate::lake) length: i64,
}

/// Buffers for the identifiers of one use after the other.
#[derive(Debug, Default)]
pub(in crate::lake) struct Buffers {
    credential: Vec<u8>,
    request: Vec<u8>,
}

/// Writes a use of a batch.
pub(in crate::lake) fn write<W: Write + Send>(
    one: &Use,
    batch: &ParsedBatch,
    buffers: &mut Buffers,
    table: &mut TableWriter<W>,
) -> Result<(), ParquetError> {
    let Buffers {
        credential,
        request,
    } = buffers;
    credential.clear();
    request.clear();
    identifier::add_credential(one.credential(&batch.texts), credential);
    identifier::add_request(&one.request, request);
    let who = batch.texts.get(one.who);
    let (at, until) = (UnixNanos::from(one.at), UnixNanos::from(one.until));
    let row = UseRow {
        credential,
        user: who.get(one.id as usize..).unwrap_or_default(),
        cluster: batch.texts.get(one.cluster),
        request,
        at: at.0,
        until: (until != at).then_some(until.0),
        line: one.line.cast_signed(),
        offset: one.bytes.offset.cast_signed(),
        length: one.bytes.length.cast_signed(),
    };
    row.write(table)
}

impl<'r> UseRow<'r> {
    /// Writes the row.
    pub(in crate::lake) fn write<W: Write + Send>(
        &self,
        table: &mut TableWriter<W>,
    ) -> Result<(), ParquetError> {
        table.binary(self.credential);
        table.text(self.user);
        table.text(self.cluster);
        table.binary(self.request);
        table.integer(self.at);
        table.optional_integer(self.until);
        table.integer(self.line);
        table.integer(self.offset);
        table.integer(self.length);
        table.end_row()
    }

    /// Reads a row.
    pub(in crate::lake) fn read(row: &mut Row<'r>) -> Result<Self, ParquetError> {
        Ok(UseRow {
            credential: row.binary()?,
            user: row.text()?,
            cluster: row.text()?,
            request: row.binary()?,
            at: row.integer()?,
            until: row.optional_integer()?,
            line: row.integer()?,
            offset: row.integer()?,
            length: row.integer()?,
        })
    }

    /// Adds the use to a batch. `lines` is the number of lines before the split; `id` is a buffer.
    pub(in crate::lake) fn add_to(
        &self,
        batch: &mut ParsedBatch,
        lines: u64,
        id: &mut String,
    ) -> Result<(), ParquetError> {
        id.clear();
        let spelt = identifier::add_id(self.credential, id);
        spelt.ok_or_else(|| meaningless("credential"))?;
        let request = identifier::request(self.request);
        let who = batch.texts.keep_both(id, self.user);
        let cluster = batch.keep_cluster_name(self.cluster);
        let at = UnixNanos(self.at).timestamp();
        batch.uses.push(Use {
            who,
            id: u32::try_from(id.len()).unwrap_or(u32::MAX),
            cluster,
            request: request.ok_or_else(|| meaningless("request"))?,
            at,
            until: self.until.map_or(at, |it| UnixNanos(it).timestamp()),
            line: lines + self.line.cast_unsigned(),
            bytes: Bytes {
                offset: self.offset.cast_unsigned(),
                length: self.length.cast_unsigned(),
            },
        });
        Ok(())
    }
}
