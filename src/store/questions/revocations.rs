//! Revocations of certificates.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::fingerprint::fingerprint;
use super::receipt::receipt;
use crate::evidence::crl::Lasting;
use crate::model::identifier::Fingerprint;
use crate::model::receipt::Receipt;
use crate::model::time::UnixNanos;
use crate::store::schema::codes::Code;
use crate::store::{Error, Store};

/// That a certificate was revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// The time of the revocation.
    pub at: Timestamp,
    /// Whether the revocation can be taken back.
    pub lasting: Lasting,
    /// Whether the source is CA Service or a revocation list.
    pub by: RevokedBy,
    /// The receipt of the revocation.
    pub receipt: Receipt,
}

impl Revocation {
    fn is_of_same_revocation(&self, other: &Revocation) -> bool {
        (self.at, self.lasting, self.by) == (other.at, other.lasting, other.by)
    }
}

/// The source of a revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokedBy {
    /// CA Service.
    CaService,
    /// A revocation list of its issuer.
    List,
}

impl Store {
    pub(super) async fn revoked(
        &mut self,
    ) -> Result<BTreeMap<Fingerprint, Vec<Revocation>>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/revoked.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let mut revoked: BTreeMap<Fingerprint, Vec<Revocation>> = BTreeMap::new();
        for row in rows {
            let revocation = revocation(&row)?;
            let known = revoked.entry(fingerprint(row.try_get("value")?)?);
            let known = known.or_default();
            // each later list repeats what is in the first one
            if !known
                .last()
                .is_some_and(|it| it.is_of_same_revocation(&revocation))
            {
                known.push(revocation);
            }
        }
        Ok(revoked)
    }
}

fn revocation(row: &SqliteRow) -> Result<Revocation, Error> {
    Ok(Revocation {
        at: UnixNanos::timestamp(row.try_get("at")?),
        lasting: Lasting::of_code(row.try_get("lasting")?)?,
        by: match row.try_get::<i64, _>("source")? {
            1 => RevokedBy::CaService,
            _ => RevokedBy::List,
        },
        receipt: receipt(row)?,
    })
}
