//! Entries: an issuance, a request, a created certificate, a signature or an observation. The identifiers that an entry names are rows of
//! the table of edges.

use std::borrow::Cow;
use std::io::Write;
use std::mem::take;

use jiff::Timestamp;
use parquet::errors::ParquetError;

use super::edges::{Edges, role};
use super::{meaningless, raw_line};
use crate::lake::table::reader::Row;
use crate::lake::table::writer::TableWriter;
use crate::lake::table::{GROUP, Kind, Layout, always, sometimes};
use crate::log::parsed_batch::RawLine;
use crate::model::entry::{
    Certified, Entry, Event, Holder, Issued, Method, Observed, Order, Outcome, Requested, Signed,
    Signer, Validity,
};
use crate::model::time::UnixNanos;

/// One row an entry. `resource` is the cluster, the CA pool, the key or the host; `holder` is JSON for certificates.
pub(in crate::lake) const LAYOUT: Layout = Layout {
    name: "entries",
    group: GROUP,
    columns: &[
        always("line", Kind::Integer),
        always("offset", Kind::Integer),
        always("length", Kind::Integer),
        always("sha256", Kind::Binary),
        always("event", Kind::Text),
        always("at", Kind::Time),
        always("scope", Kind::Text),
        always("insert_id", Kind::Binary),
        always("principal", Kind::Text),
        always("resource", Kind::Text),
        always("method", Kind::Text),
        sometimes("status", Kind::Integer),
        sometimes("valid_from", Kind::Time),
        sometimes("valid_to", Kind::Time),
        always("holder", Kind::Text),
    ],
};

/// The columns of an event beside its identifiers.
#[derive(Default)]
struct Columns<'e> {
    event: &'static str,
    resource: &'e str,
    method: &'static str,
    status: Option<i64>,
    validity: Validity,
    holder: Cow<'e, str>,
}

/// Writes an entry without its edges.
pub(in crate::lake) fn write<W: Write + Send>(
    (raw, entry): &(RawLine, Entry),
    table: &mut TableWriter<W>,
) -> Result<(), ParquetError> {
    let columns = columns(&entry.event);
    let time = |it: Option<Timestamp>| it.map(|it| UnixNanos::from(it).0);
    table.integer(raw.line.cast_signed());
    table.integer(raw.bytes.offset.cast_signed());
    table.integer(raw.bytes.length.cast_signed());
    table.binary(&raw.sha256);
    table.text(columns.event);
    table.integer(UnixNanos::from(entry.at).0);
    table.text(&entry.scope);
    table.text(&entry.insert_id);
    table.text(&entry.principal);
    table.text(columns.resource);
    table.text(columns.method);
    table.optional_integer(columns.status);
    table.optional_integer(time(columns.validity.from));
    table.optional_integer(time(columns.validity.to));
    table.text(&columns.holder);
    table.end_row()
}

fn columns(event: &Event) -> Columns<'_> {
    match event {
        Event::Requested(it) => Columns {
            event: "requested",
            resource: &it.cluster,
            method: it.order.signer.as_str(),
            validity: it.validity,
            holder: it.order.holder.as_str().into(),
            ..Columns::default()
        },
        Event::Issued(it) => Columns {
            event: "issued",
            resource: &it.cluster,
            method: it.method.as_str(),
            ..Columns::default()
        },
        Event::Certified(it) => Columns {
            event: "certified",
            resource: &it.pool,
            validity: it.validity,
            holder: json(&it.holder),
            ..Columns::default()
        },
        Event::Signed(it) => Columns {
            event: "signed",
            resource: &it.key,
            status: match it.outcome {
                Outcome::Done => None,
                Outcome::Refused(code) => Some(i64::from(code)),
            },
            ..Columns::default()
        },
        Event::Observed(it) => Columns {
            event: "observed",
            resource: &it.host,
            validity: it.validity,
            holder: json(&it.holder),
            ..Columns::default()
        },
    }
}

fn json(holder: &Holder) -> Cow<'static, str> {
    serde_json::to_string(holder).unwrap_or_default().into() // a struct of texts and numbers is JSON
}

/// An entry whose edges are still to be read.
pub(in crate::lake) struct Unlinked {
    /// The line of the entry.
    pub(in crate::lake) raw: RawLine,
    at: Timestamp,
    scope: String,
    insert_id: String,
    principal: String,
    event: String,
    resource: String,
    method: String,
    status: Option<i64>,
    validity: Validity,
    holder: String,
}

impl Unlinked {
    /// Reads a row of the table of entries.
    pub(in crate::lake) fn read(row: &mut Row<'_>) -> Result<Self, ParquetError> {
        let raw = raw_line(row)?;
        let event = row.text()?.to_owned();
        let at = UnixNanos(row.integer()?).timestamp();
        let mut text = || row.text().map(str::to_owned);
        let [scope, insert_id, principal, resource, method] =
            [text()?, text()?, text()?, text()?, text()?];
        let status = row.optional_integer()?;
        let mut time =
            || Ok::<_, ParquetError>(row.optional_integer()?.map(|it| UnixNanos(it).timestamp()));
        let validity = Validity {
            from: time()?,
            to: time()?,
        };
        let holder = row.text()?.to_owned();
        Ok(Unlinked {
            raw,
            at,
            scope,
            insert_id,
            principal,
            event,
            resource,
            method,
            status,
            validity,
            holder,
        })
    }

    /// The entry with its edges.
    pub(in crate::lake) fn linked(mut self, edges: &Edges) -> Result<Entry, ParquetError> {
        let event = self.event(edges)?;
        Ok(Entry {
            at: self.at,
            scope: self.scope,
            insert_id: self.insert_id,
            principal: self.principal,
            event,
        })
    }

    fn event(&mut self, edges: &Edges) -> Result<Event, ParquetError> {
        let credential = || {
            edges
                .credential(role::CREDENTIAL)?
                .ok_or_else(|| meaningless("credential"))
        };
        let certificate = || {
            edges
                .certificate(role::CERTIFICATE)?
                .ok_or_else(|| meaningless("certificate"))
        };
        let digest = edges.digest(role::DIGEST)?;
        Ok(match self.event.as_str() {
            "requested" => Event::Requested(Requested {
                credential: credential()?,
                digest,
                requester: edges.credential(role::REQUESTER)?,
                cluster: take(&mut self.resource),
                validity: self.validity,
                order: Box::new(Order {
                    holder: take(&mut self.holder),
                    signer: signer(&self.method)?,
                    asked: None,
                }),
            }),
            "issued" => Event::Issued(Issued {
                method: method(&self.method)?,
                credential: credential()?,
                certificate: edges.certificate(role::CERTIFICATE)?,
                digest,
                cluster: take(&mut self.resource),
            }),
            "certified" => Event::Certified(Certified {
                certificate: certificate()?,
                digest,
                recomputed: edges.recomputed()?,
                pool: take(&mut self.resource),
                validity: self.validity,
                holder: self.holder()?,
            }),
            "signed" => Event::Signed(Signed {
                digest: digest.ok_or_else(|| meaningless("digest"))?,
                key: take(&mut self.resource),
                outcome: match self.status {
                    None => Outcome::Done,
                    Some(code) => {
                        Outcome::Refused(i32::try_from(code).map_err(|_| meaningless("status"))?)
                    }
                },
            }),
            "observed" => Event::Observed(Observed {
                certificate: certificate()?,
                digest,
                host: take(&mut self.resource),
                validity: self.validity,
                holder: self.holder()?,
            }),
            _ => return Err(meaningless("event")),
        })
    }

    fn holder(&self) -> Result<Box<Holder>, ParquetError> {
        serde_json::from_str(&self.holder).map_err(|_| meaningless("holder"))
    }
}

fn signer(text: &str) -> Result<Signer, ParquetError> {
    let known = [Signer::Unknown, Signer::Cluster].into_iter();
    let mut known = known.filter(|it| it.as_str() == text);
    known.next().ok_or_else(|| meaningless("signer"))
}

fn method(text: &str) -> Result<Method, ParquetError> {
    let mut known = Method::ALL.into_iter().filter(|it| it.as_str() == text);
    known.next().ok_or_else(|| meaningless("method"))
}
