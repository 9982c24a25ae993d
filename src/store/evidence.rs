//! Evidence on its way into the database, and seals that wait for the key of their authority.

use std::collections::BTreeMap;

use sqlx::sqlite::SqliteConnection;

use super::bulk::Rows;
use super::numbers::Numbers;
use super::{Error, nanoseconds};
use crate::evidence::exhibit::{Exhibit, Proof};
use crate::evidence::revocation::Lasting;
use crate::evidence::seal::{Scheme, Seal, Trial};
use crate::identifier::Identifier;
use crate::log::reading::{Evidence, RawLine};

/// Evidence with a file to write it under.
struct Writing<'w> {
    evidence: &'w Evidence,
    file: i64,
    /// In the order of `identifiers`.
    identifiers: std::vec::IntoIter<i64>,
    /// In the order of `names`.
    names: std::vec::IntoIter<i64>,
    connection: &'w mut SqliteConnection,
}

/// Writes all of it, and settles the seals that a key is there for.
pub(super) async fn write(
    evidence: &Evidence,
    file: i64,
    numbers: &mut Numbers,
    connection: &mut SqliteConnection,
) -> Result<(), Error> {
    if evidence.is_empty() {
        return Ok(());
    }
    let identifiers = numbers
        .identifiers(&identifiers(evidence), connection)
        .await?;
    let names = names(evidence);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let names = numbers.names(&names, connection).await?;
    let mut writing = Writing {
        evidence,
        file,
        identifiers: identifiers.into_iter(),
        names: names.into_iter(),
        connection,
    };
    writing.exhibits().await?;
    writing.issued().await?;
    writing.revoked().await?;
    writing.lists().await?;
    writing.called().await?;
    writing.authorities().await?;
    writing.keys().await?;
    settle(connection).await
}

/// All identifiers, in the order in which they are taken.
fn identifiers(evidence: &Evidence) -> Vec<Identifier> {
    let exhibits = evidence.exhibits.iter().flat_map(|(_, it)| it.mentions());
    let issued = evidence.issued.iter().map(|it| it.certificate.into());
    let revoked = evidence.revoked.iter();
    let revoked = revoked.filter_map(|(_, it)| it.certificate.map(Identifier::from));
    let lists = evidence.lists.iter();
    let lists = lists.filter_map(|(_, it)| it.digest.map(Identifier::from));
    let called = evidence.called.iter().map(|(it, _)| (*it).into());
    let all = exhibits.chain(issued).chain(revoked);
    all.chain(lists).chain(called).collect()
}

/// All names, in the order in which they are taken.
fn names(evidence: &Evidence) -> Vec<String> {
    let issued = evidence.issued.iter().flat_map(|it| {
        let open = it.open.as_ref().map(|(authority, _)| authority.to_string());
        [it.issuer.to_string()].into_iter().chain(open)
    });
    let revoked = evidence.revoked.iter().map(|(_, it)| it.pool.clone());
    let lists = evidence.lists.iter().flat_map(|(_, it)| {
        let issuer = &it.issuer;
        [issuer.id().to_string(), issuer.name.to_string()]
    });
    let authorities = evidence.authorities.iter();
    let authorities = authorities.flat_map(|(_, it)| {
        let ids = it.ids().map(|it| it.as_str().to_owned());
        let pool = it.pool.clone().unwrap_or_default();
        ids.into_iter()
            .chain([pool, it.id().to_string(), it.issuer.id().to_string()])
    });
    let all = issued.chain(revoked).chain(lists);
    all.chain(authorities).collect()
}

impl Writing<'_> {
    async fn stand(&mut self, raw: &RawLine) -> Result<i64, Error> {
        let [line, offset, length] =
            [raw.line, raw.bytes.offset, raw.bytes.length].map(|it| it as i64);
        let sha256 = raw.sha256.to_vec();
        let file = self.file;
        let stand = sqlx::query_file!(
            "queries/record_stand.sql",
            file,
            line,
            offset,
            length,
            sha256
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(stand.last_insert_rowid())
    }

    async fn exhibits(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(include_str!("../../queries/record_exhibits.sql"));
        for (raw, exhibit) in &self.evidence.exhibits {
            let (proof, key) = proof(exhibit);
            let credential = exhibit.credential().and_then(|_| self.identifiers.next());
            let digest = exhibit.digest().and_then(|_| self.identifiers.next());
            rows.bind(kind(exhibit))
                .bind(credential)
                .bind(digest)
                .bind(proof)
                .bind(key);
            rows.bind(self.file);
            raw.bind(&mut rows);
            rows.end_row(self.connection).await?;
        }
        rows.finish(self.connection).await?;
        Ok(())
    }

    async fn issued(&mut self) -> Result<(), Error> {
        let mut issuers = Rows::of(include_str!("../../queries/record_issuers.sql"));
        let mut seals = Rows::of(include_str!("../../queries/record_seals.sql"));
        for issued in &self.evidence.issued {
            let certificate = self.identifiers.next();
            issuers.bind(certificate).bind(self.names.next());
            issuers.end_row(self.connection).await?;
            if let Some((_, seal)) = &issued.open {
                let authority = self.names.next();
                bind_seal(&mut seals, certificate, authority, seal)?;
                seals.end_row(self.connection).await?;
            }
        }
        issuers.finish(self.connection).await?;
        seals.finish(self.connection).await?;
        Ok(())
    }

    async fn revoked(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(include_str!(
            "../../queries/record_revoked_certificates.sql"
        ));
        for (raw, revoked) in &self.evidence.revoked {
            let stand = self.stand(raw).await?;
            let certificate = revoked.certificate.and_then(|_| self.identifiers.next());
            rows.bind(certificate)
                .bind(revoked.called.clone())
                .bind(self.names.next())
                .bind(nanoseconds(revoked.at))
                .bind(lasting(revoked.lasting))
                .bind(stand);
            rows.end_row(self.connection).await?;
        }
        rows.finish(self.connection).await?;
        Ok(())
    }

    async fn lists(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(include_str!("../../queries/record_revoked_serials.sql"));
        let mut seals = Rows::of(include_str!("../../queries/record_seals.sql"));
        for (raw, list) in &self.evidence.lists {
            let stand = self.stand(raw).await?;
            let digest = list.digest.and_then(|_| self.identifiers.next());
            let (key, name) = (self.names.next(), self.names.next());
            if let (Some(_), Some(seal)) = (digest, &list.seal) {
                bind_seal(&mut seals, digest, key, seal)?;
                seals.end_row(self.connection).await?;
            }
            for revoked in &list.revoked {
                rows.bind(key)
                    .bind(name)
                    .bind(revoked.serial.clone())
                    .bind(nanoseconds(revoked.at))
                    .bind(lasting(revoked.lasting))
                    .bind(digest)
                    .bind(stand);
                rows.end_row(self.connection).await?;
            }
        }
        rows.finish(self.connection).await?;
        seals.finish(self.connection).await?;
        Ok(())
    }

    async fn called(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(include_str!("../../queries/record_aliases.sql"));
        for (_, name) in &self.evidence.called {
            let certificate = self.identifiers.next();
            if !name.is_empty() {
                rows.bind(name.clone()).bind(certificate);
                rows.end_row(self.connection).await?;
            }
        }
        rows.finish(self.connection).await?;
        Ok(())
    }

    async fn authorities(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(include_str!("../../queries/record_authorities.sql"));
        let mut certificates = Rows::of(include_str!(
            "../../queries/record_authority_certificates.sql"
        ));
        for (raw, authority) in &self.evidence.authorities {
            let stand = self.stand(raw).await?;
            for _ in authority.ids() {
                rows.bind(self.names.next())
                    .bind(authority.public_key.clone())
                    .bind(stand);
                rows.end_row(self.connection).await?;
            }
            for _ in 0..3 {
                certificates.bind(self.names.next());
            }
            certificates
                .bind(authority.certificate.certificate.0.to_vec())
                .bind(authority.subject.clone())
                .bind(authority.validity.from.map(nanoseconds))
                .bind(authority.validity.to.map(nanoseconds))
                .bind(stand);
            certificates.end_row(self.connection).await?;
        }
        rows.finish(self.connection).await?;
        certificates.finish(self.connection).await?;
        Ok(())
    }

    async fn keys(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(include_str!("../../queries/record_token_keys.sql"));
        for key in &self.evidence.keys {
            rows.bind(key.json.clone()).bind(key.kid.clone());
            rows.end_row(self.connection).await?;
        }
        rows.finish(self.connection).await?;
        Ok(())
    }
}

fn bind_seal(
    rows: &mut Rows,
    identifier: Option<i64>,
    authority: Option<i64>,
    seal: &Seal,
) -> Result<(), Error> {
    let scheme = Scheme::ALL.iter().position(|it| *it == seal.scheme);
    rows.bind(identifier)
        .bind(authority)
        .bind(scheme.map(|it| it as i64 + 1))
        .bind(seal.message.clone())
        .bind(seal.signature.clone());
    Ok(())
}

/// Exhibits as the database numbers them.
fn kind(exhibit: &Exhibit) -> i64 {
    match exhibit {
        Exhibit::Certificate(_) => 1,
        Exhibit::OwnCertificate(_) => 2,
        Exhibit::Request(_) => 3,
        Exhibit::RevocationList(_) => 4,
        Exhibit::Token { .. } => 5,
        Exhibit::AuthorityCertificate(_) => 6,
    }
}

fn proof(exhibit: &Exhibit) -> (i64, String) {
    match exhibit {
        Exhibit::Token { proof, .. } => proof_number(proof),
        _ => (0, String::new()),
    }
}

/// What is known of a token's signature, as the database numbers it, and the key.
pub(super) fn proof_number(proof: &Proof) -> (i64, String) {
    match proof {
        Proof::None => (0, String::new()),
        Proof::Fails(key) => (1, key.clone()),
        Proof::Holds(key) => (2, key.clone()),
    }
}

fn lasting(lasting: Lasting) -> i64 {
    match lasting {
        Lasting::ForEver => 0,
        Lasting::OnHold => 1,
    }
}

/// Holds open seals against the keys of their authorities. One that a key verifies, or that cannot be verified here, is forgotten;
/// what stays open although a key is known was not made by it.
async fn settle(connection: &mut SqliteConnection) -> Result<(), Error> {
    let rows = sqlx::query_file!("queries/seals_with_keys.sql")
        .fetch_all(&mut *connection)
        .await?;
    let mut settled: BTreeMap<i64, Vec<Trial>> = BTreeMap::new();
    for row in rows {
        let position = usize::try_from(row.scheme - 1).unwrap_or(usize::MAX);
        let scheme = Scheme::ALL.get(position).copied();
        let seal = Seal {
            scheme: scheme.ok_or(Error::Damaged("an unknown signature scheme"))?,
            message: row.message,
            signature: row.signature,
        };
        let trials = settled.entry(row.identifier).or_default();
        trials.push(seal.against(&row.key));
    }
    for (identifier, trials) in settled {
        if trials.iter().any(|it| *it != Trial::Fails) {
            sqlx::query_file!("queries/forget_seal.sql", identifier)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}
