//! Windows of which the Logging API gave everything, as the database keeps them.

use rusqlite::Connection;

use crate::coverage::api_windows::Pulled;
use crate::model::entry::Source;
use crate::model::row_id::NameId;
use crate::model::time::UnixNanos;
use crate::store::rows::ids::IdAllocator;
use crate::store::schema::codes::Code;
use crate::store::{Error, Store};

/// A log of a project, and windows in which the Logging API gave everything of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The log that was pulled.
    pub source: Source,
    /// `projects/P`
    pub scope: String,
    /// The windows; empty if the API promised everything of no window.
    pub pulled: Vec<Pulled>,
}

impl Answered {
    /// The name under which reports show pages of this log.
    pub(in crate::store) fn origin(&self) -> String {
        format!("Logging API, {} log of {}", self.source, self.scope)
    }

    /// The answer that has this origin, without its windows: the file of a page does not have them.
    pub(in crate::store) fn of_origin(origin: &str) -> Option<Self> {
        let (source, scope) = origin
            .strip_prefix("Logging API, ")?
            .split_once(" log of ")?;
        let source = Source::LOGS.into_iter().find(|it| it.as_str() == source)?;
        Some(Answered {
            source,
            scope: scope.to_owned(),
            pulled: Vec::new(),
        })
    }
}

/// Adds the windows of an answer to those that the database knows.
pub(in crate::store) fn widen(
    answered: &Answered,
    allocator: &mut IdAllocator,
    connection: &Connection,
) -> Result<(), Error> {
    if answered.pulled.is_empty() {
        return Ok(());
    }
    let source = answered.source.code();
    let scope = allocator.name(&answered.scope, connection)?;
    let mut windows = known(source, scope, connection)?;
    windows.extend(&answered.pulled);
    let forget = include_str!("../../../../queries/forget_pulled.sql");
    connection.execute(forget, (source, scope))?;
    let mut record = connection.prepare(include_str!("../../../../queries/record_pulled.sql"))?;
    for it in Pulled::joined(windows) {
        let [first, last, settled] = [it.from, it.to, it.settled].map(UnixNanos::from);
        let (oldest, newest) = (
            it.oldest.map(UnixNanos::from),
            it.newest.map(UnixNanos::from),
        );
        record.execute((source, scope, first, last, settled, oldest, newest))?;
    }
    Ok(())
}

fn known(source: i64, scope: NameId, connection: &Connection) -> Result<Vec<Pulled>, Error> {
    let mut statement = connection.prepare(include_str!("../../../../queries/pulled_of.sql"))?;
    let mut rows = statement.query((source, scope))?;
    let mut windows = Vec::new();
    while let Some(row) = rows.next()? {
        windows.push(Pulled {
            from: UnixNanos::timestamp(row.get("first")?),
            to: UnixNanos::timestamp(row.get("last")?),
            settled: UnixNanos::timestamp(row.get("settled")?),
            oldest: row
                .get::<_, Option<UnixNanos>>("oldest")?
                .map(UnixNanos::timestamp),
            newest: row
                .get::<_, Option<UnixNanos>>("newest")?
                .map(UnixNanos::timestamp),
        });
    }
    Ok(windows)
}

impl Store {
    /// Records the windows of an answer that held nothing new.
    ///
    /// # Errors
    /// Those of the database.
    pub fn record_answered(&mut self, answered: &Answered) -> Result<(), Error> {
        let (transaction, mut lease) = self.begin_with_ids()?;
        widen(answered, &mut lease.allocator, &transaction)?;
        transaction.commit()?;
        lease.keep();
        Ok(())
    }
}
