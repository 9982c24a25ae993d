//! Reads one file into the database, in one transaction.

pub(crate) mod audit_settings;
pub(crate) mod configuration;
pub(crate) mod content;
pub(crate) mod coverage;
pub(crate) mod cut_lines;
pub(crate) mod entries;
pub(crate) mod evidence;
pub(crate) mod issuance_times;
pub(crate) mod object;
pub mod pulled;
mod rejections;
pub(crate) mod remarks;
pub(crate) mod service_agents;

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Transaction};

use crate::coverage::audit_settings::RecordedChange;
use crate::coverage::issuance_times::Issue;
use crate::log::cut_line::Again;
use crate::log::parsed_batch::{Evidence, ParsedBatch, RawLine, Rejection, Remarks};
use crate::model::cluster_keys::Configuration;
use crate::model::entry::Entry;
use crate::model::identity::project_number::ShownNumbers;
use crate::model::omitted::Omitted;
use crate::model::row_id::FileId;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::bucket_object::Object;
use crate::store::rows::ids::IdLease;
use crate::store::rows::insert::Rows;
use crate::store::rows::load::issuance_times::Moments;
use crate::store::rows::load::object::EntryTimes;
use crate::store::rows::load::pulled::Answered;
use crate::store::rows::load::rejections::Rejections;
use crate::store::rows::uses::Uses;
use crate::store::schema::codes;
use crate::store::values::to_integer;

/// Entries that wait before they are written.
const ENTRIES: usize = 4_000;

/// A file that is being read in.
pub struct Load<'c> {
    transaction: Transaction<'c>,
    lease: IdLease<'c>,
    file: FileId,
    last_entry: i64,
    entries: Vec<(RawLine, Entry)>,
    evidence: Evidence,
    uses: Uses,
    remarks: Remarks,
    entry_times: EntryTimes,
    recorded: Moments,
    rejections: Rejections,
    again: BTreeMap<Again, i64>,
    configurations: Vec<(RawLine, Configuration)>,
    switches: Vec<(RawLine, RecordedChange)>,
    shown_numbers: ShownNumbers,
    counts: Counts,
    object: Option<Object>,
    answered: Option<Answered>,
}

/// How many log entries a file, or all files, held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entries in all.
    pub read: u64,
    /// Entries with a fact about a credential.
    pub relevant: u64,
    /// Facts that the database knew already.
    pub duplicate: u64,
    /// Lines that could not be read.
    pub rejected: u64,
    /// Entries that were read without their bodies, which could not be read.
    pub unreadable_bodies: u64,
}

impl Counts {
    pub(in crate::store) fn add(&mut self, other: &Counts) {
        self.read += other.read;
        self.relevant += other.relevant;
        self.duplicate += other.duplicate;
        self.rejected += other.rejected;
        self.unreadable_bodies += other.unreadable_bodies;
    }
}

/// The result of reading a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loaded {
    /// The facts of the file are in the database.
    New(Counts),
    /// A file with the same content was read before; the database has not changed.
    Known {
        /// The name of that file.
        name: String,
    },
}

impl<'c> Load<'c> {
    pub(in crate::store) fn begin(
        transaction: Transaction<'c>,
        lease: IdLease<'c>,
        name: &str,
    ) -> Result<Self, Error> {
        let sql = include_str!("../../../../queries/last_entry.sql");
        let last_entry: Option<i64> = transaction.query_row(sql, [], |row| row.get(0))?;
        transaction.execute(include_str!("../../../../queries/record_file.sql"), [name])?;
        let file = FileId(transaction.last_insert_rowid());
        Ok(Load {
            transaction,
            lease,
            file,
            last_entry: last_entry.unwrap_or(0),
            entries: Vec::new(),
            evidence: Evidence::default(),
            uses: Uses::default(),
            remarks: Remarks::default(),
            entry_times: BTreeMap::new(),
            recorded: Moments::default(),
            rejections: Rejections::default(),
            again: BTreeMap::new(),
            configurations: Vec::new(),
            switches: Vec::new(),
            shown_numbers: ShownNumbers::default(),
            counts: Counts::default(),
            object: None,
            answered: None,
        })
    }

    /// Marks the file as an object of a bucket: the transaction also records that the object has been read.
    pub fn of_object(mut self, object: Option<&Object>) -> Self {
        self.object = object.cloned();
        self
    }

    /// Marks the file as an answer of the Logging API: the window of the question is the coverage, not the times of the entries.
    pub fn answering(mut self, answered: &Answered) -> Self {
        self.answered = Some(answered.clone());
        self
    }

    /// The logs of which the file holds entries, with the times of these.
    pub(crate) fn entry_times(&self) -> &EntryTimes {
        &self.entry_times
    }

    /// Adds a batch of the file.
    pub fn add(&mut self, mut reading: ParsedBatch) -> Result<(), Error> {
        self.counts.read += reading.read + reading.rejections.len() as u64;
        self.counts.relevant += reading.relevant;
        self.counts.rejected += reading.rejections.len() as u64;
        self.counts.unreadable_bodies += reading.unreadable_bodies;
        let rejections = std::mem::take(&mut reading.rejections);
        self.rejections.add(rejections, &reading.end_times);
        for (source, scope, stretches) in std::mem::take(&mut reading.entry_times) {
            self.entry_times
                .entry((source, scope))
                .or_default()
                .extend(&stretches);
        }
        for (source, scope, moments) in std::mem::take(&mut reading.recording) {
            let scope = self.lease.allocator.name(&scope, &self.transaction)?;
            self.recorded.add(source, Issue::Any, scope, &moments);
        }
        for again in std::mem::take(&mut reading.again) {
            *self.again.entry(again).or_default() += 1;
        }
        self.configurations.append(&mut reading.configurations);
        self.switches.append(&mut reading.switches);
        self.shown_numbers.append(&mut reading.shown_numbers);
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

    /// Counts uses that were left out because they repeat uses that were added before.
    #[cfg(feature = "lake")]
    pub(crate) fn leave_out(&mut self, repeats: u64) {
        self.counts.duplicate += repeats;
    }

    /// Writes all that waits, and commits. `content` is the hash of the file's bytes.
    pub fn finish(mut self, content: &[u8], detected: &str, bytes: u64) -> Result<Loaded, Error> {
        let sql = include_str!("../../../../queries/file_of_content.sql");
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
        self.lease.allocator.flush(&self.transaction)?;
        self.write_rejections()?;
        self.write_configurations()?;
        self.write_switches()?;
        let entry_times = std::mem::take(&mut self.entry_times);
        self.write_coverage(&entry_times)?;
        std::mem::take(&mut self.recorded).write(&self.transaction)?;
        self.write_services()?;
        self.record(content, detected, bytes)?;
        if let Some(object) = &self.object {
            crate::store::rows::load::object::record(
                object,
                &entry_times,
                content,
                &self.transaction,
            )?;
        }
        self.transaction.commit()?;
        self.lease.keep();
        Ok(Loaded::New(self.counts))
    }

    /// Records form, size and counts of the file.
    fn record(&self, content: &[u8], detected: &str, bytes: u64) -> Result<(), Error> {
        let Counts {
            read,
            relevant,
            duplicate,
            rejected,
            unreadable_bodies: bodies,
        } = self.counts;
        let [bytes, read, relevant, duplicate, rejected, bodies] =
            [bytes, read, relevant, duplicate, rejected, bodies].map(to_integer);
        self.transaction.execute(
            include_str!("../../../../queries/record_file_read.sql"),
            (
                content, detected, bytes, read, relevant, duplicate, rejected, bodies, self.file,
            ),
        )?;
        Ok(())
    }

    /// Rolls the transaction back.
    pub fn abandon(self) -> Result<(), Error> {
        self.transaction.rollback()?;
        self.lease.keep_unchanged();
        Ok(())
    }

    fn write_uses(&mut self) -> Result<(), Error> {
        let allocator = &mut self.lease.allocator;
        self.counts.duplicate += self.uses.write(self.file, allocator, &self.transaction)?;
        Ok(())
    }

    fn write_remarks(&mut self) -> Result<(), Error> {
        let remarks = std::mem::take(&mut self.remarks);
        remarks::write(&remarks, &mut self.lease.allocator, &self.transaction)
    }

    fn write_entries(&mut self) -> Result<(), Error> {
        let entries = std::mem::take(&mut self.entries);
        let mut ids = self.lease.allocator.batch(&self.transaction);
        self.counts.duplicate += entries::write(&entries, self.file, &mut ids, &mut self.recorded)?;
        Ok(())
    }

    fn write_evidence(&mut self) -> Result<(), Error> {
        let evidence = std::mem::take(&mut self.evidence);
        let allocator = &mut self.lease.allocator;
        crate::store::rows::load::evidence::write(
            &evidence,
            self.file,
            allocator,
            &self.transaction,
        )
    }

    fn write_rejections(&mut self) -> Result<(), Error> {
        let record = include_str!("../../../../queries/record_rejections.sql");
        let mut rows = Rows::of(record, &self.transaction);
        let rejections = std::mem::take(&mut self.rejections).settled();
        let rejections: Vec<(Rejection, Option<Omitted>)> = rejections.collect();
        for (rejection, counted) in &rejections {
            rows.bind(self.file);
            rejection.raw.bind(&mut rows);
            let (first, last) = rejection.neighbours.within();
            rows.bind(rejection.reason.as_str())
                .bind(codes::source_mask(&rejection.sources))
                .bind(rejection.scope.as_deref())
                .bind(first.map(UnixNanos::from))
                .bind(last.map(UnixNanos::from))
                .bind(rejection.tail.as_ref().map(<[u8; 16]>::as_slice))
                .bind(counted.map(|it| to_integer(it.0)));
            rows.end_row()?;
        }
        rows.finish()?;
        crate::store::rows::load::cut_lines::record(&self.again, &self.transaction)
    }

    fn write_configurations(&mut self) -> Result<(), Error> {
        for (raw, configuration) in std::mem::take(&mut self.configurations) {
            let allocator = &mut self.lease.allocator;
            let cluster = allocator.name(&configuration.cluster, &self.transaction)?;
            let connection = &self.transaction;
            let written = crate::store::rows::load::configuration::write(
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
            let allocator = &mut self.lease.allocator;
            let names = [
                allocator.name(&switch.scope, &self.transaction)?,
                allocator.name(&switch.by, &self.transaction)?,
            ];
            let connection = &self.transaction;
            let written = crate::store::rows::load::audit_settings::write(
                &switch, &raw, names, self.file, connection,
            )?;
            self.counts.duplicate += 1 - written;
        }
        Ok(())
    }

    fn write_coverage(&mut self, entry_times: &EntryTimes) -> Result<(), Error> {
        if let Some(answered) = &self.answered {
            let record = include_str!("../../../../queries/record_log_of_page.sql");
            self.transaction
                .execute(record, (answered.origin(), self.file))?;
            return pulled::widen(answered, &mut self.lease.allocator, &self.transaction);
        }
        for ((source, scope), stretches) in entry_times {
            let scope = self.lease.allocator.name(scope, &self.transaction)?;
            crate::store::rows::load::coverage::widen(
                *source,
                scope,
                stretches,
                &self.transaction,
            )?;
        }
        Ok(())
    }

    fn write_services(&mut self) -> Result<(), Error> {
        service_agents::project_numbers::record(&self.shown_numbers, &self.transaction)?;
        let (transaction, allocator) = (&self.transaction, &mut self.lease.allocator);
        let mut name = |text: &str| allocator.name(text, transaction);
        service_agents::record(transaction, &mut name, self.last_entry)
    }
}

impl RawLine {
    pub(in crate::store) fn bind<'v>(&'v self, rows: &mut Rows<'_, 'v>) {
        rows.bind(to_integer(self.line))
            .bind(to_integer(self.bytes.offset))
            .bind(to_integer(self.bytes.length))
            .bind(self.sha256.as_slice());
    }
}
