//! The id of one request to an API server.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

/// The id of one request to the API server: `auditID`, and `insertId` on GKE.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestId {
    /// A UUID, which the API server generates.
    Uuid([u8; 16]),
    /// Any other text, which a caller may choose by the header `Audit-ID`, or the time of a request without an id.
    Other(String),
}

impl RequestId {
    /// Parses an id. Only the canonical spelling of a UUID becomes [`RequestId::Uuid`], so that `Display` returns the same text.
    pub fn parse(text: &str) -> Self {
        uuid(text).map_or_else(|| RequestId::Other(text.to_owned()), RequestId::Uuid)
    }

    /// Returns the id of a request of which only the time is known.
    pub fn unnamed(at: Timestamp) -> Self {
        RequestId::Other(format!("@{at}"))
    }
}

/// Parses a UUID in its canonical spelling: lower case, with hyphens.
fn uuid(text: &str) -> Option<[u8; 16]> {
    let canonical = text.len() == 36 && !text.bytes().any(|it| it.is_ascii_uppercase());
    let uuid = canonical.then(|| Uuid::try_parse(text).ok())??;
    Some(uuid.into_bytes())
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RequestId::Other(text) => f.write_str(text),
            RequestId::Uuid(bytes) => Uuid::from_bytes(*bytes).fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_spelling_is_a_uuid() {
        let canonical = "0aebf8e0-d8b0-448c-a510-5377bf873790";
        assert_eq!(
            RequestId::parse(canonical),
            RequestId::Uuid(*Uuid::try_parse(canonical).unwrap().as_bytes())
        );
        for other in [
            "0AEBF8E0-d8b0-448c-a510-5377bf873790",
            "0aebf8e0d8b0-448c-a510-5377bf8737900",
            "0aebf8e0-d8b0-448c-a510-5377bf87379",
            "0aebf8e0-d8b0-448c-a5105377bf873790-",
            "0aebf8e-0d8b0-448c-a510-5377bf873790",
            "0aebf8e0d8b0448ca5105377bf8737900000",
            "0aebf8e0-d8b0-448c-a510-5377bf87379g",
            "0aebf8e0-d8b0-448c-a510-5377bf87é90",
            "{0aebf8e0-d8b0-448c-a510-5377bf8737}",
            "",
        ] {
            assert_eq!(RequestId::parse(other), RequestId::Other(other.to_owned()));
        }
    }
}
