//! Looks identifiers up by what a user types.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::model::identifier::Identifier;
use crate::model::row_id::IdentifierId;
use crate::store::rows::ids;
use crate::store::schema::codes::identifier;
use crate::store::{Error, Store};

/// Identifiers that one lookup returns at most.
const MOST: i64 = 100;

impl Store {
    /// Identifiers with this prefix: digests and fingerprints by hex digits, ids by text.
    pub async fn beginning_with(
        &mut self,
        prefix: &str,
    ) -> Result<Vec<(IdentifierId, Identifier)>, Error> {
        let mut found = self
            .between(
                identifier::TOKEN,
                prefix.as_bytes().to_vec(),
                after_text(prefix),
            )
            .await?;
        found.extend(
            self.between(
                identifier::OTHER,
                prefix.as_bytes().to_vec(),
                after_text(prefix),
            )
            .await?,
        );
        if let Some((first, last)) = span_of_hex(prefix) {
            found.extend(
                self.between(identifier::CERTIFICATE, first.clone(), last.clone())
                    .await?,
            );
            found.extend(self.between(identifier::DIGEST, first, last).await?);
        }
        Ok(found)
    }

    async fn between(
        &mut self,
        kind: i64,
        first: Vec<u8>,
        last: Vec<u8>,
    ) -> Result<Vec<(IdentifierId, Identifier)>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/identifiers_between.sql"))
            .bind(kind)
            .bind(first)
            .bind(last)
            .bind(MOST)
            .fetch_all(&mut self.connection)
            .await?;
        let identified = |row: SqliteRow| {
            let value = row.try_get::<&[u8], _>("value")?;
            let number = row.try_get("id")?;
            Ok(ids::restored(kind, value).map(|it| (number, it)))
        };
        rows.into_iter()
            .filter_map(|row| identified(row).transpose())
            .collect()
    }

    /// Certificates with this serial number or SPIFFE ID.
    pub async fn certificates_called(&mut self, text: &str) -> Result<Vec<IdentifierId>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/certificates_with_alias.sql"))
            .bind(text)
            .fetch_all(&mut self.connection)
            .await?;
        numbers_in(rows)
    }

    /// Credentials that this user presented.
    pub async fn credentials_used_by(
        &mut self,
        principal: &str,
    ) -> Result<Vec<IdentifierId>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/credentials_used_by.sql"))
            .bind(principal)
            .bind(MOST)
            .fetch_all(&mut self.connection)
            .await?;
        numbers_in(rows)
    }

    /// The first digests that this key version was asked to sign.
    pub async fn digests_signed_by(&mut self, key: &str) -> Result<Vec<IdentifierId>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/digests_signed_by.sql"))
            .bind(key)
            .bind(MOST)
            .fetch_all(&mut self.connection)
            .await?;
        numbers_in(rows)
    }
}

/// The numbers in the only column of these rows.
fn numbers_in(rows: Vec<SqliteRow>) -> Result<Vec<IdentifierId>, Error> {
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// A value after all texts with this prefix.
fn after_text(prefix: &str) -> Vec<u8> {
    let mut bytes = prefix.as_bytes().to_vec();
    bytes.push(0xff); // no UTF-8 text holds this byte
    bytes
}

/// The first and the last bytes whose hex digits have this prefix; an odd digit is half a byte.
fn span_of_hex(prefix: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let even = |filler: &str| {
        if prefix.len().is_multiple_of(2) {
            prefix.to_owned()
        } else {
            format!("{prefix}{filler}")
        }
    };
    let first = hex::decode(even("0")).ok()?;
    let mut last = hex::decode(even("f")).ok()?;
    last.resize(65, 0xff);
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_byte_is_a_prefix_too() {
        let (first, last) = span_of_hex("abc").unwrap();
        assert_eq!(
            (first.as_slice(), &last[..3]),
            ([0xab, 0xc0].as_slice(), [0xab, 0xcf, 0xff].as_slice())
        );
        assert_eq!(span_of_hex("xyz"), None);
    }
}
