//! What scans reported, into the database and out of it.

use std::io::{self, BufRead, BufReader, Seek, Write};
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use sqlx::Row;

use super::location::Location;
use super::schema::codes::{self, source_mask, sources_of};
use super::write::bulk::Access;
use super::{Durability, Error, Store, ids};
use crate::history::findings::Findings;
use crate::history::open_findings::OpenFindings;
use crate::history::recorded::{
    Counts, Evidence, Observation, ObservedFindings, PastScan, ScanId, ScanInputs, Version,
};
use crate::model::identifier::Identifier;
use crate::model::row_id::FileId;
use crate::model::subject::Subject;
use crate::model::time::UnixNanos;
use crate::model::window::Window;

/// Bytes of observations that are kept in memory before they go to a temporary file.
const SPOOL: usize = 8 << 20;

/// Observations that wait for the end of the scan, as rows of JSON.
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
    /// Takes one observation.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn add(&mut self, observation: &Observation) -> io::Result<()> {
        let (kind, value) = stored(&observation.subject);
        let findings = match &observation.said {
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

/// Kind, value in hex, findings, first, last, expected_window from, expected_window to, newest file, its time.
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

/// A subject as `identifier` keeps it: kind and value.
fn stored(subject: &Subject) -> (i64, &[u8]) {
    match subject {
        Subject::Credential(credential) => ids::stored_credential(credential),
        Subject::Signature(digest) => (codes::identifier::DIGEST, digest.as_bytes()),
    }
}

fn restored(kind: i64, value: &[u8]) -> Result<Subject, Error> {
    match ids::restored(kind, value) {
        Some(Identifier::Credential(credential)) => Ok(Subject::Credential(credential)),
        Some(Identifier::Digest(digest)) => Ok(Subject::Signature(digest)),
        None => Err(Error::Damaged("an unknown subject")),
    }
}

fn findings(text: &str) -> Result<Findings, Error> {
    text.parse()
        .map_err(|_| Error::Damaged("a finding that this version does not know"))
}

fn span(first: UnixNanos, last: UnixNanos) -> (Timestamp, Timestamp) {
    (first.timestamp(), last.timestamp())
}

impl Store {
    /// Opens a database that is there to record a scan in it; waits so long for others who write.
    ///
    /// # Errors
    /// Where nothing can be written.
    pub async fn append(path: &Path, patience: Duration) -> Result<Self, Error> {
        let location = Location::shared(path);
        let options = location.options().busy_timeout(patience);
        let access = Access::Write(Durability::Durable, patience);
        let mut store = Store::existing(&options, access, location).await?;
        super::begin_immediate(&mut store.reader.rows)?.rollback()?;
        Ok(store)
    }

    /// The newest file.
    pub async fn position(&mut self) -> Result<FileId, Error> {
        let row = sqlx::query(include_str!("../../queries/last_file.sql"))
            .fetch_one(&mut self.connection)
            .await?;
        Ok(row.try_get::<Option<FileId>, _>("id")?.unwrap_or_default())
    }

    /// The findings that stand.
    pub fn standing(&mut self) -> Result<OpenFindings, Error> {
        let mut standing = OpenFindings::default();
        let mut statement = self
            .reader
            .rows
            .prepare(include_str!("../../queries/standing.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let value: Vec<u8> = row.get("value")?;
            let said: String = row.get("findings")?;
            let span = span(row.get("first")?, row.get("last")?);
            standing.add(restored(row.get("kind")?, &value)?, findings(&said)?, span);
        }
        Ok(standing)
    }

    /// Records a scan with what it observed: all of it or nothing.
    pub fn remember(
        &mut self,
        basis: &ScanInputs,
        counts: Counts,
        spool: &mut Spool,
    ) -> Result<ScanId, Error> {
        let turn = super::begin_immediate(&mut self.reader.rows)?;
        let id = record(basis, counts, &turn)?;
        report(id, spool, &turn)?;
        turn.commit()?;
        Ok(ScanId(id))
    }

    /// The scans that were recorded, in order.
    pub async fn past_scans(&mut self) -> Result<Vec<PastScan>, Error> {
        let rows = sqlx::query(include_str!("../../queries/scans.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let scans = rows.into_iter().map(|row| {
            let window = Window {
                from: row
                    .try_get::<Option<UnixNanos>, _>("window_from")?
                    .map(UnixNanos::timestamp),
                to: row
                    .try_get::<Option<UnixNanos>, _>("window_to")?
                    .map(UnixNanos::timestamp),
            };
            let policy: Result<[u8; 32], _> = row.try_get::<&[u8], _>("policy")?.try_into();
            let coverage = serde_json::from_str(row.try_get("coverage")?);
            let basis = ScanInputs {
                began: UnixNanos::timestamp(row.try_get("began")?),
                position: row.try_get("position")?,
                window,
                policy: policy.map_err(|_| Error::Damaged("a hash of another length"))?,
                tool: row.try_get("tool")?,
                without: sources_of(row.try_get("without")?).into_iter().collect(),
                settling: SignedDuration::from_nanos(row.try_get("settling")?),
                coverage: coverage.map_err(|_| Error::Damaged("a coverage of another shape"))?,
            };
            let [complete, unproven, broken] = [
                row.try_get("complete")?,
                row.try_get("unproven")?,
                row.try_get("broken")?,
            ]
            .map(|it: i64| it as u64);
            let counts = Counts {
                complete,
                unproven,
                broken,
            };
            let id = ScanId(row.try_get("id")?);
            Ok(PastScan { id, basis, counts })
        });
        scans.collect()
    }

    /// What began or ended to be reported after one scan, up to another, by subject and in order.
    pub async fn reported_between(
        &mut self,
        after: ScanId,
        up_to: ScanId,
    ) -> Result<Vec<Version>, Error> {
        let rows = sqlx::query(include_str!("../../queries/reported_between.sql"))
            .bind(after.0)
            .bind(up_to.0)
            .fetch_all(&mut self.connection)
            .await?;
        let versions = rows.into_iter().map(|row| {
            let evidence = Evidence {
                file: row.try_get("file")?,
                at: UnixNanos::timestamp(row.try_get("file_at")?),
            };
            let said = row
                .try_get::<Option<&str>, _>("findings")?
                .map(findings)
                .transpose()?;
            let observation = Observation {
                subject: restored(row.try_get("kind")?, row.try_get("value")?)?,
                said: said.map_or(ObservedFindings::Superseded, ObservedFindings::Findings),
                span: span(row.try_get("first")?, row.try_get("last")?),
                expected_window: span(row.try_get("from_at")?, row.try_get("to_at")?),
                evidence,
            };
            Ok(Version {
                observation,
                since: ScanId(row.try_get("since")?),
                until: row.try_get::<Option<i64>, _>("until")?.map(ScanId),
            })
        });
        versions.collect()
    }

    /// Up to which scan a webhook, by the hash of its address, has been told what changed.
    pub async fn noticed(&mut self, hook: &[u8; 32]) -> Result<Option<ScanId>, Error> {
        let hook = hook.as_slice();
        let row = sqlx::query(include_str!("../../queries/noticed.sql"))
            .bind(hook)
            .fetch_optional(&mut self.connection)
            .await?;
        row.map(|row| Ok(ScanId(row.try_get("scan")?))).transpose()
    }

    /// Records that a webhook has been told what changed up to a scan.
    pub async fn record_notice(&mut self, hook: &[u8; 32], scan: ScanId) -> Result<(), Error> {
        let hook = hook.as_slice();
        sqlx::query(include_str!("../../queries/record_notice.sql"))
            .bind(hook)
            .bind(scan.0)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// How many subjects had the same findings in both scans, but lie outside of a window.
    pub async fn reported_elsewhere(
        &mut self,
        before: ScanId,
        after: ScanId,
        window: Window,
    ) -> Result<u64, Error> {
        let (from, to) = window.bounds();
        if window.is_everything() {
            return Ok(0);
        }
        let row = sqlx::query(include_str!("../../queries/reported_elsewhere.sql"))
            .bind(before.0)
            .bind(after.0)
            .bind(from)
            .bind(to)
            .fetch_one(&mut self.connection)
            .await?;
        Ok(row.try_get::<i64, _>("count")? as u64)
    }
}

/// Writes what a scan says of subjects, where that does not stand already.
fn report(scan: i64, spool: &mut Spool, connection: &Connection) -> Result<(), Error> {
    let mut until = connection.prepare(include_str!("../../queries/record_until.sql"))?;
    let mut reported = connection.prepare(include_str!("../../queries/record_reported.sql"))?;
    for row in spool.rows().map_err(sqlx::Error::Io)? {
        let (kind, value, findings, first, last, from, to, file, at) =
            row.map_err(sqlx::Error::Io)?;
        let value = hex::decode(value).unwrap_or_default(); // it was written as such
        until.execute((scan, kind, &value, &findings))?;
        let said = (scan, kind, value, findings, first, last, from, to, file, at);
        reported.execute(said)?;
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
        [counts.complete, counts.unproven, counts.broken].map(|it| it as i64);
    connection.execute(
        include_str!("../../queries/record_scan.sql"),
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
