//! Which objects of a bucket are still to be read.

use sqlx::{Connection as _, Row};

use crate::model::time::UnixNanos;
use crate::store::bucket_object::Object;
use crate::store::values::to_integer;
use crate::store::{Error, Store};

impl Store {
    /// Records the objects of a listing, and returns those that are still to be read.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn unread_objects(&mut self, listed: Vec<Object>) -> Result<Vec<Object>, Error> {
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut unread = Vec::new();
        for object in listed {
            let size = to_integer(object.size);
            let directory = object.hour.as_ref().map(|it| &it.directory);
            let hour = object.hour.as_ref().map(|it| UnixNanos::from(it.begins));
            sqlx::query(include_str!("../../../queries/record_bucket_object.sql"))
                .bind(&object.url)
                .bind(&object.version)
                .bind(size)
                .bind(directory)
                .bind(hour)
                .execute(&mut *transaction)
                .await?;
            let count = sqlx::query(include_str!("../../../queries/object_is_unread.sql"))
                .bind(&object.url)
                .fetch_one(&mut *transaction)
                .await?;
            if count.try_get::<i64, _>("count")? > 0 {
                unread.push(object);
            }
        }
        transaction.commit().await?;
        Ok(unread)
    }
}
