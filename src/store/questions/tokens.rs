//! Checks tokens among the evidence against keys, in whichever order both come within one run. A token's signature is never stored: the
//! token waits in memory, and a later run that brings the key must bring the token again.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::evidence::item::SignatureCheck;
use crate::evidence::jose::jwks::PublicKey;
use crate::evidence::jose::token::Presented;
use crate::model::identifier::Identifier;
use crate::store::schema::codes::signature_check_code;
use crate::store::{Error, Store};

/// Tokens that wait at most.
const WAITING: usize = 10_000;

impl Store {
    /// Checks these tokens and those that wait against the keys in the database, and records the results.
    pub async fn try_tokens(&mut self, tokens: Vec<Presented>) -> Result<(), Error> {
        self.waiting.extend(tokens);
        if self.waiting.is_empty() {
            return Ok(());
        }
        let keys = self.token_keys().await?;
        let mut waiting = Vec::new();
        for token in std::mem::take(&mut self.waiting) {
            let proof = token.against(&keys);
            if proof != SignatureCheck::None {
                self.record_proof(&token, &proof).await?;
            }
            if !matches!(proof, SignatureCheck::Holds(_)) && waiting.len() < WAITING {
                waiting.push(token);
            }
        }
        self.waiting = waiting;
        Ok(())
    }

    async fn token_keys(&mut self) -> Result<Vec<PublicKey>, Error> {
        let rows = sqlx::query(include_str!("../../../queries/token_keys.sql"))
            .fetch_all(&mut self.connection)
            .await?;
        let key = |row: SqliteRow| {
            Ok(PublicKey {
                json: row.try_get("json")?,
                kid: row.try_get("kid")?,
            })
        };
        rows.into_iter().map(key).collect()
    }

    async fn record_proof(
        &mut self,
        token: &Presented,
        proof: &SignatureCheck,
    ) -> Result<(), Error> {
        let credential = match &token.token.credential {
            Some(it) => self.number_of(&it.clone().into())?,
            None => None,
        };
        let (proof, key) = signature_check_code(proof);
        for digest in token.digests() {
            let digest = self.number_of(&Identifier::from(digest))?;
            sqlx::query(include_str!("../../../queries/record_signature_check.sql"))
                .bind(proof)
                .bind(key)
                .bind(credential)
                .bind(digest)
                .execute(&mut self.connection)
                .await?;
        }
        Ok(())
    }
}
