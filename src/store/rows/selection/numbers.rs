//! The row of an identifier, and the request behind one use.

use jiff::Timestamp;
use rusqlite::OptionalExtension;

use crate::model::identifier::Identifier;
use crate::model::receipt::Receipt;
use crate::model::row_id::{FileId, IdentifierId};
use crate::model::time::UnixNanos;
use crate::store::rows::ids;
use crate::store::rows::uses::time_bucket;
use crate::store::{Error, Store};

impl Store {
    /// The row of an identifier.
    pub fn number_of(&mut self, identifier: &Identifier) -> Result<Option<IdentifierId>, Error> {
        let sql = include_str!("../../../../queries/identifier_of.sql");
        let mut statement = self.reader.rows.prepare_cached(sql)?;
        let number = statement.query_row(ids::stored(identifier), |row| row.get(0));
        Ok(number.optional()?)
    }

    /// The id of the request that a use of a credential stands for, where it is a UUID.
    pub fn request_id(
        &mut self,
        credential: IdentifierId,
        (at, receipt): &(Timestamp, Receipt),
    ) -> Result<Option<String>, Error> {
        self.reader.learn_files()?;
        let at = UnixNanos::from(*at);
        let slot = time_bucket::bucket_of(at);
        let mut statement = self
            .reader
            .rows
            .prepare_cached(include_str!("../../../../queries/slot.sql"))?;
        let uses = statement.query_row([slot], |row| row.get(0)).optional()?;
        let uses: Vec<u8> = uses.unwrap_or_default();
        let is_it = |it: &time_bucket::PackedUse| {
            let here =
                self.reader.place(FileId::from(it.file), i64::from(it.line)) == receipt.place;
            here && IdentifierId::from(it.credential) == credential && it.at == at
        };
        let mut uses = time_bucket::unpack(slot, &uses);
        Ok(uses.find(is_it).and_then(|it| it.request.text()))
    }
}
