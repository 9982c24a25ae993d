//! What a name means: the credentials and digests of the database that an id, a user, a key or the beginning of an id leads to.

use thiserror::Error;

use super::spelling;
use crate::evidence::certificate::serial;
use crate::model::identifier::{CredentialId, Fingerprint, Identifier, Jti, ToBeSigned};
use crate::model::row_id::IdentifierId;
use crate::store::{self, Store};

/// The smallest number of characters that count as the beginning of an identifier.
pub const SHORTEST_PREFIX: usize = 4;

/// The most identifiers that an error names.
const MOST_NAMED: usize = 10;

/// The identifiers from which a search starts.
#[derive(Debug, Default)]
pub struct StartingPoints {
    /// Credentials.
    pub credentials: Vec<IdentifierId>,
    /// Digests that were signed.
    pub digests: Vec<IdentifierId>,
}

/// Why a name leads to nothing.
#[derive(Debug, Error)]
pub enum ResolveError {
    /// The database cannot be read.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Several identifiers begin so.
    #[error("{beginning} begins {count} identifiers, name one of them: {}", named.join(", "))]
    Ambiguous {
        /// The beginning.
        beginning: String,
        /// The number of identifiers that begin so.
        count: usize,
        /// The first of them.
        named: Vec<String>,
    },
}

impl StartingPoints {
    /// Whether nothing was found.
    pub fn are_none(&self) -> bool {
        self.credentials.is_empty() && self.digests.is_empty()
    }

    /// Adds an identifier, if the database has the identifier.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add(
        &mut self,
        identifier: impl Into<Identifier>,
        store: &mut Store,
    ) -> Result<(), store::Error> {
        let identifier = identifier.into();
        if let Some(number) = store.number_of(&identifier)? {
            self.push(number, &identifier);
        }
        Ok(())
    }

    fn push(&mut self, number: IdentifierId, identifier: &Identifier) {
        match identifier {
            Identifier::Credential(_) => self.credentials.push(number),
            Identifier::Digest(_) => self.digests.push(number),
        }
    }
}

/// Finds the identifiers of a text: an exact identifier, then another name, then the only identifier with this beginning; and the same of
/// other spellings of the text where nothing is known of the text as it is.
///
/// # Errors
/// Those of the database, and [`ResolveError::Ambiguous`].
pub async fn resolve(what: &str, store: &mut Store) -> Result<StartingPoints, ResolveError> {
    for spelling in spellings(what) {
        let found = as_it_stands(&spelling, store).await?;
        if !found.are_none() {
            return Ok(found);
        }
    }
    Ok(StartingPoints::default())
}

/// Returns a text as it is, and its other spellings, the most likely one first.
pub fn spellings(what: &str) -> Vec<String> {
    let others = spelling::others(what);
    [what.to_owned()].into_iter().chain(others).collect()
}

/// Returns the user names that a text may mean: itself, a service account as `NS/NAME`, a node.
pub fn users(what: &str) -> impl Iterator<Item = String> {
    let account = what
        .split_once('/')
        .map(|(namespace, name)| format!("system:serviceaccount:{namespace}:{name}"));
    let node = format!("system:node:{what}");
    [Some(what.to_owned()), account, Some(node)]
        .into_iter()
        .flatten()
}

/// Returns the serial numbers and SPIFFE IDs that a text may mean: itself, and a serial number in the notation of the database.
pub fn names_of_certificates(what: &str) -> Vec<String> {
    let is_serial = what.chars().all(|c| c.is_ascii_hexdigit() || c == ':');
    let serial = is_serial.then(|| serial(what));
    [what.to_owned()].into_iter().chain(serial).collect()
}

async fn as_it_stands(what: &str, store: &mut Store) -> Result<StartingPoints, ResolveError> {
    let mut found = by_id(what, store)?;
    if found.are_none() {
        found = by_name(what, store).await?;
    }
    if found.are_none() {
        found = by_beginning(what, store).await?;
    }
    Ok(found)
}

/// Returns what has exactly this id: a credential-id, a JTI or a hash, with or without its tag.
///
/// # Errors
/// Those of the database.
pub fn by_id(what: &str, store: &mut Store) -> Result<StartingPoints, store::Error> {
    let mut found = StartingPoints::default();
    let text = what.trim();
    if let Some(jti) = text.strip_prefix("JTI=").or(Some(text)).and_then(Jti::new) {
        found.add(CredentialId::Token(jti), store)?;
    }
    if let (false, Ok(fingerprint)) = (text.starts_with("TBS="), text.parse::<Fingerprint>()) {
        found.add(fingerprint, store)?;
    }
    if let (false, Ok(digest)) = (text.starts_with("X509SHA256="), text.parse::<ToBeSigned>()) {
        found.add(digest, store)?;
    }
    found.add(CredentialId::Other(what.to_owned()), store)?;
    Ok(found)
}

/// Returns what has another name: a serial number, a SPIFFE ID, a user, a key version.
///
/// # Errors
/// Those of the database.
pub async fn by_name(what: &str, store: &mut Store) -> Result<StartingPoints, store::Error> {
    let mut credentials = Vec::new();
    for name in names_of_certificates(what) {
        if credentials.is_empty() {
            credentials = store.certificates_called(&name).await?;
        }
    }
    credentials.extend(store.credentials_used_by(what).await?);
    Ok(StartingPoints {
        credentials,
        digests: store.digests_signed_by(what).await?,
    })
}

/// Returns the only identifier with this beginning. Text reports shorten identifiers with `…`.
///
/// # Errors
/// Those of the database, and [`ResolveError::Ambiguous`].
pub async fn by_beginning(what: &str, store: &mut Store) -> Result<StartingPoints, ResolveError> {
    let what = what.strip_suffix('…').unwrap_or(what);
    let mut tags = ["X509SHA256=", "JTI=", "TBS="].iter();
    let tagged = tags.find_map(|tag| Some((*tag, what.strip_prefix(tag)?)));
    let (tag, prefix) = tagged.unwrap_or(("", what));
    let mut points = StartingPoints::default();
    if prefix.len() < SHORTEST_PREFIX {
        return Ok(points);
    }
    let mut found = store.beginning_with(&prefix.to_ascii_lowercase()).await?;
    if prefix.chars().any(|c| c.is_ascii_uppercase()) {
        found.extend(store.beginning_with(prefix).await?);
    }
    found.retain(|(_, identifier)| identifier.to_string().starts_with(tag));
    found.sort();
    found.dedup();
    match found.as_slice() {
        [] => {}
        [(number, identifier)] => points.push(*number, identifier),
        many => return Err(ambiguous(what, many)),
    }
    Ok(points)
}

fn ambiguous(beginning: &str, found: &[(IdentifierId, Identifier)]) -> ResolveError {
    let named = found.iter().take(MOST_NAMED).map(|(_, it)| it.to_string());
    ResolveError::Ambiguous {
        beginning: beginning.to_owned(),
        count: found.len(),
        named: named.collect(),
    }
}
