//! Evidence items of some lineages.

use rusqlite::Connection;
use serde::Deserialize;

use crate::evidence::item::EvidenceItem;
use crate::model::entry::Recomputed;
use crate::model::receipt::Receipt;
use crate::model::row_id::{FileId, IdentifierId};
use crate::store::rows::lineage::identifiers::{Identifiers, certificate, credential, digest};
use crate::store::rows::lineage::record::bytes;
use crate::store::rows::reader::Reader;
use crate::store::schema::codes::{evidence, signature_check_of};
use crate::store::{Error, json_list};

/// An evidence item with its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRecord {
    /// The evidence item.
    pub item: EvidenceItem,
    /// The receipt of the evidence item.
    pub receipt: Receipt,
}

#[derive(Deserialize)]
struct EvidenceRow {
    id: i64,
    kind: i64,
    credential: Option<IdentifierId>,
    digest: Option<IdentifierId>,
    proof: i64,
    key: String,
    file: FileId,
    line: i64,
    offset: i64,
    length: i64,
    sha256: String,
}

/// A search for evidence items, beside the search for entries.
pub(in crate::store) struct EvidenceSearch {
    rows: Vec<EvidenceRow>,
    is_empty: Emptiness,
}

/// The credential and the digest that an evidence item mentions.
type Mentioned = (Option<IdentifierId>, Option<IdentifierId>);

/// Whether the database holds any evidence.
#[derive(PartialEq, Eq)]
enum Emptiness {
    Nothing,
    Something,
}

impl EvidenceSearch {
    pub(in crate::store) fn open(connection: &Connection) -> Result<Self, Error> {
        let mut statement = connection
            .prepare_cached(include_str!("../../../../queries/evidence_item_exists.sql"))?;
        let exists: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(EvidenceSearch {
            rows: Vec::new(),
            is_empty: if exists == 0 {
                Emptiness::Nothing
            } else {
                Emptiness::Something
            },
        })
    }

    /// Credential and digest of each evidence item that mentions one of these identifiers and was not found before.
    pub(in crate::store) fn find(
        &mut self,
        credentials: &[IdentifierId],
        digests: &[IdentifierId],
        connection: &Connection,
    ) -> Result<Vec<Mentioned>, Error> {
        if self.is_empty == Emptiness::Nothing {
            return Ok(Vec::new());
        }
        let (credentials, digests) = (json_list(credentials.iter()), json_list(digests.iter()));
        let known = json_list(self.rows.iter().map(|row| row.id));
        let mut statement = connection.prepare_cached(include_str!(
            "../../../../queries/evidence_items_by_identifier.sql"
        ))?;
        let rows: String = statement.query_row((credentials, digests, known), |row| row.get(0))?;
        let rows: Vec<EvidenceRow> = unpacked(&rows)?;
        let found = rows
            .iter()
            .map(|row| (row.credential, row.digest))
            .collect();
        self.rows.extend(rows);
        Ok(found)
    }

    /// All evidence items that were found.
    pub(in crate::store) fn records(
        self,
        identifiers: &Identifiers,
        reader: &mut Reader,
    ) -> Result<Vec<EvidenceRecord>, Error> {
        reader.learn_files(self.rows.iter().map(|row| row.file))?;
        let record = |row: EvidenceRow| {
            let mut sha256 = [0; 32];
            hex::decode_to_slice(&row.sha256, &mut sha256)
                .map_err(|_| Error::Damaged("a hash of another length"))?;
            Ok(EvidenceRecord {
                item: evidence_item(&row, identifiers)?,
                receipt: Receipt {
                    place: reader.place(row.file, row.line),
                    bytes: bytes(Some(row.offset), Some(row.length)),
                    insert_id: None,
                    sha256: Some(sha256),
                },
            })
        };
        self.rows.into_iter().map(record).collect()
    }
}

fn evidence_item(row: &EvidenceRow, identifiers: &Identifiers) -> Result<EvidenceItem, Error> {
    let incomplete = || Error::Damaged("an evidence item without what it must mention");
    let digest = digest(row.digest, identifiers);
    let recomputed = || {
        let certificate = certificate(row.credential, identifiers).ok_or_else(incomplete)?;
        Ok::<_, Error>(Recomputed {
            certificate,
            digest,
        })
    };
    Ok(match row.kind {
        evidence::CERTIFICATE => EvidenceItem::Certificate(recomputed()?),
        evidence::OWN_CERTIFICATE => EvidenceItem::OwnCertificate(recomputed()?),
        evidence::AUTHORITY_CERTIFICATE => EvidenceItem::AuthorityCertificate(recomputed()?),
        evidence::REQUEST => EvidenceItem::Request(digest.ok_or_else(incomplete)?),
        evidence::REVOCATION_LIST => EvidenceItem::RevocationList(digest.ok_or_else(incomplete)?),
        evidence::TOKEN => EvidenceItem::Token {
            credential: credential(row.credential, identifiers),
            digest,
            proof: signature_check_of(row.proof, &row.key)?,
        },
        _ => return Err(Error::Damaged("an evidence item of an unknown kind")),
    })
}

/// Rows of a query that returns one JSON text.
fn unpacked<'r, T: Deserialize<'r>>(rows: &'r str) -> Result<Vec<T>, Error> {
    sonic_rs::from_str(rows).map_err(|_| Error::Damaged("rows of another shape"))
}
