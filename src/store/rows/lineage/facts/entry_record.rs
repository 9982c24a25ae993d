//! The record of a row: its entry with the event, and where the entry is.

use super::EntryRow;
use crate::model::entry::{
    Certified, Entry, Event, Holder, Issued, Method, Observed, Order, Outcome, Recomputed,
    Requested, Signed, Signer, Validity,
};
use crate::model::row_id::IdentifierId;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::lineage::identifiers::{Identifiers, certificate, credential, digest};
use crate::store::rows::lineage::record::{Record, bytes};
use crate::store::rows::reader::Reader;
use crate::store::schema::codes::Code;
use crate::store::schema::codes::event::{CERTIFIED, OBSERVED, REQUESTED, SIGNED};

impl Reader {
    /// The record of a row. The reader must have learnt its names and files.
    pub(in crate::store) fn record(
        &self,
        row: EntryRow,
        identifiers: &Identifiers,
    ) -> Result<Record, Error> {
        let bytes = bytes(Some(row.offset), row.length);
        let place = self.place(row.file, row.line);
        let entry = Entry {
            at: row.at.timestamp(),
            scope: self.name(row.scope),
            principal: self.name(row.principal),
            event: self.event(&row, identifiers)?,
            insert_id: row.insert_id,
        };
        Ok(Record {
            entry,
            place,
            bytes,
            sha256: row.sha256,
            file: row.file,
        })
    }

    /// Whose certificate or token a request asked for, and the signer of the certificate.
    fn order(&self, row: &EntryRow) -> Order {
        let cluster = Signer::Cluster.as_str();
        Order {
            holder: row.holder.map(|it| self.name(it)).unwrap_or_default(),
            signer: match row.detail.as_deref() {
                Some(signer) if signer == cluster => Signer::Cluster,
                _ => Signer::Unknown,
            },
            asked: None,
        }
    }

    fn event(&self, row: &EntryRow, identifiers: &Identifiers) -> Result<Event, Error> {
        let incomplete = Error::Damaged("an entry without what it must mention");
        let resource = self.name(row.resource);
        let credential = |number: Option<IdentifierId>| credential(number, identifiers);
        let certificate = |number: Option<IdentifierId>| certificate(number, identifiers);
        let digest = |number: Option<IdentifierId>| digest(number, identifiers);
        let validity = Validity {
            from: row.valid_from.map(UnixNanos::timestamp),
            to: row.valid_to.map(UnixNanos::timestamp),
        };
        Ok(match row.event {
            REQUESTED => Event::Requested(Requested {
                credential: credential(row.credential).ok_or(incomplete)?,
                digest: digest(row.digest),
                requester: credential(row.requester),
                cluster: resource,
                validity,
                order: Box::new(self.order(row)),
            }),
            CERTIFIED => Event::Certified(Certified {
                certificate: certificate(row.certificate).ok_or(incomplete)?,
                digest: digest(row.digest),
                recomputed: certificate(row.recomputed_certificate).map(|certificate| Recomputed {
                    certificate,
                    digest: digest(row.recomputed_digest),
                }),
                pool: resource,
                validity,
                holder: Box::new(holder(row.detail.as_deref())),
            }),
            SIGNED => Event::Signed(Signed {
                digest: digest(row.digest).ok_or(incomplete)?,
                key: resource,
                outcome: outcome(row.detail.as_deref()),
            }),
            OBSERVED => Event::Observed(Observed {
                certificate: certificate(row.certificate).ok_or(incomplete)?,
                digest: digest(row.digest),
                host: resource,
                validity,
                holder: Box::new(holder(row.detail.as_deref())),
            }),
            method => Event::Issued(Issued {
                method: Method::of_code(method)?,
                credential: credential(row.credential).ok_or(incomplete)?,
                certificate: certificate(row.certificate),
                digest: digest(row.digest),
                cluster: resource,
            }),
        })
    }
}

fn holder(detail: Option<&str>) -> Holder {
    detail
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default()
}

fn outcome(detail: Option<&str>) -> Outcome {
    detail
        .and_then(|code| code.parse().ok())
        .map_or(Outcome::Done, Outcome::Refused)
}
