//! The keys and CA pools that clusters were configured to use.

use sqlx::Row;

use crate::model::cluster_keys::{Configuration, ConfigurationEvent, Ending};
use crate::model::receipt::Receipt;
use crate::model::time::UnixNanos;
use crate::store::questions::receipt::receipt_with_id;
use crate::store::schema::codes::configuration;
use crate::store::{Error, Store};

fn restored(code: i64, at: Option<UnixNanos>) -> Result<ConfigurationEvent, Error> {
    let unknown = || Error::Damaged("an unknown kind of configuration");
    let at = at.map(UnixNanos::timestamp);
    Ok(match (code, at) {
        (configuration::CREATED, Some(at)) => ConfigurationEvent::Created(at),
        (configuration::UPDATED, Some(at)) => ConfigurationEvent::Updated(at),
        (configuration::DELETED, Some(at)) => ConfigurationEvent::Deleted(at),
        (configuration::DELETION_DONE, Some(at)) => {
            ConfigurationEvent::DeletionEnded(at, Ending::Done)
        }
        (configuration::DELETION_FAILED, Some(at)) => {
            ConfigurationEvent::DeletionEnded(at, Ending::Failed)
        }
        (configuration::DONE, Some(at)) => ConfigurationEvent::Ended(at, Ending::Done),
        (configuration::FAILED, Some(at)) => ConfigurationEvent::Ended(at, Ending::Failed),
        (configuration::DESCRIBED, None) => ConfigurationEvent::Described,
        _ => return Err(unknown()),
    })
}

impl Store {
    /// The configurations of clusters, in order of time.
    pub async fn configurations(&mut self) -> Result<Vec<(Configuration, Receipt)>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/configurations.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let rows = rows.into_iter().map(|row| {
            let keys = serde_json::from_str(row.try_get("keys")?);
            let configuration = Configuration {
                cluster: row.try_get("cluster")?,
                event: restored(row.try_get("told")?, row.try_get("at")?)?,
                operation: row.try_get("operation")?,
                insert_id: row.try_get("insert_id")?,
                keys: keys.map_err(|_| Error::Damaged("keys of another shape"))?,
            };
            Ok((configuration, receipt_with_id(&row)?))
        });
        rows.collect()
    }
}
