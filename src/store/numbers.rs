//! Numbers of identifiers and names: rows refer to each other by these, not by texts and digests.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rusqlite::OptionalExtension;
use sqlx::sqlite::SqliteConnection;

use super::Error;
use super::bulk::{Rows, here};
use crate::identifier::{CredentialId, Fingerprint, Identifier, Jti, ToBeSigned};

/// Numbers that are remembered at most; beyond that the database is asked.
const REMEMBERED: usize = 400_000;

/// What is remembered, and whether that is everything there is.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    begun: Begun,
    identifiers: HashMap<Box<[u8]>, i64, RandomState>,
    names: HashMap<Box<str>, i64, RandomState>,
    last_identifier: i64,
    last_name: i64,
    identifiers_known: Known,
    names_known: Known,
}

/// Whether the highest numbers are known.
#[derive(Debug, Default, PartialEq, Eq)]
enum Begun {
    Yes,
    #[default]
    No,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// What is not remembered is new.
    All,
    #[default]
    Some,
}

/// Kinds of identifiers as the database numbers them.
pub(crate) const CERTIFICATE: i64 = 1;
pub(crate) const TOKEN: i64 = 2;
pub(crate) const OTHER: i64 = 3;
pub(crate) const DIGEST: i64 = 4;

/// An identifier as the database keeps it: kind and value.
pub(crate) fn stored(identifier: &Identifier) -> (i64, &[u8]) {
    match identifier {
        Identifier::Credential(credential) => stored_credential(credential),
        Identifier::Digest(digest) => (DIGEST, digest.as_bytes()),
    }
}

/// A credential as the database keeps it: kind and value.
pub(crate) fn stored_credential(credential: &CredentialId) -> (i64, &[u8]) {
    match credential {
        CredentialId::Certificate(fingerprint) => (CERTIFICATE, &fingerprint.0),
        CredentialId::Token(jti) => (TOKEN, jti.as_str().as_bytes()),
        CredentialId::Other(text) => (OTHER, text.as_bytes()),
    }
}

/// An identifier from what the database keeps. None for what this program never wrote.
pub(crate) fn restored(kind: i64, value: &[u8]) -> Option<Identifier> {
    let text = || String::from_utf8_lossy(value).into_owned();
    match kind {
        CERTIFICATE => Some(Fingerprint(value.try_into().ok()?).into()),
        TOKEN => Some(CredentialId::Token(Jti::new(&text())?).into()),
        OTHER => Some(CredentialId::Other(text()).into()),
        DIGEST => ToBeSigned::from_bytes(value).map(Identifier::Digest),
        _ => None,
    }
}

/// Kind and value as one text of bytes, in a buffer that may have been used before.
fn spell(identifier: &Identifier, key: &mut Vec<u8>) {
    let (kind, value) = stored(identifier);
    key.clear();
    key.push(kind as u8);
    key.extend_from_slice(value);
}

impl Numbers {
    /// Begins with nothing remembered, which is everything in an empty database: at first, and where somebody else has written
    /// since. To be called in a transaction that keeps others from writing.
    pub(crate) async fn refresh(&mut self, connection: &mut SqliteConnection) -> Result<(), Error> {
        let last = sqlx::query_file!("queries/identifier_count.sql")
            .fetch_one(connection)
            .await?;
        let is_current = (self.last_identifier, self.last_name) == (last.identifiers, last.names);
        if self.begun == Begun::Yes && is_current {
            return Ok(());
        }
        let known = |last: i64| if last == 0 { Known::All } else { Known::Some };
        *self = Numbers {
            begun: Begun::Yes,
            last_identifier: last.identifiers,
            last_name: last.names,
            identifiers_known: known(last.identifiers),
            names_known: known(last.names),
            ..Numbers::default()
        };
        Ok(())
    }

    /// The numbers of these identifiers, in their order; new ones are recorded.
    pub(crate) async fn identifiers(
        &mut self,
        wanted: &[Identifier],
        connection: &mut SqliteConnection,
    ) -> Result<Vec<i64>, Error> {
        if self.identifiers.len() + wanted.len() > REMEMBERED {
            self.identifiers.clear();
            self.identifiers_known = Known::Some;
        }
        if self.identifiers_known == Known::Some {
            self.recall_identifiers(wanted, connection).await?;
        }
        let mut rows = Rows::of(include_str!("../../queries/record_identifiers.sql"));
        let mut numbers = Vec::with_capacity(wanted.len());
        let mut key = Vec::new();
        for identifier in wanted {
            spell(identifier, &mut key);
            if let Some(&number) = self.identifiers.get(key.as_slice()) {
                numbers.push(number);
                continue;
            }
            self.last_identifier += 1;
            numbers.push(self.last_identifier);
            rows.bind(self.last_identifier)
                .bind(i64::from(key[0]))
                .bind(key[1..].to_vec())
                .end_row(connection)
                .await?;
            self.identifiers
                .insert(key.as_slice().into(), self.last_identifier);
        }
        rows.finish(connection).await?;
        Ok(numbers)
    }

    async fn recall_identifiers(
        &mut self,
        wanted: &[Identifier],
        connection: &mut SqliteConnection,
    ) -> Result<(), Error> {
        here(connection, |connection| {
            let sql = include_str!("../../queries/identifier_of.sql");
            let mut statement = connection.prepare(sql)?;
            let mut key = Vec::new();
            for identifier in wanted {
                spell(identifier, &mut key);
                if self.identifiers.contains_key(key.as_slice()) {
                    continue;
                }
                let (kind, value) = stored(identifier);
                let known = statement.query_row((kind, value), |row| row.get(0));
                if let Some(number) = known.optional()? {
                    self.identifiers.insert(key.as_slice().into(), number);
                }
            }
            Ok(())
        })
        .await
    }

    /// The numbers of these texts, in their order; new ones are recorded.
    pub(crate) async fn names(
        &mut self,
        wanted: &[&str],
        connection: &mut SqliteConnection,
    ) -> Result<Vec<i64>, Error> {
        if self.names.len() + wanted.len() > REMEMBERED {
            self.names.clear();
            self.names_known = Known::Some;
        }
        if self.names_known == Known::Some {
            self.recall_names(wanted, connection).await?;
        }
        let mut rows = Rows::of(include_str!("../../queries/record_names.sql"));
        let mut numbers = Vec::with_capacity(wanted.len());
        for text in wanted {
            if let Some(&number) = self.names.get(*text) {
                numbers.push(number);
                continue;
            }
            self.last_name += 1;
            numbers.push(self.last_name);
            rows.bind(self.last_name).bind((*text).to_owned());
            rows.end_row(connection).await?;
            self.names.insert((*text).into(), self.last_name);
        }
        rows.finish(connection).await?;
        Ok(numbers)
    }

    async fn recall_names(
        &mut self,
        wanted: &[&str],
        connection: &mut SqliteConnection,
    ) -> Result<(), Error> {
        here(connection, |connection| {
            let mut statement =
                connection.prepare(include_str!("../../queries/name_of_text.sql"))?;
            for text in wanted {
                if self.names.contains_key(*text) {
                    continue;
                }
                let known = statement.query_row([text], |row| row.get(0));
                if let Some(number) = known.optional()? {
                    self.names.insert((*text).into(), number);
                }
            }
            Ok(())
        })
        .await
    }
}
