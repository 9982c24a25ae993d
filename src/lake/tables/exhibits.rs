//! Exhibits: what certificates in the logs show beside their records: their digests, issuers, authorities and names, what was revoked, and who
//! created the requests for certificates.

use std::io::Write;

use parquet::errors::ParquetError;
use serde::{Deserialize, Serialize};

use super::meaningless;
use crate::evidence::certificate::Issued;
use crate::evidence::crl::{RevocationList, Revoked};
use crate::evidence::issuer::Authority;
use crate::evidence::item::EvidenceItem;
use crate::evidence::jose::jwks::PublicKey;
use crate::lake::identifier;
use crate::lake::table::reader::Row;
use crate::lake::table::writer::TableWriter;
use crate::lake::table::{GROUP, Kind, Layout, always, sometimes};
use crate::log::parsed_batch::{Evidence, RawLine};
use crate::model::entry::{Answer, Creation};
use crate::model::identifier::{CredentialId, Fingerprint};

/// One row an exhibit. `fact` is the whole of it as JSON.
pub(in crate::lake) const LAYOUT: Layout = Layout {
    name: "exhibits",
    group: GROUP,
    columns: &[
        always("kind", Kind::Text),
        sometimes("certificate", Kind::Binary),
        sometimes("line", Kind::Integer),
        always("fact", Kind::Binary),
    ],
};

/// A fact of the evidence.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Fact {
    Item(RawLine, EvidenceItem),
    Issued(Issued),
    Authority(RawLine, Authority),
    Revoked(RawLine, Revoked),
    List(RawLine, RevocationList),
    Creation(RawLine, Creation),
    Answer(Answer),
    Key(PublicKey),
    Name(Fingerprint, String),
}

impl Fact {
    fn kind(&self) -> &'static str {
        match self {
            Fact::Item(..) => "item",
            Fact::Issued(_) => "issued",
            Fact::Authority(..) => "authority",
            Fact::Revoked(..) => "revoked",
            Fact::List(..) => "list",
            Fact::Creation(..) => "creation",
            Fact::Answer(_) => "answer",
            Fact::Key(_) => "key",
            Fact::Name(..) => "name",
        }
    }

    fn certificate(&self) -> Option<Fingerprint> {
        match self {
            Fact::Item(_, item) => match item.credential() {
                Some(CredentialId::Certificate(certificate)) => Some(certificate),
                _ => None,
            },
            Fact::Issued(it) => Some(it.certificate),
            Fact::Authority(_, it) => Some(it.certificate.certificate),
            Fact::Revoked(_, it) => it.certificate,
            Fact::Name(certificate, _) => Some(*certificate),
            Fact::Answer(it) => Some(it.certificate),
            Fact::List(..) | Fact::Creation(..) | Fact::Key(_) => None,
        }
    }

    fn line_mut(&mut self) -> Option<&mut RawLine> {
        match self {
            Fact::Item(raw, _)
            | Fact::Authority(raw, _)
            | Fact::Revoked(raw, _)
            | Fact::List(raw, _)
            | Fact::Creation(raw, _) => Some(raw),
            Fact::Answer(_) | Fact::Issued(_) | Fact::Key(_) | Fact::Name(..) => None,
        }
    }
}

/// Writes all exhibits.
pub(in crate::lake) fn write<W: Write + Send>(
    evidence: Evidence,
    table: &mut TableWriter<W>,
) -> Result<(), ParquetError> {
    let facts = evidence
        .items
        .into_iter()
        .map(|(raw, it)| Fact::Item(raw, it));
    let facts = facts.chain(evidence.issued.into_iter().map(Fact::Issued));
    let facts = facts.chain(
        evidence
            .authorities
            .into_iter()
            .map(|(raw, it)| Fact::Authority(raw, it)),
    );
    let facts = facts.chain(
        evidence
            .revoked
            .into_iter()
            .map(|(raw, it)| Fact::Revoked(raw, it)),
    );
    let facts = facts.chain(
        evidence
            .lists
            .into_iter()
            .map(|(raw, it)| Fact::List(raw, it)),
    );
    let facts = facts.chain(
        evidence
            .creations
            .into_iter()
            .map(|(raw, it)| Fact::Creation(raw, it)),
    );
    let facts = facts.chain(evidence.answers.into_iter().map(Fact::Answer));
    let facts = facts.chain(evidence.keys.into_iter().map(Fact::Key));
    let facts = facts.chain(
        evidence
            .called
            .into_iter()
            .map(|(it, name)| Fact::Name(it, name)),
    );
    for mut fact in facts {
        let certificate = fact.certificate().map(CredentialId::Certificate);
        table.text(fact.kind());
        table.optional_binary(certificate.as_ref().map(identifier::of_credential));
        table.optional_integer(fact.line_mut().map(|it| it.line.cast_signed()));
        let json = serde_json::to_vec(&fact).map_err(|it| ParquetError::External(Box::new(it)))?;
        table.binary(&json);
        table.end_row()?;
    }
    Ok(())
}

/// Reads an exhibit. `lines` is the number of lines before the split.
pub(in crate::lake) fn read(
    row: &mut Row<'_>,
    lines: u64,
    evidence: &mut Evidence,
) -> Result<(), ParquetError> {
    row.text()?;
    row.optional_binary()?;
    row.optional_integer()?;
    let mut fact: Fact =
        serde_json::from_slice(row.binary()?).map_err(|_| meaningless("exhibit"))?;
    if let Some(raw) = fact.line_mut() {
        raw.line += lines;
    }
    match fact {
        Fact::Item(raw, it) => evidence.items.push((raw, it)),
        Fact::Issued(it) => evidence.issued.push(it),
        Fact::Authority(raw, it) => evidence.add_authorities(raw, &[it]),
        Fact::Revoked(raw, it) => evidence.revoked.push((raw, it)),
        Fact::List(raw, it) => evidence.lists.push((raw, it)),
        Fact::Creation(raw, it) => evidence.creations.push((raw, it)),
        Fact::Answer(it) => evidence.answers.push(it),
        Fact::Key(it) => evidence.keys.push(it),
        Fact::Name(certificate, name) => evidence.called.push((certificate, name)),
    }
    Ok(())
}
