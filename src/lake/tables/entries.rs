//! Entries: an issuance, a request, a created certificate, a signature or an observation. The identifiers that an entry names are rows of
//! the table of edges.

use std::collections::VecDeque;
use std::io::Write;

use jiff::Timestamp;
use parquet::errors::ParquetError;

use super::{meaningless, raw_line};
use crate::lake::identifier;
use crate::lake::table::reader::{Row, TableReader};
use crate::lake::table::writer::TableWriter;
use crate::lake::table::{Kind, Layout, always, sometimes};
use crate::log::parsed_batch::RawLine;
use crate::model::entry::{
    Certified, Entry, Event, Holder, Issued, Method, Observed, Order, Outcome, Recomputed,
    Requested, Signed, Signer, Validity,
};
use crate::model::identifier::{CredentialId, Fingerprint, ToBeSigned};
use crate::model::time::UnixNanos;

/// One row an entry. `resource` is the cluster, the CA pool, the key or the host; `holder` is JSON for certificates.
pub(in crate::lake) const LAYOUT: Layout = Layout {
    name: "entries",
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

/// One row an identifier that an entry names. `entry` is the number of the entry's row in the table of entries of the same name.
pub(in crate::lake) const EDGES: Layout = Layout {
    name: "edges",
    columns: &[
        always("entry", Kind::Integer),
        always("role", Kind::Text),
        always("identifier", Kind::Binary),
    ],
};

/// What an identifier is to the entry that names it.
mod role {
    pub(super) const CREDENTIAL: &str = "credential";
    pub(super) const REQUESTER: &str = "requester";
    pub(super) const CERTIFICATE: &str = "certificate";
    pub(super) const DIGEST: &str = "digest";
    pub(super) const RECOMPUTED_CERTIFICATE: &str = "recomputed-certificate";
    pub(super) const RECOMPUTED_DIGEST: &str = "recomputed-digest";
}

/// The columns of an event beside its identifiers.
#[derive(Default)]
struct Columns {
    event: &'static str,
    resource: String,
    method: &'static str,
    status: Option<i64>,
    validity: Validity,
    holder: String,
}

/// The identifiers of an entry, by role.
#[derive(Debug, Default)]
pub(in crate::lake) struct Edges(Vec<(String, Vec<u8>)>);

impl Edges {
    fn add(&mut self, role: &str, identifier: Option<Vec<u8>>) {
        self.0.extend(identifier.map(|it| (role.to_owned(), it)));
    }

    fn add_recomputed(&mut self, recomputed: &Recomputed) {
        let certificate =
            identifier::of_credential(&CredentialId::Certificate(recomputed.certificate));
        self.add(role::RECOMPUTED_CERTIFICATE, Some(certificate));
        self.add(
            role::RECOMPUTED_DIGEST,
            recomputed.digest.as_ref().map(identifier::of_digest),
        );
    }

    fn bytes(&self, role: &str) -> Option<&[u8]> {
        let found = self.0.iter().find(|(it, _)| it == role);
        found.map(|(_, bytes)| bytes.as_slice())
    }

    fn credential(&self, role: &str) -> Result<Option<CredentialId>, ParquetError> {
        let read = |it| identifier::credential(it).ok_or_else(|| meaningless("credential"));
        self.bytes(role).map(read).transpose()
    }

    fn certificate(&self, role: &str) -> Result<Option<Fingerprint>, ParquetError> {
        match self.credential(role)? {
            None => Ok(None),
            Some(CredentialId::Certificate(fingerprint)) => Ok(Some(fingerprint)),
            Some(_) => Err(meaningless("certificate")),
        }
    }

    fn digest(&self, role: &str) -> Result<Option<ToBeSigned>, ParquetError> {
        let read = |it| identifier::digest(it).ok_or_else(|| meaningless("digest"));
        self.bytes(role).map(read).transpose()
    }
}

/// Writes an entry without its edges.
pub(in crate::lake) fn write<W: Write + Send>(
    (raw, entry): &(RawLine, Entry),
    table: &mut TableWriter<W>,
) -> Result<(), ParquetError> {
    let (columns, _) = columns(&entry.event);
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
    table.text(&columns.resource);
    table.text(columns.method);
    table.optional_integer(columns.status);
    table.optional_integer(time(columns.validity.from));
    table.optional_integer(time(columns.validity.to));
    table.text(&columns.holder);
    table.end_row()
}

/// Writes the edges of the entry in this row of the table of entries.
pub(in crate::lake) fn write_edges<W: Write + Send>(
    entry: &Entry,
    row: u64,
    table: &mut TableWriter<W>,
) -> Result<(), ParquetError> {
    let (_, edges) = columns(&entry.event);
    for (role, identifier) in &edges.0 {
        table.integer(row.cast_signed());
        table.text(role);
        table.binary(identifier);
        table.end_row()?;
    }
    Ok(())
}

fn columns(event: &Event) -> (Columns, Edges) {
    let mut edges = Edges::default();
    let certificate =
        |it: &Fingerprint| Some(identifier::of_credential(&CredentialId::Certificate(*it)));
    let digest = |it: &Option<ToBeSigned>| it.as_ref().map(identifier::of_digest);
    let columns = match event {
        Event::Requested(it) => {
            edges.add(
                role::CREDENTIAL,
                Some(identifier::of_credential(&it.credential)),
            );
            edges.add(role::DIGEST, digest(&it.digest));
            edges.add(
                role::REQUESTER,
                it.requester.as_ref().map(identifier::of_credential),
            );
            Columns {
                event: "requested",
                resource: it.cluster.clone(),
                method: it.order.signer.as_str(),
                validity: it.validity,
                holder: it.order.holder.clone(),
                ..Columns::default()
            }
        }
        Event::Issued(it) => {
            edges.add(
                role::CREDENTIAL,
                Some(identifier::of_credential(&it.credential)),
            );
            edges.add(
                role::CERTIFICATE,
                it.certificate.as_ref().and_then(certificate),
            );
            edges.add(role::DIGEST, digest(&it.digest));
            Columns {
                event: "issued",
                resource: it.cluster.clone(),
                method: it.method.as_str(),
                ..Columns::default()
            }
        }
        Event::Certified(it) => {
            edges.add(role::CERTIFICATE, certificate(&it.certificate));
            edges.add(role::DIGEST, digest(&it.digest));
            it.recomputed.iter().for_each(|it| edges.add_recomputed(it));
            Columns {
                event: "certified",
                resource: it.pool.clone(),
                validity: it.validity,
                holder: json(&it.holder),
                ..Columns::default()
            }
        }
        Event::Signed(it) => {
            edges.add(role::DIGEST, Some(identifier::of_digest(&it.digest)));
            let status = match it.outcome {
                Outcome::Done => None,
                Outcome::Refused(code) => Some(i64::from(code)),
            };
            Columns {
                event: "signed",
                resource: it.key.clone(),
                status,
                ..Columns::default()
            }
        }
        Event::Observed(it) => {
            edges.add(role::CERTIFICATE, certificate(&it.certificate));
            edges.add(role::DIGEST, digest(&it.digest));
            Columns {
                event: "observed",
                resource: it.host.clone(),
                validity: it.validity,
                holder: json(&it.holder),
                ..Columns::default()
            }
        }
    };
    (columns, edges)
}

fn json(holder: &Holder) -> String {
    serde_json::to_string(holder).unwrap_or_default() // a struct of texts and numbers is JSON
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
    pub(in crate::lake) fn linked(self, edges: &Edges) -> Result<Entry, ParquetError> {
        let event = self.event(edges)?;
        Ok(Entry {
            at: self.at,
            scope: self.scope,
            insert_id: self.insert_id,
            principal: self.principal,
            event,
        })
    }

    fn event(&self, edges: &Edges) -> Result<Event, ParquetError> {
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
                cluster: self.resource.clone(),
                validity: self.validity,
                order: Box::new(Order {
                    holder: self.holder.clone(),
                    signer: signer(&self.method)?,
                }),
            }),
            "issued" => Event::Issued(Issued {
                method: method(&self.method)?,
                credential: credential()?,
                certificate: edges.certificate(role::CERTIFICATE)?,
                digest,
                cluster: self.resource.clone(),
            }),
            "certified" => Event::Certified(Certified {
                certificate: certificate()?,
                digest,
                recomputed: recomputed(edges)?,
                pool: self.resource.clone(),
                validity: self.validity,
                holder: self.holder()?,
            }),
            "signed" => Event::Signed(Signed {
                digest: digest.ok_or_else(|| meaningless("digest"))?,
                key: self.resource.clone(),
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
                host: self.resource.clone(),
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

fn recomputed(edges: &Edges) -> Result<Option<Recomputed>, ParquetError> {
    let certificate = edges.certificate(role::RECOMPUTED_CERTIFICATE)?;
    let digest = edges.digest(role::RECOMPUTED_DIGEST)?;
    Ok(certificate.map(|certificate| Recomputed {
        certificate,
        digest,
    }))
}

/// The edges of a table, entry by entry.
pub(in crate::lake) struct EdgeReader {
    table: TableReader,
    waiting: VecDeque<(i64, String, Vec<u8>)>,
    next: i64,
}

impl EdgeReader {
    /// Reads the edges of a table of entries.
    pub(in crate::lake) fn of(table: TableReader) -> Self {
        EdgeReader {
            table,
            waiting: VecDeque::new(),
            next: 0,
        }
    }

    /// The edges of the next entry.
    pub(in crate::lake) fn next(&mut self) -> Result<Edges, ParquetError> {
        let mut edges = Edges::default();
        loop {
            if self.waiting.is_empty() && !self.fill()? {
                break;
            }
            match self.waiting.pop_front() {
                Some((entry, role, identifier)) if entry == self.next => {
                    edges.0.push((role, identifier))
                }
                other => {
                    other.into_iter().for_each(|it| self.waiting.push_front(it));
                    break;
                }
            }
        }
        self.next += 1;
        Ok(edges)
    }

    fn fill(&mut self) -> Result<bool, ParquetError> {
        let Some(rows) = self.table.next_group()? else {
            return Ok(false);
        };
        for mut row in rows.iter() {
            let entry = row.integer()?;
            let role = row.text()?.to_owned();
            self.waiting
                .push_back((entry, role, row.binary()?.to_vec()));
        }
        Ok(true)
    }
}
