//! The error for a relevant entry with a missing or malformed field.

use thiserror::Error;

use crate::model::identifier::CredentialId;

/// The error for a relevant entry with a missing or malformed field.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{field}: {problem}")]
pub struct Malformed {
    field: &'static str,
    problem: String,
}

impl Malformed {
    pub(super) fn missing(field: &'static str, expected: &str) -> Self {
        Malformed {
            field,
            problem: format!("missing, expected {expected}"),
        }
    }

    pub(super) fn because(field: &'static str, problem: impl ToString) -> Self {
        Malformed {
            field,
            problem: problem.to_string(),
        }
    }
}

/// Parses the id of a credential that GKE or the API server says it issued, in any spelling. Text that is no credential id is an error.
pub(super) fn issued_id(field: &'static str, text: &str) -> Result<CredentialId, Malformed> {
    CredentialId::meant(text).ok_or_else(|| {
        Malformed::because(
            field,
            format!("expected X509SHA256=<64 hex> or JTI=<id>, found {text:?}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::language::locale::Locale;
    use crate::log::framing::scanner::{Inside, OffendingByte, Problem};
    use crate::log::shape::json::Unreadable;
    use crate::model::omitted::Omitted;

    /// The database keeps reasons in English: a reason that is no pattern there is English in every report.
    #[test]
    fn another_language_knows_every_reason() {
        let byte = OffendingByte(b'x');
        let problems = [
            Problem::CutString,
            Problem::InputEnds(Inside::Object),
            Problem::NotJson(byte),
            Problem::Unexpected {
                found: byte,
                expected: "a key or '}'",
            },
            Problem::NotObject(byte),
            Problem::TooLong,
            Problem::TooDeep,
        ];
        let unreadable = [
            Unreadable::Cut,
            Unreadable::NotUtf8(1),
            Unreadable::NotJson(1),
            Unreadable::NoEscape(1),
            Unreadable::Array,
            Unreadable::NotUsable(1),
            Unreadable::NotBase64,
            Unreadable::NotALogEntry,
            Unreadable::Undecoded,
            Unreadable::TooDeep,
        ];
        let malformed = issued_id("metadata.credentialId", "x").unwrap_err();
        let missing = Malformed::missing("request.name", "the name of a certificate");
        let mut reasons = vec![malformed.to_string(), missing.to_string()];
        reasons.push(Omitted(2).to_string());
        reasons.extend(problems.map(|it| it.to_string()));
        reasons.extend(unreadable.map(|it| it.to_string()));
        let korean = Locale::new(Language::Korean, None);
        let is_korean = |text: &str| text.chars().any(|it| ('가'..='힣').contains(&it));
        for english in reasons {
            let translated = korean.reason(&english);
            assert!(
                is_korean(&translated) && translated != english,
                "{english}: {translated}"
            );
        }
    }
}
