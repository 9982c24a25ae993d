//! Edges: the identifiers that entries name.

use std::collections::VecDeque;
use std::io::Write;

use parquet::errors::ParquetError;

use super::meaningless;
use crate::lake::identifier;
use crate::lake::table::reader::TableReader;
use crate::lake::table::writer::TableWriter;
use crate::lake::table::{GROUP, Kind, Layout, always};
use crate::model::entry::{Entry, Event, Recomputed};
use crate::model::identifier::{CredentialId, Fingerprint, ToBeSigned};

/// One row an identifier that an entry names. `entry` is the number of the entry's row in the table of entries of the same name.
pub(in crate::lake) const LAYOUT: Layout = Layout {
    name: "edges",
    group: GROUP,
    columns: &[
        always("entry", Kind::Integer),
        always("role", Kind::Text),
        always("identifier", Kind::Binary),
    ],
};

/// What an identifier is to the entry that names it.
pub(super) mod role {
    pub(in crate::lake::tables) const CREDENTIAL: &str = "credential";
    pub(in crate::lake::tables) const REQUESTER: &str = "requester";
    pub(in crate::lake::tables) const CERTIFICATE: &str = "certificate";
    pub(in crate::lake::tables) const DIGEST: &str = "digest";
    pub(in crate::lake::tables) const RECOMPUTED_CERTIFICATE: &str = "recomputed-certificate";
    pub(in crate::lake::tables) const RECOMPUTED_DIGEST: &str = "recomputed-digest";

    /// The role of this name.
    pub(super) fn named(name: &str) -> Option<&'static str> {
        let roles = [
            CREDENTIAL,
            DIGEST,
            CERTIFICATE,
            REQUESTER,
            RECOMPUTED_CERTIFICATE,
            RECOMPUTED_DIGEST,
        ];
        roles.into_iter().find(|it| *it == name)
    }
}

/// The identifiers of an entry, by role.
#[derive(Debug, Default)]
pub(in crate::lake) struct Edges(Vec<(&'static str, Vec<u8>)>);

impl Edges {
    /// The identifiers that an event names.
    fn of(event: &Event) -> Self {
        let mut edges = Edges::default();
        let certificate =
            |it: &Fingerprint| Some(identifier::of_credential(&CredentialId::Certificate(*it)));
        let digest = |it: &Option<ToBeSigned>| it.as_ref().map(identifier::of_digest);
        match event {
            Event::Requested(it) => {
                let requester = it.requester.as_ref().map(identifier::of_credential);
                edges.add(
                    role::CREDENTIAL,
                    Some(identifier::of_credential(&it.credential)),
                );
                edges.add(role::DIGEST, digest(&it.digest));
                edges.add(role::REQUESTER, requester);
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
            }
            Event::Certified(it) => {
                edges.add(role::CERTIFICATE, certificate(&it.certificate));
                edges.add(role::DIGEST, digest(&it.digest));
                it.recomputed.iter().for_each(|it| edges.add_recomputed(it));
            }
            Event::Signed(it) => {
                edges.add(role::DIGEST, Some(identifier::of_digest(&it.digest)));
            }
            Event::Observed(it) => {
                edges.add(role::CERTIFICATE, certificate(&it.certificate));
                edges.add(role::DIGEST, digest(&it.digest));
            }
        }
        edges
    }

    fn add(&mut self, role: &'static str, identifier: Option<Vec<u8>>) {
        self.0.extend(identifier.map(|it| (role, it)));
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
        let found = self.0.iter().find(|(it, _)| *it == role);
        found.map(|(_, bytes)| bytes.as_slice())
    }

    /// The identifier of this role.
    pub(super) fn credential(&self, role: &str) -> Result<Option<CredentialId>, ParquetError> {
        let read = |it| identifier::credential(it).ok_or_else(|| meaningless("credential"));
        self.bytes(role).map(read).transpose()
    }

    /// The identifier of this role.
    pub(super) fn certificate(&self, role: &str) -> Result<Option<Fingerprint>, ParquetError> {
        match self.credential(role)? {
            None => Ok(None),
            Some(CredentialId::Certificate(fingerprint)) => Ok(Some(fingerprint)),
            Some(_) => Err(meaningless("certificate")),
        }
    }

    /// The identifier of this role.
    pub(super) fn digest(&self, role: &str) -> Result<Option<ToBeSigned>, ParquetError> {
        let read = |it| identifier::digest(it).ok_or_else(|| meaningless("digest"));
        self.bytes(role).map(read).transpose()
    }

    /// What was recomputed from the bytes of a certificate.
    pub(super) fn recomputed(&self) -> Result<Option<Recomputed>, ParquetError> {
        let certificate = self.certificate(role::RECOMPUTED_CERTIFICATE)?;
        let digest = self.digest(role::RECOMPUTED_DIGEST)?;
        Ok(certificate.map(|certificate| Recomputed {
            certificate,
            digest,
        }))
    }
}

/// Writes the edges of the entry in this row of the table of entries.
pub(in crate::lake) fn write<W: Write + Send>(
    entry: &Entry,
    row: u64,
    table: &mut TableWriter<W>,
) -> Result<(), ParquetError> {
    let edges = Edges::of(&entry.event);
    for (role, identifier) in &edges.0 {
        table.integer(row.cast_signed());
        table.text(role);
        table.binary(identifier);
        table.end_row()?;
    }
    Ok(())
}

/// The edges of a table, entry by entry.
pub(in crate::lake) struct EdgeReader {
    table: TableReader,
    waiting: VecDeque<(i64, &'static str, Vec<u8>)>,
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
            let role = role::named(row.text()?).ok_or_else(|| meaningless("role"))?;
            self.waiting
                .push_back((entry, role, row.binary()?.to_vec()));
        }
        Ok(true)
    }
}
