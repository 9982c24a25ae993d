//! The answers of the metadata server's three endpoints, from the server or saved as files, told by their content.
//!
//! `config-status`, `workload-identities` and `trust-anchors` below `instance/gce-workload-certificates/` (Google's page "Authenticate
//! workloads to other workloads over mTLS"). Both halves of a credential stand in one answer; of the private half only its presence
//! is taken notice of.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use super::seen::{Bundle, Credential, Found, Key, Origin, Pem};
use super::{Error, file};

/// Something that Compute Engine does not like in the configuration of a VM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The attribute; empty where that is not told.
    pub attribute: String,
    /// What is wrong with it.
    pub details: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refusal { attribute, details } = self;
        if self.attribute.is_empty() {
            write!(f, "{details}")
        } else {
            write!(f, "{attribute}: {details}")
        }
    }
}

/// One of the three answers, or several in one object.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Answer {
    partner_metadata_configs_errors: Option<Errors>,
    workload_credentials: Option<BTreeMap<String, Credentials>>,
    trust_anchors: Option<BTreeMap<String, Anchors>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Errors {
    errors: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    certificate_pem: String,
    /// Passed over by the parser: nothing of it is copied.
    private_key_pem: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Anchors {
    trust_anchors_pem: String,
}

impl Found {
    /// Adds what an answer tells. `place` is its file or address.
    ///
    /// # Errors
    /// Where it is none of the three.
    pub fn add_answer(&mut self, bytes: &[u8], place: &str) -> Result<(), Error> {
        let malformed = |problem: String| Error::Malformed {
            place: place.to_owned(),
            problem,
        };
        if bytes.trim_ascii_start().starts_with(b"-----BEGIN ") {
            let problem = "a PEM file, and no answer of the metadata server; name the directory that it lies in";
            return Err(malformed(problem.to_owned()));
        }
        let answer: Answer = serde_json::from_slice(bytes).map_err(|it| {
            malformed(format!(
                "no answer of the metadata server: {}",
                unshown(&it)
            ))
        })?;
        let expected = "expected partnerMetadataConfigsErrors, workloadCredentials or trustAnchors";
        let is_none = answer.partner_metadata_configs_errors.is_none()
            && answer.workload_credentials.is_none()
            && answer.trust_anchors.is_none();
        if is_none && bytes.trim_ascii() != b"{}" {
            return Err(malformed(expected.to_owned()));
        }
        if let Some(errors) = answer.partner_metadata_configs_errors {
            self.refusals.extend(refusals(errors));
        }
        for (name, credential) in answer.workload_credentials.into_iter().flatten() {
            self.credentials.push(Credential {
                named: Some(name),
                pem: Pem::told(credential.certificate_pem, place),
                key: match credential.private_key_pem {
                    Some(_) => Key::Beside,
                    None => Key::Nowhere,
                },
            });
        }
        for (domain, anchors) in answer.trust_anchors.into_iter().flatten() {
            let pem = Pem::told(anchors.trust_anchors_pem, place);
            self.bundles.push(Bundle {
                domain: Some(domain),
                anchors: pem.certificates().map(|it| it.der).collect(),
                place: place.to_owned(),
            });
        }
        Ok(())
    }
}

/// What kind of error it is and where. serde's own words may repeat values of the text, which may be a private key.
pub(super) fn unshown(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        Category::Io => "it cannot be read",
        Category::Syntax => "no JSON",
        Category::Data => "JSON of another shape",
        Category::Eof => "it ends early",
    };
    format!("{kind}, at line {} column {}", error.line(), error.column())
}

/// How many refusals are told.
const REFUSALS: usize = 20;

/// How many characters of each of their texts.
const LENGTH: usize = 300;

fn refusals(errors: Errors) -> Vec<Refusal> {
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    let all = errors.errors.into_iter();
    some(all.map(|(attribute, value)| (attribute, text(value))))
}

/// As many refusals as a person reads, without anything that may be a key.
fn some(all: impl Iterator<Item = (String, String)>) -> Vec<Refusal> {
    let mut all = all.map(|(attribute, details)| Refusal {
        attribute: shown(&attribute),
        details: shown(&details),
    });
    let mut some: Vec<Refusal> = all.by_ref().take(REFUSALS).collect();
    let rest = all.count();
    some.extend((rest > 0).then(|| Refusal {
        attribute: String::new(),
        details: format!("and {rest} more"),
    }));
    some
}

fn shown(text: &str) -> String {
    if holds_pem(text.as_bytes()) {
        return PEM.to_owned();
    }
    let mut chars = text.chars();
    let mut shown: String = chars.by_ref().take(LENGTH).collect();
    shown.extend(chars.next().map(|_| '…'));
    shown
}

/// What stands for a text with PEM in it, which may be a private key.
const PEM: &str = "it holds PEM, of which nothing is shown";

/// Whether a text holds PEM, or the end of it.
pub(super) fn holds_pem(text: &[u8]) -> bool {
    ["-----BEGIN", "-----END", "PRIVATE KEY"]
        .iter()
        .any(|mark| text.windows(mark.len()).any(|it| it == mark.as_bytes()))
}

/// What a `config_status` tells: the answer of the endpoint, or a text a line an error.
pub(super) fn status(bytes: &[u8]) -> Vec<Refusal> {
    if holds_pem(bytes) {
        return vec![Refusal {
            attribute: String::new(),
            details: PEM.to_owned(),
        }];
    }
    if let Ok(answer) = serde_json::from_slice::<Answer>(bytes) {
        let errors = answer.partner_metadata_configs_errors.unwrap_or_default();
        return refusals(errors);
    }
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
    some(lines.map(|line| (String::new(), line.to_owned())))
}

/// Reads saved answers.
///
/// # Errors
/// Of files that cannot be read or are no answers.
pub fn read<'p>(files: impl IntoIterator<Item = &'p Path>) -> Result<Found, Error> {
    let mut found = Found::new(Origin::Answers);
    for path in files {
        let mut bytes = file::bytes(path)?;
        let added = found.add_answer(&bytes, &path.display().to_string());
        bytes.fill(0); // a private key may stand in it
        added?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_healthy_status_has_no_errors_in_any_form() {
        for text in [
            "",
            "\n",
            "{}",
            r#"{"partnerMetadataConfigsErrors": {}}"#,
            r#"{"partnerMetadataConfigsErrors": {"errors": {}}}"#,
        ] {
            assert_eq!(status(text.as_bytes()), [], "{text}");
        }
    }

    #[test]
    fn refusals_are_told_up_to_a_bound_and_without_keys() {
        let many = "x".repeat(1000) + "\n";
        let told = status(many.repeat(1000).as_bytes());
        assert_eq!(told.len(), REFUSALS + 1);
        assert_eq!(told[0].details.chars().count(), LENGTH + 1);
        assert_eq!(told[REFUSALS].to_string(), "and 980 more");
        let key = r#"{"partnerMetadataConfigsErrors": {"errors": {"x": "-----BEGIN PRIVATE KEY-----c2VjcmV0"}}}"#;
        let mut found = Found::new(Origin::Answers);
        found.add_answer(key.as_bytes(), "config-status").unwrap();
        assert_eq!(found.refusals[0].to_string(), format!("x: {PEM}"));
    }

    #[test]
    fn an_error_in_an_answer_repeats_nothing_of_it() {
        let wrong = r#"{"workloadCredentials": "-----BEGIN PRIVATE KEY-----c2VjcmV0"}"#;
        let error = Found::new(Origin::Answers).add_answer(wrong.as_bytes(), "a.json");
        assert_eq!(
            error.unwrap_err().to_string(),
            "a.json: no answer of the metadata server: JSON of another shape, at line 1 column 61"
        );
    }

    #[test]
    fn errors_are_told_with_their_attribute() {
        let text = r#"{"partnerMetadataConfigsErrors": {"errors": {"trust-config": "no such pool", "x": 3}}}"#;
        let told: Vec<String> = status(text.as_bytes())
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(told, ["trust-config: no such pool", "x: 3"]);
        assert_eq!(
            status(b"cannot reach the pool\n")[0].to_string(),
            "cannot reach the pool"
        );
    }
}
