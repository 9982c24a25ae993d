//! Writes evidence.

pub(super) mod pending_signatures;
mod revocation_lists;
mod signing_requests;

use rusqlite::Connection;

use crate::evidence::item::{EvidenceItem, SignatureCheck};
use crate::evidence::pending_signature::PendingSignature;
use crate::log::parsed_batch::{Evidence, RawLine};
use crate::model::identifier::Identifier;
use crate::model::row_id::{FileId, IdentifierId, NameId};
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::ids::{IdAllocator, Ids};
use crate::store::rows::insert::Rows;
use crate::store::rows::load::evidence::pending_signatures::{Fresh, Own};
use crate::store::schema::codes::{Code, evidence_code, signature_check_code};
use crate::store::values::to_integer;

/// Evidence of one file while it is written.
struct Writing<'w> {
    evidence: &'w Evidence,
    file: FileId,
    ids: Ids<'w, 'w>,
    connection: &'w Connection,
    /// The signatures and keys that are new.
    fresh: Fresh,
}

/// Writes evidence, and checks the pending signatures for which the database has a key.
pub(in crate::store) fn write(
    evidence: &Evidence,
    file: FileId,
    allocator: &mut IdAllocator,
    connection: &Connection,
) -> Result<(), Error> {
    if evidence.is_empty() {
        return Ok(());
    }
    let mut writing = Writing {
        evidence,
        file,
        ids: allocator.batch(connection),
        connection,
        fresh: Fresh::default(),
    };
    writing.evidence_items()?;
    writing.issued()?;
    writing.revoked()?;
    writing.lists()?;
    writing.creations()?;
    writing.answers()?;
    writing.called()?;
    writing.authorities()?;
    writing.keys()?;
    writing.ids.record_names()?;
    writing.fresh.check(connection)
}

impl<'w> Writing<'w> {
    fn intern(&mut self, identifier: Option<Identifier>) -> Result<Option<IdentifierId>, Error> {
        identifier.map(|it| self.ids.intern(&it)).transpose()
    }

    fn source_location(&self, raw: &RawLine) -> Result<i64, Error> {
        let [line, offset, length] = [raw.line, raw.bytes.offset, raw.bytes.length].map(to_integer);
        let record = include_str!("../../../../queries/record_source_location.sql");
        let sha256 = raw.sha256.as_slice();
        self.connection
            .execute(record, (self.file, line, offset, length, sha256))?;
        Ok(self.connection.last_insert_rowid())
    }

    fn evidence_items(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(
            include_str!("../../../../queries/record_evidence_items.sql"),
            self.connection,
        );
        for (raw, item) in &self.evidence.items {
            let (proof, key) = proof(item);
            let credential = item.credential().map(Identifier::from);
            let credential = self.intern(credential)?;
            let digest = self.intern(item.digest().map(Identifier::from))?;
            rows.bind(evidence_code(item))
                .bind(credential)
                .bind(digest)
                .bind(proof)
                .bind(key);
            rows.bind(self.file);
            raw.bind(&mut rows);
            rows.end_row()?;
        }
        rows.finish()?;
        Ok(())
    }

    fn issued(&mut self) -> Result<(), Error> {
        let mut issuers = Rows::of(
            include_str!("../../../../queries/record_issuers.sql"),
            self.connection,
        );
        let mut names = Rows::of(
            include_str!("../../../../queries/record_issuer_names.sql"),
            self.connection,
        );
        let mut pending = Rows::of(
            include_str!("../../../../queries/record_pending_signatures.sql"),
            self.connection,
        );
        for issued in &self.evidence.issued {
            let certificate = self.ids.intern(&issued.certificate.into())?;
            let issuer = self.ids.intern_name(issued.issuer.as_str())?;
            issuers.bind(certificate).bind(issuer);
            names.bind(certificate).bind(issued.compared.as_slice());
            names.end_row()?;
            issuers.end_row()?;
            if let Some((authority, signature)) = &issued.open {
                let authority = self.ids.intern_name(authority.as_str())?;
                bind_pending(&mut pending, certificate, authority, signature);
                self.fresh.signatures.push(certificate);
                pending.end_row()?;
            }
        }
        issuers.finish()?;
        names.finish()?;
        pending.finish()?;
        Ok(())
    }

    fn revoked(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(
            include_str!("../../../../queries/record_revoked_certificates.sql"),
            self.connection,
        );
        for (raw, revoked) in &self.evidence.revoked {
            let location = self.source_location(raw)?;
            let certificate = self.intern(revoked.certificate.map(Identifier::from))?;
            let pool = self.ids.intern_name(&revoked.pool)?;
            rows.bind(certificate)
                .bind(revoked.called.as_str())
                .bind(pool)
                .bind(UnixNanos::from(revoked.at))
                .bind(revoked.lasting.code())
                .bind(location);
            rows.end_row()?;
        }
        rows.finish()?;
        Ok(())
    }

    fn called(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(
            include_str!("../../../../queries/record_aliases.sql"),
            self.connection,
        );
        for (certificate, name) in &self.evidence.called {
            let certificate = self.ids.intern(&(*certificate).into())?;
            if !name.is_empty() {
                rows.bind(name.as_str()).bind(certificate);
                rows.end_row()?;
            }
        }
        rows.finish()?;
        Ok(())
    }

    fn authorities(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(
            include_str!("../../../../queries/record_authorities.sql"),
            self.connection,
        );
        let mut certificates = Rows::of(
            include_str!("../../../../queries/record_authority_certificates.sql"),
            self.connection,
        );
        for (raw, authority) in &self.evidence.authorities {
            let location = self.source_location(raw)?;
            for id in authority.ids() {
                let name = self.ids.intern_name(id.as_str())?;
                let key = authority.public_key.as_slice();
                let own = Own::of(&id, key);
                self.fresh.key(name, key, own, self.connection)?;
                rows.bind(name).bind(key).bind(location).bind(own.code());
                rows.end_row()?;
            }
            let pool = authority.pool.as_deref().unwrap_or_default();
            certificates
                .bind(self.ids.intern_name(pool)?)
                .bind(self.ids.intern_name(authority.id().as_str())?)
                .bind(self.ids.intern_name(authority.issuer.id().as_str())?)
                .bind(authority.certificate.certificate.0.as_slice())
                .bind(authority.subject.as_str())
                .bind(authority.validity.from.map(UnixNanos::from))
                .bind(authority.validity.to.map(UnixNanos::from))
                .bind(location);
            certificates.end_row()?;
        }
        rows.finish()?;
        certificates.finish()?;
        Ok(())
    }

    fn keys(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(
            include_str!("../../../../queries/record_token_keys.sql"),
            self.connection,
        );
        for key in &self.evidence.keys {
            rows.bind(key.json.as_str()).bind(key.kid.as_str());
            rows.end_row()?;
        }
        rows.finish()?;
        Ok(())
    }
}

fn bind_pending<'s>(
    rows: &mut Rows<'_, 's>,
    identifier: IdentifierId,
    authority: NameId,
    signature: &'s PendingSignature,
) {
    rows.bind(identifier)
        .bind(authority)
        .bind(signature.scheme.code())
        .bind(signature.message.as_slice())
        .bind(signature.signature.as_slice());
}

/// The code of the signature check of a token, and the key; the code of no check for other evidence.
fn proof(item: &EvidenceItem) -> (i64, &str) {
    match item {
        EvidenceItem::Token { proof, .. } => signature_check_code(proof),
        _ => signature_check_code(&SignatureCheck::None),
    }
}
