//! Who did what clusters and pools claim, and which numbers the projects have.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::model::entry::Source;
use crate::model::identity::project_number::ShownNumbers;
use crate::model::time::UnixNanos;
use crate::policy::service_agents::{Claimed, Name};
use crate::store::schema::codes::Code;
use crate::store::values::from_integer;
use crate::store::{Error, Store};

impl Store {
    /// Each caller of a claimed signature or certification, with whoever claims it.
    pub async fn callers(&mut self) -> Result<Vec<Claimed>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/callers.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter().map(claimed).collect()
    }

    /// The numbers of projects with the ids that entries show.
    pub(crate) async fn shown_numbers(&mut self) -> Result<ShownNumbers, Error> {
        let rows = sqlx::query(include_str!(
            "../../../queries/content_of_project_numbers.sql"
        ))
        .fetch_all(&mut self.connection)
        .await?;
        let mut shown = ShownNumbers::default();
        for row in &rows {
            let number: i64 = row.try_get(0)?;
            let number = number.to_string().parse();
            let number = number.map_err(|_| Error::Damaged("no number of a project"))?;
            let id: String = row.try_get(1)?;
            let id = id
                .parse()
                .map_err(|_| Error::Damaged("no id of a project"))?;
            shown.add(number, id);
        }
        Ok(shown)
    }
}

fn claimed(row: &SqliteRow) -> Result<Claimed, Error> {
    let name = |column: usize| {
        Ok::<_, Error>(Name {
            number: row.try_get(column)?,
            text: row.try_get(column + 1)?,
        })
    };
    Ok(Claimed {
        source: Source::of_code(row.try_get(0)?)?,
        principal: name(1)?,
        by: Source::of_code(row.try_get(3)?)?,
        claimer: name(4)?,
        count: from_integer(row.try_get(6)?),
        first: UnixNanos::timestamp(row.try_get(7)?),
    })
}
