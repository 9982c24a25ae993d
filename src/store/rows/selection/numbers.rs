//! The row of an identifier, and the uses of a credential at one moment.

use jiff::Timestamp;
use rusqlite::OptionalExtension;

use crate::model::identifier::Identifier;
use crate::model::receipt::Place;
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::rows::ids;
use crate::store::rows::reader::Reader;
use crate::store::rows::uses::time_bucket;
use crate::store::rows::uses::time_bucket::{PackedUse, Role};
use crate::store::{Error, Store};

/// One of the uses of a credential at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseAtMoment {
    /// The file and line of the use.
    pub place: Place,
    /// The rows of its user name and cluster.
    pub user: (NameId, NameId),
    /// The id of its request, where that is a UUID.
    pub request: Option<String>,
}

impl Store {
    /// The row of an identifier.
    pub fn number_of(&mut self, identifier: &Identifier) -> Result<Option<IdentifierId>, Error> {
        let sql = include_str!("../../../../queries/identifier_of.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let number = statement.query_row(ids::stored(identifier), |row| row.get(0));
        Ok(number.optional()?)
    }

    /// The uses of a credential at one moment, in order of their requests. This order does not depend on the order of reading.
    pub fn uses_at(
        &mut self,
        credential: IdentifierId,
        at: Timestamp,
    ) -> Result<Vec<UseAtMoment>, Error> {
        let at = UnixNanos::from(at);
        let bucket = time_bucket::bucket_of(at);
        let mut statement = self
            .reader
            .rows
            .prepare_cached(include_str!("../../../../queries/time_bucket.sql"))?;
        let uses = statement.query_row([bucket], |row| row.get(0)).optional()?;
        let uses: Vec<u8> = uses.unwrap_or_default();
        let is_it = |it: &PackedUse| {
            let counted = it.role == Role::Counted && it.at == at;
            counted && IdentifierId::from(it.credential) == credential
        };
        let uses: Vec<PackedUse> = time_bucket::unpack(bucket, &uses).filter(is_it).collect();
        drop(statement);
        let files = uses.iter().map(|it| FileId::from(it.file));
        self.reader.learn_files(files)?;
        Ok(uses
            .iter()
            .map(|it| self.reader.use_at_moment(it))
            .collect())
    }
}

impl Reader {
    fn use_at_moment(&self, one: &PackedUse) -> UseAtMoment {
        UseAtMoment {
            place: self.place(FileId::from(one.file), i64::from(one.line)),
            user: (NameId::from(one.principal), NameId::from(one.cluster)),
            request: one.request.text(),
        }
    }
}
