//! The scans that were recorded, and what they reported.

use futures_util::TryStreamExt as _;
use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::history::diff::{Change, ChangeSearch, Pair};
use crate::history::recorded::{
    Counts, Evidence, Observation, ObservedFindings, PastScan, ScanId, ScanInputs, Version,
};
use crate::model::row_id::FileId;
use crate::model::time::UnixNanos;
use crate::model::window::Window;
use crate::store::schema::codes::sources_of;
use crate::store::stored_findings::{findings, restored, span};
use crate::store::values::{from_integer, to_integer};
use crate::store::{Error, Store};

/// The most reports that are sorted in memory, some 200 bytes each. Of more, the whole history is read in order.
const MOST_SORTED: i64 = 50_000;

impl Store {
    /// The newest file.
    pub async fn position(&mut self) -> Result<FileId, Error> {
        let row = sqlx::query(include_str!("../../../queries/last_file.sql"))
            .fetch_one(&mut self.connection)
            .await?;
        Ok(row.try_get::<Option<FileId>, _>("id")?.unwrap_or_default())
    }

    /// The scans that were recorded, in order.
    pub async fn past_scans(&mut self) -> Result<Vec<PastScan>, Error> {
        self.past_scans_from(ScanId(0)).await
    }

    /// The number of the scan that began at this moment, the last one if there are several.
    pub async fn scan_that_began(&mut self, at: Timestamp) -> Result<Option<ScanId>, Error> {
        let row = sqlx::query(include_str!("../../../queries/scan_that_began.sql"))
            .bind(UnixNanos::from(at))
            .fetch_one(&mut self.connection)
            .await?;
        Ok(row.try_get::<Option<i64>, _>("id")?.map(ScanId))
    }

    /// The recorded scans from this one on, in order.
    pub async fn past_scans_from(&mut self, first: ScanId) -> Result<Vec<PastScan>, Error> {
        let sql = include_str!("../../../queries/scans.sql");
        let mut rows = sqlx::query(sql).bind(first.0).fetch(&mut self.connection);
        let mut scans = Vec::new();
        while let Some(row) = rows.try_next().await? {
            scans.push(past_scan(&row)?);
        }
        Ok(scans)
    }

    /// At most `most` scans that were recorded before this one, the last ones first.
    pub async fn scans_before(
        &mut self,
        scan: ScanId,
        most: usize,
    ) -> Result<Vec<PastScan>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/scans_before.sql"))
            .bind(scan.0)
            .bind(to_integer(most))
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter().map(past_scan).collect()
    }

    /// Calls `each` with the changes that a search finds, in the order of their subjects.
    ///
    /// # Errors
    /// Errors of SQLite, and of values that this program does not write.
    pub fn each_change(
        &mut self,
        mut search: ChangeSearch<'_>,
        each: &mut dyn FnMut(Change),
    ) -> Result<(), Error> {
        let Pair { before, after } = search.pair();
        let between = (before.id.0, after.id.0);
        let are_many = include_str!("../../../queries/reported_between_are_many.sql");
        let are_many =
            self.reader
                .rows
                .query_row(are_many, (between.0, between.1, MOST_SORTED), |row| {
                    row.get("many")
                })?;
        let sql = match are_many {
            true => include_str!("../../../queries/reported_between_in_order.sql"),
            false => include_str!("../../../queries/reported_between.sql"),
        };
        let mut statement = self.reader.rows.prepare(sql)?;
        let mut rows = statement.query(between)?;
        while let Some(row) = rows.next()? {
            search.add(version(row)?).into_iter().for_each(&mut *each);
        }
        search.end().into_iter().for_each(each);
        Ok(())
    }

    /// The last scan of which a webhook has been notified. `hook` is the hash of the webhook's address.
    pub async fn noticed(&mut self, hook: &[u8; 32]) -> Result<Option<ScanId>, Error> {
        let hook = hook.as_slice();
        let row = sqlx::query(include_str!("../../../queries/last_notified_scan.sql"))
            .bind(hook)
            .fetch_optional(&mut self.connection)
            .await?;
        row.map(|row| Ok(ScanId(row.try_get("scan")?))).transpose()
    }

    /// Records that a webhook has been notified of changes up to a scan.
    pub async fn record_notice(&mut self, hook: &[u8; 32], scan: ScanId) -> Result<(), Error> {
        let hook = hook.as_slice();
        sqlx::query(include_str!("../../../queries/record_notified_scan.sql"))
            .bind(hook)
            .bind(scan.0)
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    /// How many subjects outside of a window had the same findings in both scans.
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
        let row = sqlx::query(include_str!("../../../queries/reported_elsewhere.sql"))
            .bind(before.0)
            .bind(after.0)
            .bind(from)
            .bind(to)
            .fetch_one(&mut self.connection)
            .await?;
        Ok(from_integer(row.try_get("count")?))
    }
}

fn past_scan(row: &SqliteRow) -> Result<PastScan, Error> {
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
    .map(from_integer);
    let counts = Counts {
        complete,
        unproven,
        broken,
    };
    let id = ScanId(row.try_get("id")?);
    Ok(PastScan { id, basis, counts })
}

fn version(row: &rusqlite::Row<'_>) -> Result<Version, Error> {
    let findings_text: Option<String> = row.get("findings")?;
    let observed = findings_text.as_deref().map(findings).transpose()?;
    let value: Vec<u8> = row.get("value")?;
    let observation = Observation {
        subject: restored(row.get("kind")?, &value)?,
        findings: observed.map_or(ObservedFindings::Superseded, ObservedFindings::Findings),
        span: span(row.get("first")?, row.get("last")?),
        expected_window: span(row.get("from_at")?, row.get("to_at")?),
        evidence: Evidence {
            file: row.get("file")?,
            at: UnixNanos::timestamp(row.get("file_at")?),
        },
    };
    Ok(Version {
        observation,
        since: ScanId(row.get("since")?),
        until: row.get::<_, Option<i64>>("until")?.map(ScanId),
    })
}
