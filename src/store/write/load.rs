//! One file on its way into the database: all of it or nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction};
use sha2::{Digest as _, Sha256};

use super::bucket::AllHeard;
use super::bulk::Rows;
use super::pulled::{self, Answered};
use super::remarks;
use super::uses::Uses;
use crate::coverage::audit_settings::Switch;
use crate::coverage::issuance_times::Issue;
use crate::log::cut_line::Again;
use crate::log::neighbour_times;
use crate::log::parsed_batch::{Evidence, ParsedBatch, RawLine, Rejection, Remarks};
use crate::model::cluster_keys::Configuration;
use crate::model::entry::{Entry, Event, Holder, Outcome, Signed, Signer, Source};
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::bucket_object::Object;
use crate::store::ids::IdLease;
use crate::store::read::issuance_times::Moments;
use crate::store::schema::codes::{self, Code};

/// Entries that are kept back before they are written.
const ENTRIES: usize = 4_000;

/// A file that is being read in.
pub struct Load<'c> {
    transaction: Transaction<'c>,
    lent: IdLease<'c>,
    file: FileId,
    last_entry: i64,
    entries: Vec<(RawLine, Entry)>,
    evidence: Evidence,
    uses: Uses,
    remarks: Remarks,
    heard: AllHeard,
    recorded: Moments,
    rejections: Vec<Rejection>,
    again: BTreeMap<Again, i64>,
    /// When anything was heard in the last stretch of the file that said something.
    heard_before: Option<(Timestamp, Timestamp)>,
    /// The first rejection behind which nothing was heard yet.
    unfollowed: usize,
    configurations: Vec<(RawLine, Configuration)>,
    switches: Vec<(RawLine, Switch)>,
    counts: Counts,
    object: Option<Object>,
    answered: Option<Answered>,
}

/// What was in a file, in log entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub read: u64,
    /// Those that say something about a credential.
    pub relevant: u64,
    /// Facts that were known already.
    pub duplicate: u64,
    /// Those that could not be read.
    pub rejected: u64,
    /// Bodies that could not be read, of entries that were.
    pub unreadable_bodies: u64,
}

/// How a file ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loaded {
    /// Its facts are in the database.
    New(Counts),
    /// A file of the same content was read before; nothing has changed.
    Known {
        /// The name it had then.
        name: String,
    },
}

impl<'c> Load<'c> {
    pub(in crate::store) fn begin(
        transaction: Transaction<'c>,
        lent: IdLease<'c>,
        name: &str,
    ) -> Result<Self, Error> {
        let sql = include_str!("../../../queries/last_entry.sql");
        let last_entry: Option<i64> = transaction.query_row(sql, [], |row| row.get(0))?;
        transaction.execute(include_str!("../../../queries/record_file.sql"), [name])?;
        let file = FileId(transaction.last_insert_rowid());
        Ok(Load {
            transaction,
            lent,
            file,
            last_entry: last_entry.unwrap_or(0),
            entries: Vec::new(),
            evidence: Evidence::default(),
            uses: Uses::default(),
            remarks: Remarks::default(),
            heard: BTreeMap::new(),
            recorded: Moments::default(),
            rejections: Vec::new(),
            again: BTreeMap::new(),
            heard_before: None,
            unfollowed: 0,
            configurations: Vec::new(),
            switches: Vec::new(),
            counts: Counts::default(),
            object: None,
            answered: None,
        })
    }

    /// The file is an object of a bucket: with its facts goes in that it has been read.
    pub fn of_object(mut self, object: Option<&Object>) -> Self {
        self.object = object.cloned();
        self
    }

    /// It is an answer of the Logging API: what was asked for tells the coverage, not the moments of the entries.
    pub fn answering(mut self, answered: &Answered) -> Self {
        self.answered = Some(answered.clone());
        self
    }

    /// Which logs were heard in it, and when.
    pub(crate) fn heard(&self) -> &AllHeard {
        &self.heard
    }

    /// Adds what a stretch of the file said.
    pub fn add(&mut self, mut reading: ParsedBatch) -> Result<(), Error> {
        self.counts.read += reading.read + reading.rejections.len() as u64;
        self.counts.relevant += reading.relevant;
        self.counts.rejected += reading.rejections.len() as u64;
        self.counts.unreadable_bodies += reading.unreadable_bodies;
        let heard = neighbour_times::heard(reading.heard.iter().map(|(_, _, it)| it));
        for rejection in &mut reading.rejections {
            rejection.neighbours.precede(self.heard_before);
        }
        let last = self.rejections.get_mut(self.unfollowed..);
        for rejection in last.unwrap_or_default() {
            rejection.neighbours.follow(heard);
        }
        if heard.is_some() {
            self.heard_before = heard;
            self.unfollowed = self.rejections.len();
        }
        for (source, scope, stretches) in std::mem::take(&mut reading.heard) {
            self.heard
                .entry((source, scope))
                .or_default()
                .extend(&stretches);
        }
        for (source, scope, moments) in std::mem::take(&mut reading.recording) {
            let scope = self.lent.numbers.names(&[&scope], &self.transaction)?[0];
            self.recorded.add(source, Issue::Any, scope, &moments);
        }
        self.rejections.append(&mut reading.rejections);
        for again in std::mem::take(&mut reading.again) {
            *self.again.entry(again).or_default() += 1;
        }
        self.configurations.append(&mut reading.configurations);
        self.switches.append(&mut reading.switches);
        self.entries.append(&mut reading.entries);
        self.evidence.append(&mut reading.evidence);
        self.uses.add(&reading);
        self.remarks.append(&mut reading.remarks);
        if self.entries.len() >= ENTRIES {
            self.write_entries()?;
        }
        if self.evidence.len() >= ENTRIES {
            self.write_evidence()?;
        }
        if remarks::are_many(&self.remarks) {
            self.write_remarks()?;
        }
        if self.uses.are_many() {
            self.write_uses()?;
        }
        Ok(())
    }

    /// Ends the file. `content` tells its bytes from all others.
    pub fn finish(mut self, content: &[u8], detected: &str, bytes: u64) -> Result<Loaded, Error> {
        let sql = include_str!("../../../queries/file_of_content.sql");
        let known = self.transaction.query_row(sql, [content], |row| row.get(0));
        if let Some(name) = known.optional()? {
            self.abandon()?;
            return Ok(Loaded::Known { name });
        }
        self.write_entries()?;
        self.write_evidence()?;
        self.write_uses()?;
        self.uses.write_sums(&self.transaction)?;
        self.write_remarks()?;
        self.lent.numbers.settle(&self.transaction)?;
        self.write_rejections()?;
        self.write_configurations()?;
        self.write_switches()?;
        let heard = std::mem::take(&mut self.heard);
        self.write_coverage(&heard)?;
        std::mem::take(&mut self.recorded).write(&self.transaction)?;
        self.write_services()?;
        self.record(content, detected, bytes)?;
        if let Some(object) = &self.object {
            super::bucket::record(object, &heard, content, &self.transaction)?;
        }
        self.transaction.commit()?;
        self.lent.keep();
        Ok(Loaded::New(self.counts))
    }

    /// Records what the file was, now that it has been read.
    fn record(&self, content: &[u8], detected: &str, bytes: u64) -> Result<(), Error> {
        let Counts {
            read,
            relevant,
            duplicate,
            rejected,
            unreadable_bodies: bodies,
        } = self.counts;
        let [bytes, read, relevant, duplicate, rejected, bodies] =
            [bytes, read, relevant, duplicate, rejected, bodies].map(|it| it as i64);
        self.transaction.execute(
            include_str!("../../../queries/record_file_read.sql"),
            (
                content, detected, bytes, read, relevant, duplicate, rejected, bodies, self.file,
            ),
        )?;
        Ok(())
    }

    /// Leaves nothing of the file behind.
    pub fn abandon(self) -> Result<(), Error> {
        self.transaction.rollback()?;
        self.lent.keep_unchanged();
        Ok(())
    }

    fn write_uses(&mut self) -> Result<(), Error> {
        let numbers = &mut self.lent.numbers;
        self.counts.duplicate += self.uses.write(self.file, numbers, &self.transaction)?;
        Ok(())
    }

    fn write_remarks(&mut self) -> Result<(), Error> {
        let remarks = std::mem::take(&mut self.remarks);
        remarks::write(&remarks, &mut self.lent.numbers, &self.transaction)
    }

    fn write_entries(&mut self) -> Result<(), Error> {
        let entries = std::mem::take(&mut self.entries);
        let connection = &*self.transaction;
        let numbers = &mut self.lent.numbers;
        let identifiers = numbers.identifiers(&identifiers(&entries), connection)?;
        let names = numbers.names(&names(&entries), connection)?;
        let mut identifiers = identifiers.into_iter();
        let mut names = names.into_iter();
        let mut rows = Rows::of(
            include_str!("../../../queries/record_entries.sql"),
            connection,
        );
        let mut aliases = Rows::of(
            include_str!("../../../queries/record_aliases.sql"),
            connection,
        );
        let mut requests = Vec::new();
        for (raw, entry) in &entries {
            let row = EntryRow::of(entry, &mut identifiers, &mut names);
            requests.extend(row.named_request());
            if let (Some(holder), Some(number)) = (entry.event.holder(), row.certificate()) {
                write_aliases(holder, number, &mut aliases)?;
            }
            let [_, resource, _] = row.names;
            if let Some(resource) = resource {
                self.recorded.take(entry, resource);
            }
            row.write(self.file, raw, &mut rows)?;
        }
        aliases.finish()?;
        self.counts.duplicate += entries.len() as u64 - rows.finish()?;
        name_clusters(&requests, connection)
    }

    fn write_evidence(&mut self) -> Result<(), Error> {
        let evidence = std::mem::take(&mut self.evidence);
        let numbers = &mut self.lent.numbers;
        super::evidence::write(&evidence, self.file, numbers, &self.transaction)
    }

    fn write_rejections(&mut self) -> Result<(), Error> {
        let record = include_str!("../../../queries/record_rejections.sql");
        let mut rows = Rows::of(record, &self.transaction);
        for rejection in &self.rejections {
            rows.bind(self.file);
            rejection.raw.bind(&mut rows);
            let (first, last) = rejection.neighbours.within();
            rows.bind(rejection.reason.as_str())
                .bind(codes::source_mask(&rejection.sources))
                .bind(rejection.scope.as_deref())
                .bind(first.map(UnixNanos::from))
                .bind(last.map(UnixNanos::from))
                .bind(rejection.tail.as_ref().map(<[u8; 16]>::as_slice));
            rows.end_row()?;
        }
        rows.finish()?;
        super::cut_lines::record(&self.again, &self.transaction)
    }

    fn write_configurations(&mut self) -> Result<(), Error> {
        for (raw, configuration) in std::mem::take(&mut self.configurations) {
            let names = [configuration.cluster.as_str()];
            let cluster = self.lent.numbers.names(&names, &self.transaction)?[0];
            let connection = &self.transaction;
            let written = crate::store::read::configuration::write(
                &configuration,
                &raw,
                cluster,
                self.file,
                connection,
            )?;
            self.counts.duplicate += 1 - written;
        }
        Ok(())
    }

    fn write_switches(&mut self) -> Result<(), Error> {
        for (raw, switch) in std::mem::take(&mut self.switches) {
            let names = [switch.scope.as_str(), switch.by.as_str()];
            let names = self.lent.numbers.names(&names, &self.transaction)?;
            let names = [names[0], names[1]];
            let connection = &self.transaction;
            let written = crate::store::read::audit_settings::write(
                &switch, &raw, names, self.file, connection,
            )?;
            self.counts.duplicate += 1 - written;
        }
        Ok(())
    }

    fn write_coverage(&mut self, heard: &AllHeard) -> Result<(), Error> {
        if let Some(answered) = &self.answered {
            let record = include_str!("../../../queries/record_origin.sql");
            self.transaction
                .execute(record, (answered.origin(), self.file))?;
            return pulled::widen(answered, &mut self.lent.numbers, &self.transaction);
        }
        for ((source, scope), stretches) in heard {
            let scope = self.lent.numbers.names(&[scope], &self.transaction)?[0];
            crate::store::read::coverage::widen(*source, scope, stretches, &self.transaction)?;
        }
        Ok(())
    }

    fn write_services(&mut self) -> Result<(), Error> {
        crate::store::read::service_agents::record(&self.transaction, self.last_entry)
    }
}

impl RawLine {
    pub(in crate::store) fn bind<'v>(&'v self, rows: &mut Rows<'_, 'v>) {
        rows.bind(self.line as i64)
            .bind(self.bytes.offset as i64)
            .bind(self.bytes.length as i64)
            .bind(self.sha256.as_slice());
    }
}

/// All identifiers of all entries, in the order in which `EntryRow::of` takes them.
fn identifiers(entries: &[(RawLine, Entry)]) -> Vec<Identifier> {
    entries
        .iter()
        .flat_map(|(_, entry)| columns(&entry.event))
        .flatten()
        .collect()
}

/// Scope, resource, principal and holder of all entries.
fn names(entries: &[(RawLine, Entry)]) -> Vec<&str> {
    entries
        .iter()
        .flat_map(|(_, entry)| {
            let named = [
                entry.scope.as_str(),
                entry.event.resource(),
                entry.principal.as_str(),
            ];
            named.into_iter().chain(holder(&entry.event))
        })
        .collect()
}

/// Whose it is, where the entry tells.
fn holder(event: &Event) -> Option<&str> {
    Some(event.user()).filter(|it| !it.is_empty())
}

/// Credential, certificate, digest, recomputed certificate, recomputed digest, requester.
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

/// An entry with numbers in place of names and identifiers.
struct EntryRow<'e> {
    entry: &'e Entry,
    content: i64,
    /// Scope, resource and principal.
    names: [Option<NameId>; 3],
    /// None where nothing tells whose it is.
    holder: Option<NameId>,
    /// In the order of `columns`.
    identifiers: [Option<IdentifierId>; 6],
}

impl<'e> EntryRow<'e> {
    fn of(
        entry: &'e Entry,
        identifiers: &mut impl Iterator<Item = IdentifierId>,
        names: &mut impl Iterator<Item = NameId>,
    ) -> Self {
        let identifiers = columns(&entry.event).map(|it| it.and_then(|_| identifiers.next()));
        EntryRow {
            entry,
            content: content(entry),
            names: [names.next(), names.next(), names.next()],
            holder: holder(&entry.event).and_then(|_| names.next()),
            identifiers,
        }
    }

    fn certificate(&self) -> Option<IdentifierId> {
        let [_, certificate, ..] = self.identifiers;
        certificate
    }

    /// Moment, content, scope and resource of a request, whose cluster may be missing in what is known of the request.
    fn named_request(&self) -> Option<NamedRequest> {
        let [scope, resource, _] = self.names;
        let is_request = matches!(self.entry.event, Event::Requested(_));
        let (scope, resource) = scope.zip(resource).filter(|_| is_request)?;
        Some((
            UnixNanos::from(self.entry.at),
            self.content,
            scope,
            resource,
        ))
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

/// Moment, content, and the numbers of scope and resource.
type NamedRequest = (UnixNanos, i64, NameId, NameId);

/// Names the clusters of requests that are known in another form. A request is one record in both of its forms, whichever comes first, and
/// only an entry of Cloud Logging names the cluster.
fn name_clusters(requests: &[NamedRequest], connection: &Connection) -> Result<(), Error> {
    let sql = include_str!("../../../queries/record_cluster_of_request.sql");
    let mut statement = connection.prepare_cached(sql)?;
    for request in requests {
        statement.execute(*request)?;
    }
    Ok(())
}

/// What tells entries of one moment apart: Google's key of a duplicate is project, timestamp and insertId. What the entry says
/// belongs to it here, so that two entries which contradict or complete each other both stay. For the API server the project is left out: a
/// raw event does not know its own.
fn content(entry: &Entry) -> i64 {
    let (scope, resource) = match entry.event.source() {
        Source::Kubernetes => ("", ""),
        _ => (entry.scope.as_str(), entry.event.resource()),
    };
    let mut hash = Sha256::new();
    for text in [
        scope,
        &entry.insert_id,
        entry.event.as_str(),
        resource,
        &entry.principal,
    ] {
        hash.update(text);
        hash.update([0]);
    }
    let validity = entry.event.validity();
    for end in [validity.from, validity.to] {
        hash.update(end.map_or(UnixNanos::MIN, UnixNanos::from).0.to_be_bytes());
    }
    for (field, identifier) in entry.event.mentions() {
        hash.update([field.code() as u8]);
        let (kind, value) = crate::store::ids::stored(&identifier);
        hash.update([kind as u8]);
        hash.update(value);
    }
    if tells_signer(&entry.event) {
        hash.update("signer");
    }
    let hash: [u8; 32] = hash.finalize().into();
    i64::from_be_bytes([
        hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7],
    ])
}

/// Of a certificate one route may tell the signer, and another not.
fn tells_signer(event: &Event) -> bool {
    matches!(event, Event::Requested(it)
        if it.order.signer == Signer::Cluster && matches!(it.credential, CredentialId::Certificate(_)))
}

fn detail(event: &Event) -> Option<String> {
    match event {
        Event::Certified(certified) => serde_json::to_string(&certified.holder).ok(),
        Event::Observed(observed) => serde_json::to_string(&observed.holder).ok(),
        Event::Signed(Signed {
            outcome: Outcome::Refused(code),
            ..
        }) => Some(code.to_string()),
        Event::Requested(_) if tells_signer(event) => Some(Signer::Cluster.as_str().to_owned()),
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
