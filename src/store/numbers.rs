//! Numbers of identifiers and names: rows refer to each other by these, not by texts and digests.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Row};

use super::bulk::{Rows, repeated};
use crate::identifier::{CredentialId, Fingerprint, Identifier, Jti, ToBeSigned};

/// Numbers that are remembered at most; beyond that the database is asked.
const REMEMBERED: usize = 400_000;

/// Values in one question to the database.
const ASKED: usize = 1_000;

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
        Identifier::Credential(CredentialId::Certificate(fingerprint)) => {
            (CERTIFICATE, &fingerprint.0)
        }
        Identifier::Credential(CredentialId::Token(jti)) => (TOKEN, jti.as_str().as_bytes()),
        Identifier::Credential(CredentialId::Other(text)) => (OTHER, text.as_bytes()),
        Identifier::Digest(digest) => (DIGEST, digest.as_bytes()),
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

fn key(identifier: &Identifier) -> Box<[u8]> {
    let mut key = Vec::new();
    spell(identifier, &mut key);
    key.into_boxed_slice()
}

/// Kind and value as one text of bytes, in a buffer that may have been used before.
fn spell(identifier: &Identifier, key: &mut Vec<u8>) {
    let (kind, value) = stored(identifier);
    key.clear();
    key.push(kind as u8);
    key.extend_from_slice(value);
}

impl Numbers {
    /// Whether `begin` is still to come.
    pub(crate) fn have_not_begun(&self) -> bool {
        self.begun == Begun::No
    }

    /// Begins with nothing remembered, which is everything in an empty database.
    pub(crate) async fn begin(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let last = sqlx::query_file!("queries/identifier_count.sql")
            .fetch_one(connection)
            .await?;
        let known = |last: i64| if last == 0 { Known::All } else { Known::Some };
        Ok(Numbers {
            begun: Begun::Yes,
            last_identifier: last.identifiers,
            last_name: last.names,
            identifiers_known: known(last.identifiers),
            names_known: known(last.names),
            ..Numbers::default()
        })
    }

    /// The numbers of these identifiers, in their order; new ones are recorded.
    pub(crate) async fn identifiers(
        &mut self,
        wanted: &[Identifier],
        connection: &mut SqliteConnection,
    ) -> Result<Vec<i64>, sqlx::Error> {
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
            rows.bind(self.last_identifier)?
                .bind(i64::from(key[0]))?
                .bind(key[1..].to_vec())?
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
    ) -> Result<(), sqlx::Error> {
        let unknown: Vec<Box<[u8]>> = wanted
            .iter()
            .map(key)
            .filter(|key| !self.identifiers.contains_key(key))
            .collect();
        for asked in unknown.chunks(ASKED) {
            let sql = repeated(
                include_str!("../../queries/identifiers_of_values.sql"),
                "(?, ?)",
                asked.len(),
            );
            let query = asked
                .iter()
                .fold(sqlx::query(AssertSqlSafe(sql)), |query, key| {
                    query.bind(i64::from(key[0])).bind(&key[1..])
                });
            for row in query
                .persistent(asked.len() == ASKED)
                .fetch_all(&mut *connection)
                .await?
            {
                let mut key = vec![row.try_get::<i64, _>(1)? as u8];
                key.extend_from_slice(row.try_get(2)?);
                self.identifiers
                    .insert(key.into_boxed_slice(), row.try_get(0)?);
            }
        }
        Ok(())
    }

    /// The numbers of these texts, in their order; new ones are recorded.
    pub(crate) async fn names(
        &mut self,
        wanted: &[&str],
        connection: &mut SqliteConnection,
    ) -> Result<Vec<i64>, sqlx::Error> {
        if self.names.len() + wanted.len() > REMEMBERED {
            self.names.clear();
            self.names_known = Known::Some;
        }
        let mut rows = Rows::of(include_str!("../../queries/record_names.sql"));
        let mut numbers = Vec::with_capacity(wanted.len());
        for text in wanted {
            let known = self.name(text, connection).await?;
            let number = known.unwrap_or(self.last_name + 1);
            if known.is_none() {
                self.last_name = number;
                rows.bind(number)?
                    .bind((*text).to_owned())?
                    .end_row(connection)
                    .await?;
            }
            if !self.names.contains_key(*text) {
                self.names.insert((*text).into(), number);
            }
            numbers.push(number);
        }
        rows.finish(connection).await?;
        Ok(numbers)
    }

    async fn name(
        &self,
        text: &str,
        connection: &mut SqliteConnection,
    ) -> Result<Option<i64>, sqlx::Error> {
        if let Some(&number) = self.names.get(text) {
            return Ok(Some(number));
        }
        if self.names_known == Known::All {
            return Ok(None);
        }
        Ok(sqlx::query_file!("queries/name_of_text.sql", text)
            .fetch_optional(connection)
            .await?
            .map(|row| row.id))
    }
}
