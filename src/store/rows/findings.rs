//! The findings that the last scan left open, and the findings of a scan that is being recorded.

use std::io::{self, BufRead, BufReader, Seek, Write};

use rusqlite::{Connection, Rows};

use crate::history::open_findings::OpenFindings;
use crate::history::recorded::{ChainHead, Counts, Observation, ObservedFindings, ScanInputs};
use crate::model::finding::Verdict;
use crate::model::identity::subject::Subject;
use crate::model::row_id::FileId;
use crate::model::time::UnixNanos;
use crate::model::window::Window;
use crate::store::rows::ids;
use crate::store::rows::reader::Reader;
use crate::store::rows::scan_chain;
use crate::store::schema::codes::{self, source_mask};
use crate::store::stored_findings::{findings, restored, span};
use crate::store::values::to_integer;
use crate::store::{Error, Store};

/// Bytes of observations in memory before they go to a temporary file.
const SPOOL: usize = 8 << 20;

/// Observations that wait for the end of the scan, as lines of JSON.
pub struct Spool {
    rows: tempfile::SpooledTempFile,
}

impl Default for Spool {
    fn default() -> Self {
        Spool {
            rows: tempfile::spooled_tempfile(SPOOL),
        }
    }
}

impl Spool {
    /// Adds one observation.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn add(&mut self, observation: &Observation) -> io::Result<()> {
        let (kind, value) = stored(&observation.subject);
        let findings = match &observation.findings {
            ObservedFindings::Findings(findings) => Some(findings.to_string()),
            ObservedFindings::Superseded => None,
        };
        let [first, last, from, to, at] = [
            observation.span.0,
            observation.span.1,
            observation.expected_window.0,
            observation.expected_window.1,
            observation.evidence.at,
        ]
        .map(UnixNanos::from);
        let file = observation.evidence.file;
        let value = hex::encode(value);
        let row: SpooledRow = (kind, value, findings, first, last, from, to, file, at);
        serde_json::to_writer(&mut self.rows, &row)?;
        self.rows.write_all(b"\n")
    }

    /// Reads the rows back.
    fn rows(&mut self) -> io::Result<impl Iterator<Item = io::Result<SpooledRow>> + '_> {
        self.rows.rewind()?;
        let lines = BufReader::new(&mut self.rows).lines();
        Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
    }
}

/// Kind and value (hex) of the subject; findings; first and last time; both ends of the expected window; the newest file and its time.
type SpooledRow = (
    i64,
    String,
    Option<String>,
    UnixNanos,
    UnixNanos,
    UnixNanos,
    UnixNanos,
    FileId,
    UnixNanos,
);

/// The kind and the value of a subject, as table `identifier` has them.
fn stored(subject: &Subject) -> (i64, &[u8]) {
    match subject {
        Subject::Credential(credential) => ids::stored_credential(credential),
        Subject::Signature(digest) => (codes::identifier::DIGEST, digest.as_bytes()),
    }
}

/// A connection that looks up open findings one by one, in the state of the database that its scan reads: a scan of an hour has no use
/// for those of years.
pub struct OpenFindingsReader(Reader);

impl OpenFindingsReader {
    /// Adds the open findings of a subject, if it has some.
    ///
    /// # Errors
    /// Those of the database.
    pub fn look_up(&self, subject: &Subject, known: &mut OpenFindings) -> Result<(), Error> {
        let (kind, value) = stored(subject);
        let sql = include_str!("../../../queries/open_findings_of.sql");
        let mut statement = self.0.rows.prepare_cached(sql)?;
        add_all(statement.query((kind, value))?, known)
    }

    /// Adds the open findings of all subjects whose first or last record or use lies within a window.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_within(&self, window: Window, known: &mut OpenFindings) -> Result<(), Error> {
        let sql = include_str!("../../../queries/open_findings_within.sql");
        let mut statement = self.0.rows.prepare_cached(sql)?;
        let (from, to) = window.bounds();
        add_all(statement.query((from, to))?, known)
    }
}

fn add_all(mut rows: Rows<'_>, known: &mut OpenFindings) -> Result<(), Error> {
    while let Some(row) = rows.next()? {
        let value: Vec<u8> = row.get("value")?;
        let text: String = row.get("findings")?;
        let span = span(row.get("first")?, row.get("last")?);
        known.add(restored(row.get("kind")?, &value)?, findings(&text)?, span);
    }
    Ok(())
}

impl Store {
    /// The open findings, by subject.
    ///
    /// # Errors
    /// Those of the database.
    pub fn open_findings(&mut self) -> Result<OpenFindings, Error> {
        let mut open_findings = OpenFindings::default();
        let sql = include_str!("../../../queries/open_findings.sql");
        add_all(
            self.reader.rows.prepare(sql)?.query([])?,
            &mut open_findings,
        )?;
        Ok(open_findings)
    }

    /// The worst verdict of a subject whose findings are open, whichever scan examined the subject last.
    pub fn worst_open(&mut self) -> Result<Verdict, Error> {
        let query = include_str!("../../../queries/open_finding_sets.sql");
        let mut statement = self.reader.rows.prepare(query)?;
        let mut rows = statement.query([])?;
        let mut worst = Verdict::Complete;
        while let Some(row) = rows.next()? {
            let text: String = row.get("findings")?;
            worst = worst.max(findings(&text)?.unsuppressed_verdict());
        }
        Ok(worst)
    }

    /// A reader of open findings within the snapshot that this store is in; None if it is in none. Must be dropped when the snapshot ends.
    pub fn open_findings_reader(&mut self) -> Option<OpenFindingsReader> {
        self.spare.pop().map(OpenFindingsReader)
    }

    /// Records a scan with all its observations, in one transaction.
    pub fn remember(
        &mut self,
        basis: &ScanInputs,
        counts: Counts,
        spool: &mut Spool,
    ) -> Result<ChainHead, Error> {
        let transaction = crate::store::begin_immediate(&mut self.reader.rows)?;
        let id = record(basis, counts, &transaction)?;
        report(id, spool, &transaction)?;
        let head = scan_chain::append(id, &transaction)?;
        transaction.commit()?;
        Ok(head)
    }
}

/// Writes the findings of a scan that differ from the open findings of their subjects.
fn report(scan: i64, spool: &mut Spool, connection: &Connection) -> Result<(), Error> {
    let mut until = connection.prepare(include_str!("../../../queries/record_until.sql"))?;
    let mut reported = connection.prepare(include_str!("../../../queries/record_reported.sql"))?;
    for row in spool.rows().map_err(sqlx::Error::Io)? {
        let (kind, value, findings, first, last, from, to, file, at) =
            row.map_err(sqlx::Error::Io)?;
        let value = hex::decode(value).unwrap_or_default(); // it was written as such
        until.execute((scan, kind, &value, &findings))?;
        let row = (scan, kind, value, findings, first, last, from, to, file, at);
        reported.execute(row)?;
    }
    Ok(())
}

fn record(basis: &ScanInputs, counts: Counts, connection: &Connection) -> Result<i64, Error> {
    let began = UnixNanos::from(basis.began);
    let (from, to) = (
        basis.window.from.map(UnixNanos::from),
        basis.window.to.map(UnixNanos::from),
    );
    let policy = basis.policy.as_slice();
    let without = source_mask(&basis.without.iter().copied().collect::<Vec<_>>());
    let settling = i64::try_from(basis.settling.as_nanos()).unwrap_or(i64::MAX);
    let coverage = serde_json::to_string(&basis.coverage).unwrap_or_default(); // nothing in it fails to be written
    let [complete, unproven, broken] =
        [counts.complete, counts.unproven, counts.broken].map(to_integer);
    connection.execute(
        include_str!("../../../queries/record_scan.sql"),
        (
            began,
            basis.position,
            from,
            to,
            policy,
            &basis.tool,
            without,
            settling,
            coverage,
            complete,
            unproven,
            broken,
        ),
    )?;
    Ok(connection.last_insert_rowid())
}
