//! Objects of buckets as the database knows them: to be read, or read; and what was heard in the hours that sinks named.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, Row};

use crate::coverage::intervals::Coverage;
use crate::coverage::sink_hours::{Heard, Hour, read_through};
use crate::coverage::stretches::Stretches;
use crate::model::entry::Source;
use crate::model::time::UnixNanos;
use crate::store::bucket_object::Object;
use crate::store::schema::codes::Code;
use crate::store::{Error, Store};

/// The stretches in which logs were heard, by log and scope.
pub(crate) type AllHeard = BTreeMap<(Source, String), Stretches>;

impl Store {
    /// Notes what is listed, and gives back what is still to be read of it.
    ///
    /// # Errors
    /// Of the database.
    pub async fn unread_objects(&mut self, listed: Vec<Object>) -> Result<Vec<Object>, Error> {
        let mut turn = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut unread = Vec::new();
        for object in listed {
            let size = object.size as i64;
            let directory = object.hour.as_ref().map(|it| &it.directory);
            let hour = object.hour.as_ref().map(|it| UnixNanos::from(it.begins));
            sqlx::query(include_str!("../../../queries/record_listed.sql"))
                .bind(&object.url)
                .bind(&object.version)
                .bind(size)
                .bind(directory)
                .bind(hour)
                .execute(&mut *turn)
                .await?;
            let count = sqlx::query(include_str!("../../../queries/object_is_unread.sql"))
                .bind(&object.url)
                .fetch_one(&mut *turn)
                .await?;
            if count.try_get::<i64, _>("count")? > 0 {
                unread.push(object);
            }
        }
        turn.commit().await?;
        Ok(unread)
    }

    /// Records that an object has been read whose content was known already, under another name.
    pub(crate) fn record_known_object(
        &mut self,
        object: &Object,
        heard: &AllHeard,
        content: &[u8],
    ) -> Result<(), Error> {
        let turn = crate::store::begin_immediate(&mut self.reader.rows)?;
        record(object, heard, content, &turn)?;
        Ok(turn.commit()?)
    }
}

/// Records that an object has been read: the file of this content has its facts.
pub(in crate::store) fn record(
    object: &Object,
    heard: &AllHeard,
    content: &[u8],
    connection: &Connection,
) -> Result<(), Error> {
    let size = object.size as i64;
    connection.execute(
        include_str!("../../../queries/record_object.sql"),
        (content, &object.url, &object.version, size),
    )?;
    if let Some(hour) = &object.hour {
        record_hour(hour, heard, connection)?;
    }
    Ok(())
}

/// A file that holds entries of other hours than its name tells was not named by a sink, and shows nothing.
fn record_hour(hour: &Hour, heard: &AllHeard, connection: &Connection) -> Result<(), Error> {
    let moments = || heard.values().flat_map(Stretches::iter);
    if !moments().all(|(first, last)| hour.holds(first) && hour.holds(last)) {
        return Ok(());
    }
    let mut record = connection.prepare(include_str!("../../../queries/record_hour_heard.sql"))?;
    for ((source, scope), stretches) in heard {
        let Some((first, last)) = stretches.hull() else {
            continue;
        };
        let (source, begins) = (source.code(), UnixNanos::from(hour.begins));
        let (first, last) = (UnixNanos::from(first), UnixNanos::from(last));
        record.execute((&hour.directory, begins, scope, source, first, last))?;
    }
    Ok(())
}

/// Adds what the hours of sinks show to have been read through.
pub(in crate::store) async fn read_hours(
    coverage: &mut Coverage,
    connection: &mut SqliteConnection,
) -> Result<(), Error> {
    let mut heard = Vec::new();
    for row in sqlx::query(include_str!("../../../queries/hours_heard.sql"))
        .fetch_all(&mut *connection)
        .await?
    {
        heard.push(Heard {
            hour: hour(row.try_get("directory")?, row.try_get("hour")?),
            scope: row.try_get("scope")?,
            source: Source::of_code(row.try_get("source")?)?,
            first: UnixNanos::timestamp(row.try_get("first")?),
            last: UnixNanos::timestamp(row.try_get("last")?),
        });
    }
    if heard.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query(include_str!("../../../queries/hours_unread.sql"))
        .fetch_all(connection)
        .await?;
    let unread = rows
        .into_iter()
        .map(|row| Ok(hour(row.try_get("directory")?, row.try_get("hour")?)));
    let unread = unread.collect::<Result<BTreeSet<Hour>, Error>>()?;
    for (source, scope, from, to) in read_through(&heard, &unread) {
        let mut stretches = Stretches::default();
        stretches.add(from, to);
        coverage.add_hours(source, &scope, &stretches);
    }
    Ok(())
}

fn hour(directory: String, begins: UnixNanos) -> Hour {
    let begins = begins.timestamp();
    Hour { directory, begins }
}
