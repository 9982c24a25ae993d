//! Windows of which the Logging API gave everything, as the database keeps them.

use jiff::Timestamp;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::{Error, Store, moment, nanoseconds, numbers::Numbers, source_number};
use crate::coverage::Pulled;
use crate::entry::Source;

/// A log of a project, and windows in which the Logging API gave everything of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The log.
    pub source: Source,
    /// `projects/P`
    pub scope: String,
    /// The windows. None: nothing is claimed of any time.
    pub pulled: Vec<Pulled>,
}

impl Answered {
    /// What pages of this log are called in reports.
    pub(super) fn origin(&self) -> String {
        format!("Logging API, {} log of {}", self.source, self.scope)
    }
}

/// Adds a window to those that are known.
pub(super) async fn widen(
    answered: &Answered,
    numbers: &mut Numbers,
    connection: &mut SqliteConnection,
) -> Result<(), Error> {
    if answered.pulled.is_empty() {
        return Ok(());
    }
    let source = source_number(answered.source);
    let scope = numbers.names(&[&answered.scope], connection).await?[0];
    let mut windows = known(source, scope, connection).await?;
    windows.extend(&answered.pulled);
    sqlx::query_file!("queries/forget_pulled.sql", source, scope)
        .execute(&mut *connection)
        .await?;
    for it in Pulled::joined(windows) {
        let [first, last, settled] = [it.from, it.to, it.settled].map(nanoseconds);
        let (oldest, newest) = (it.oldest.map(nanoseconds), it.newest.map(nanoseconds));
        sqlx::query_file!(
            "queries/record_pulled.sql",
            source,
            scope,
            first,
            last,
            settled,
            oldest,
            newest
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn known(
    source: i64,
    scope: i64,
    connection: &mut SqliteConnection,
) -> Result<Vec<Pulled>, Error> {
    let rows = sqlx::query_file!("queries/pulled_of.sql", source, scope)
        .fetch_all(connection)
        .await?;
    let windows = rows.into_iter().map(|row| {
        Ok(Pulled {
            from: moment(row.first)?,
            to: moment(row.last)?,
            settled: moment(row.settled)?,
            oldest: row.oldest.map(moment).transpose()?,
            newest: row.newest.map(moment).transpose()?,
        })
    });
    windows.collect()
}

impl Store {
    /// Keeps a window that was answered without anything new in it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn record_answered(&mut self, answered: &Answered) -> Result<(), Error> {
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        self.numbers.refresh(&mut transaction).await?;
        widen(answered, &mut self.numbers, &mut transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// The windows that were pulled of a log, in order.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn pulled(&mut self, source: Source, scope: &str) -> Result<Vec<Pulled>, Error> {
        let name = sqlx::query_file!("queries/name_of_text.sql", scope)
            .fetch_optional(&mut self.connection)
            .await?;
        match name {
            Some(name) => known(source_number(source), name.id, &mut self.connection).await,
            None => Ok(Vec::new()),
        }
    }

    /// From when on the next pull of a log must ask: what came later may not have been all. None: it was never pulled.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn pull_position(
        &mut self,
        source: Source,
        scope: &str,
    ) -> Result<Option<Timestamp>, Error> {
        let windows = self.pulled(source, scope).await?;
        Ok(windows.last().map(|it| it.settled.max(it.from)))
    }
}
