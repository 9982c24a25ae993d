//! Writes entries: rows in which names and identifiers are row numbers.

use rusqlite::Connection;

use crate::log::parsed_batch::RawLine;
use crate::model::entry::{Entry, Event, Holder, Outcome, Signed, Signer};
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::ids::Ids;
use crate::store::rows::insert::Rows;
use crate::store::rows::load::content::{content, names_signer};
use crate::store::rows::load::issuance_times::Moments;
use crate::store::schema::codes;

/// Writes entries; returns how many of them were known already. `recorded` takes the moments of issuances.
pub(super) fn write(
    entries: &[(RawLine, Entry)],
    file: FileId,
    ids: &mut Ids<'_, '_>,
    recorded: &mut Moments,
) -> Result<u64, Error> {
    let connection = ids.connection();
    let mut rows = Rows::of(
        include_str!("../../../../queries/record_entries.sql"),
        connection,
    );
    let mut aliases = Rows::of(
        include_str!("../../../../queries/record_aliases.sql"),
        connection,
    );
    let mut requests = Vec::new();
    for (raw, entry) in entries {
        let row = EntryRow::of(entry, ids)?;
        requests.extend(row.named_request());
        if let (Some(holder), Some(number)) = (entry.event.holder(), row.certificate()) {
            write_aliases(holder, number, &mut aliases)?;
        }
        let [_, resource, _] = row.names;
        recorded.take(entry, resource);
        row.write(file, raw, &mut rows)?;
    }
    aliases.finish()?;
    let duplicates = entries.len() as u64 - rows.finish()?;
    ids.record_names()?;
    name_clusters(&requests, connection)?;
    Ok(duplicates)
}

/// The user whose credential an entry speaks of, if the entry names one.
pub(crate) fn holder(event: &Event) -> Option<&str> {
    Some(event.user()).filter(|it| !it.is_empty())
}

/// The identifiers of an event: credential, certificate, digest, recomputed certificate, recomputed digest, requester.
fn columns(event: &Event) -> [Option<Identifier>; 6] {
    let credential = |id: &CredentialId| Some(Identifier::from(id.clone()));
    match event {
        Event::Requested(it) => [
            credential(&it.credential),
            None,
            it.digest.map(Identifier::from),
            None,
            None,
            it.requester.as_ref().and_then(credential),
        ],
        Event::Issued(it) => [
            credential(&it.credential),
            it.certificate.map(Identifier::from),
            it.digest.map(Identifier::from),
            None,
            None,
            None,
        ],
        Event::Certified(it) => {
            let recomputed_digest = it.recomputed.and_then(|it| it.digest);
            let recomputed = it.recomputed.map(|it| Identifier::from(it.certificate));
            [
                None,
                Some(it.certificate.into()),
                it.digest.map(Identifier::from),
                recomputed,
                recomputed_digest.map(Identifier::from),
                None,
            ]
        }
        Event::Signed(it) => [None, None, Some(it.digest.into()), None, None, None],
        Event::Observed(it) => [
            None,
            Some(it.certificate.into()),
            it.digest.map(Identifier::from),
            None,
            None,
            None,
        ],
    }
}

/// An entry with row numbers in place of names and identifiers.
struct EntryRow<'e> {
    entry: &'e Entry,
    content: i64,
    /// Scope, resource and principal.
    names: [NameId; 3],
    /// The user whose credential the entry speaks of. None if the entry names no user.
    holder: Option<NameId>,
    /// In the order of `columns`.
    identifiers: [Option<IdentifierId>; 6],
}

impl<'e> EntryRow<'e> {
    fn of(entry: &'e Entry, ids: &mut Ids<'_, '_>) -> Result<Self, Error> {
        let mut identifiers = [None; 6];
        for (number, identifier) in identifiers.iter_mut().zip(columns(&entry.event)) {
            *number = identifier.map(|it| ids.intern(&it)).transpose()?;
        }
        let holder = holder(&entry.event);
        Ok(EntryRow {
            entry,
            content: content(entry),
            names: [
                ids.intern_name(&entry.scope)?,
                ids.intern_name(entry.event.resource())?,
                ids.intern_name(&entry.principal)?,
            ],
            holder: holder.map(|it| ids.intern_name(it)).transpose()?,
            identifiers,
        })
    }

    fn certificate(&self) -> Option<IdentifierId> {
        let [_, certificate, ..] = self.identifiers;
        certificate
    }

    /// Time, content hash, scope and resource of a request, if the entry is one.
    fn named_request(&self) -> Option<NamedRequest> {
        let [scope, resource, _] = self.names;
        let is_request = matches!(self.entry.event, Event::Requested(_));
        is_request.then(|| (self.entry.at.into(), self.content, scope, resource))
    }

    fn write(&self, file: FileId, raw: &'e RawLine, rows: &mut Rows<'_, 'e>) -> Result<(), Error> {
        let event = &self.entry.event;
        rows.bind(UnixNanos::from(self.entry.at))
            .bind(self.content)
            .bind(codes::event_code(event));
        for name in self.names {
            rows.bind(name);
        }
        rows.bind(self.entry.insert_id.as_str());
        for identifier in self.identifiers {
            rows.bind(identifier);
        }
        let validity = event.validity();
        rows.bind(validity.from.map(UnixNanos::from))
            .bind(validity.to.map(UnixNanos::from))
            .bind(detail(event));
        rows.bind(file);
        raw.bind(rows);
        rows.bind(self.holder);
        rows.end_row()
    }
}

/// Time, content hash, scope and resource of a request.
type NamedRequest = (UnixNanos, i64, NameId, NameId);

/// Fills in the clusters of requests that the database has from raw audit events. A raw event and an entry of Cloud Logging of one request
/// are one record, and only the entry of Cloud Logging names the cluster.
fn name_clusters(requests: &[NamedRequest], connection: &Connection) -> Result<(), Error> {
    let sql = include_str!("../../../../queries/record_cluster_of_request.sql");
    let mut statement = connection.prepare_cached(sql)?;
    for request in requests {
        statement.execute(*request)?;
    }
    Ok(())
}

fn detail(event: &Event) -> Option<String> {
    match event {
        Event::Certified(certified) => serde_json::to_string(&certified.holder).ok(),
        Event::Observed(observed) => serde_json::to_string(&observed.holder).ok(),
        Event::Signed(Signed {
            outcome: Outcome::Refused(code),
            ..
        }) => Some(code.to_string()),
        Event::Requested(_) if names_signer(event) => Some(Signer::Cluster.as_str().to_owned()),
        Event::Requested(_) | Event::Issued(_) | Event::Signed(_) => None,
    }
}

fn write_aliases<'h>(
    holder: &'h Holder,
    number: IdentifierId,
    rows: &mut Rows<'_, 'h>,
) -> Result<(), Error> {
    let texts = holder.uris.iter().chain([&holder.serial]);
    for text in texts.filter(|text| !text.is_empty()) {
        rows.bind(text.as_str()).bind(number).end_row()?;
    }
    Ok(())
}
