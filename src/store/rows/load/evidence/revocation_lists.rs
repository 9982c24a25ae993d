//! Writes revocation lists.
//!
//! Anybody can write a list in the name of an issuer, and can write another signature under the signed part of a genuine list. So each list,
//! and each signature under one signed part, is kept until its own signature is checked. No list takes the place of another, in whatever order
//! they are read.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;

use super::{Writing, bind_pending};
use crate::evidence::crl::RevocationList;
use crate::log::parsed_batch::RawLine;
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::insert::Rows;
use crate::store::schema::codes::Code;
use crate::store::values::to_integer;

/// Which signature a list has among those that were read under the same signed part.
enum Signature {
    /// The first one, which is known by the digest of the signed part.
    First,
    /// One that needs no check: the issuer signed this part, as is known, or the same signature waits for a check.
    Known,
    /// Another one, which is known by this identifier.
    Other(IdentifierId),
}

/// The signatures of the lists of one file, by the digests of the signed parts.
type OfFile<'w> = BTreeMap<IdentifierId, Option<&'w [u8]>>;

impl<'w> Writing<'w> {
    pub(super) fn lists(&mut self) -> Result<(), Error> {
        let connection = self.connection;
        let record = include_str!("../../../../../queries/record_list_issuers.sql");
        let mut issuers = Rows::of(record, connection);
        let record = include_str!("../../../../../queries/record_pending_signatures.sql");
        let mut pending = Rows::of(record, connection);
        let record = include_str!("../../../../../queries/record_revoked_serials.sql");
        let mut rows = Rows::of(record, connection);
        let mut of_file = OfFile::new();
        for (raw, list) in &self.evidence.lists {
            let location = self.source_location(raw)?;
            let digest = self.intern(list.digest.map(Into::into))?;
            let key = self.ids.intern_name(list.issuer.id().as_str())?;
            let name = self.ids.intern_name(list.issuer.name.as_str())?;
            issuers.bind(name).bind(list.issuer.compared.as_slice());
            issuers.end_row()?;
            let (waits, signature) = self.signatures(raw, digest, list, &mut of_file)?;
            if let (Some(waits), Some(signature)) = (waits, &list.pending) {
                bind_pending(&mut pending, waits, key, signature);
                self.fresh.signatures.push(waits);
                pending.end_row()?;
            }
            let names = [key, name];
            revocations(list, names, [digest, signature], location, &mut rows)?;
        }
        rows.finish()?;
        issuers.finish()?;
        pending.finish()?;
        Ok(())
    }

    /// By which identifier the signature of a list waits for a check, and by which the list knows it where that is not the digest.
    fn signatures(
        &mut self,
        raw: &RawLine,
        digest: Option<IdentifierId>,
        list: &'w RevocationList,
        of_file: &mut OfFile<'w>,
    ) -> Result<(Option<IdentifierId>, Option<IdentifierId>), Error> {
        let Some(digest) = digest else {
            return Ok((None, None));
        };
        Ok(match self.signature(raw, digest, list, of_file)? {
            Signature::First => (Some(digest), None),
            Signature::Known => (None, None),
            Signature::Other(other) => (Some(other), Some(other)),
        })
    }

    fn signature(
        &mut self,
        raw: &RawLine,
        digest: IdentifierId,
        list: &'w RevocationList,
        of_file: &mut OfFile<'w>,
    ) -> Result<Signature, Error> {
        let own = list.pending.as_ref().map(|it| it.signature.as_slice());
        let is_known = match of_file.get(&digest) {
            Some(first) => *first == own,
            None if self.is_first(raw, digest)? => {
                of_file.insert(digest, own);
                return Ok(Signature::First);
            }
            None => match self.unproven(digest)? {
                Some(unproven) => own == Some(&unproven),
                None => true,
            },
        };
        Ok(match is_known {
            true => Signature::Known,
            false => Signature::Other(self.ids.intern(&list.with_signature().into())?),
        })
    }

    /// Whether this is where a list was first read. Its evidence item was recorded just now, unless it had been before.
    fn is_first(&self, raw: &RawLine, digest: IdentifierId) -> Result<bool, Error> {
        let sql = include_str!("../../../../../queries/list_first_read_at.sql");
        let mut statement = self.connection.prepare_cached(sql)?;
        let first = statement.query_row([digest], |row| Ok((row.get(0)?, row.get(1)?)));
        let first: Option<(FileId, i64)> = first.optional()?;
        Ok(first.is_none_or(|it| it == (self.file, to_integer(raw.bytes.offset))))
    }

    /// The signature of a list that is not known to be the issuer's. None where the issuer signed the list, or no signature could be checked.
    fn unproven(&self, digest: IdentifierId) -> Result<Option<Vec<u8>>, Error> {
        let sql = include_str!("../../../../../queries/signature_of_list.sql");
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([digest], |row| row.get(0)).optional()?)
    }
}

/// Writes the serial numbers that a list revokes.
fn revocations<'w>(
    list: &'w RevocationList,
    [key, name]: [NameId; 2],
    [digest, signature]: [Option<IdentifierId>; 2],
    location: i64,
    rows: &mut Rows<'_, 'w>,
) -> Result<(), Error> {
    for revoked in &list.revoked {
        rows.bind(key)
            .bind(name)
            .bind(revoked.serial.as_str())
            .bind(UnixNanos::from(revoked.at))
            .bind(revoked.lasting.code())
            .bind(list.covers.code())
            .bind(digest)
            .bind(signature)
            .bind(location);
        rows.end_row()?;
    }
    Ok(())
}
