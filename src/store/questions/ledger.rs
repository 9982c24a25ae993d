//! Services, rejected lines and files.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::model::entry::Source;
use crate::model::receipt::{Place, Receipt};
use crate::model::time::UnixNanos;
use crate::store::rows::lineage::record::bytes;
use crate::store::rows::load::Counts;
use crate::store::schema::codes::{Code, sources_of};
use crate::store::{Error, Store};

/// A file that was read into the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// The name of the file.
    pub name: String,
    /// Compression and shapes of the file.
    pub detected: String,
    /// How many entries the file held.
    pub counts: Counts,
}

impl FileRead {
    /// Whether the file is evidence and no log: `PEM with 2 certificates`.
    pub fn is_evidence(&self) -> bool {
        self.counts.read == self.counts.rejected && self.detected.contains(" with ")
    }
}

/// A resource that serves another, as records show: a key version that signed what a cluster or pool claims, a pool that certified what a
/// cluster issued.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Service {
    /// The log of the resource that serves.
    pub source: Source,
    /// The key version or CA pool.
    pub resource: String,
    /// The project in whose log the service was recorded.
    pub scope: String,
    /// The log of the resource that is served.
    pub for_source: Source,
    /// The cluster or CA pool that is served.
    pub for_resource: String,
    /// The time of the first record of the service. None in databases of versions that did not keep it.
    pub since: Option<Timestamp>,
    /// Whether a service agent, or a caller without a name, ever called for the service. None in databases of versions that did not keep
    /// it.
    pub by_agent: Option<bool>,
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The receipt of the line.
    pub receipt: Receipt,
    /// What the parser expected.
    pub reason: String,
    /// The logs to which the line may belong; none, if a later file held the line whole.
    pub sources: Vec<Source>,
    /// The project or cluster in whose log the line stands, if the line names it.
    pub scope: Option<String>,
    /// The earliest time at which the line may have been written, if known.
    pub first: Option<Timestamp>,
    /// The latest time at which the line may have been written, if known.
    pub last: Option<Timestamp>,
}

impl Store {
    /// The services of key versions and CA pools.
    pub async fn services(&mut self) -> Result<Vec<Service>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/services.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        rows.into_iter()
            .map(|row| {
                let (source, for_source) = (
                    Source::of_code(row.try_get("source")?)?,
                    Source::of_code(row.try_get("for_source")?)?,
                );
                Ok(Service {
                    source,
                    resource: row.try_get("resource")?,
                    scope: row.try_get("scope")?,
                    for_source,
                    for_resource: row.try_get("for_resource")?,
                    since: row
                        .try_get::<Option<UnixNanos>, _>("since")?
                        .map(UnixNanos::timestamp),
                    by_agent: row.try_get::<Option<i64>, _>("by_agent")?.map(|it| it != 0),
                })
            })
            .collect()
    }

    /// Lines that could not be read, in the order of their reasons.
    pub async fn rejected(&mut self) -> Result<Vec<Rejected>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/rejected.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        rows.into_iter()
            .map(|row| {
                let place = Place {
                    file: row.try_get("name")?,
                    line: row.try_get::<i64, _>("line")? as u64,
                };
                let receipt = Receipt {
                    place,
                    bytes: bytes(Some(row.try_get("offset")?), row.try_get("length")?),
                    insert_id: None,
                    sha256: row.try_get::<&[u8], _>("sha256")?.try_into().ok(),
                };
                Ok(Rejected {
                    receipt,
                    reason: row.try_get("reason")?,
                    sources: match row.try_get::<i64, _>("again")? {
                        1 => Vec::new(),
                        _ => sources_of(row.try_get("source")?),
                    },
                    scope: row.try_get("scope")?,
                    first: row
                        .try_get::<Option<UnixNanos>, _>("first")?
                        .map(UnixNanos::timestamp),
                    last: row
                        .try_get::<Option<UnixNanos>, _>("last")?
                        .map(UnixNanos::timestamp),
                })
            })
            .collect()
    }

    /// How many entries all files held.
    pub async fn counts(&mut self) -> Result<Counts, Error> {
        let row = sqlx::query(include_str!("../../../queries/line_counts.sql"))
            .fetch_one(&mut self.connection)
            .await?;
        line_counts(&row)
    }

    /// The files, in the order in which they were read.
    pub async fn files_read(&mut self) -> Result<Vec<FileRead>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/files_read.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let files = rows.into_iter().map(|row| {
            Ok(FileRead {
                counts: line_counts(&row)?,
                name: row.try_get("name")?,
                detected: row.try_get("detected")?,
            })
        });
        files.collect()
    }
}

/// The counts of lines in a row.
fn line_counts(row: &SqliteRow) -> Result<Counts, Error> {
    let count = |column| row.try_get::<i64, _>(column).map(|it| it as u64);
    Ok(Counts {
        read: count("read")?,
        relevant: count("relevant")?,
        duplicate: count("duplicate")?,
        rejected: count("rejected")?,
        unreadable_bodies: count("unreadable_bodies")?,
    })
}
