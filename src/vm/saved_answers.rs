//! The answers of the three endpoints of the metadata server, from the server or saved as files, detected by their content.
//!
//! The endpoints are `config-status`, `workload-identities` and `trust-anchors` below `instance/gce-workload-certificates/` (Google's page
//! "Authenticate workloads to other workloads over mTLS"). One answer holds the certificate and the private key of a credential; of the
//! private key only its presence is read. The same reader reads answers from the server, from files, and from the file `config_status` of
//! the guest agent. Unknown members are skipped, and an empty answer has no content.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

use super::credentials_seen::{Bundle, Credential, CredentialSource, CredentialsSeen, Key, Pem};
use super::refusal::{ErrorField, Errors, PEM, Refusal, holds_pem, plain};
use super::{Error, file};
use crate::evidence::input::text_encoding;
use crate::model::finding::message::{Message, message};

/// The endpoint of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `config-status`, or the file of the guest agent with its content. An answer that is no object is the text of an error.
    ConfigStatus,
    /// Any other endpoint, or an unknown one, whose answer must be an object.
    Other,
}

impl Endpoint {
    /// Returns the endpoint by the last part of an address or by a file name: `config-status`, `config_status`, `config-status.json`.
    pub fn named(name: &str) -> Self {
        let stem = name.split('.').next().unwrap_or_default();
        if plain(stem).ends_with("configstatus") {
            Endpoint::ConfigStatus
        } else {
            Endpoint::Other
        }
    }

    fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default();
        Endpoint::named(&name.to_string_lossy())
    }
}

/// One of the three answers, or several answers in one object.
#[derive(Default)]
struct SavedAnswer {
    /// The errors in an answer that is text.
    errors: Errors,
    members: Vec<(String, ErrorField)>,
    credentials: Vec<(String, Credentials)>,
    anchors: Vec<(String, Anchors)>,
}

#[derive(Default)]
struct Credentials {
    certificate: Option<String>,
    /// The parser skips the key: no byte of the key is copied.
    key: Option<IgnoredAny>,
    members: Vec<(String, ErrorField)>,
}

#[derive(Default)]
struct Anchors {
    certificates: Vec<String>,
    members: Vec<(String, ErrorField)>,
}

/// The values by the name of an identity or a trust domain.
type Named<T> = Option<BTreeMap<String, T>>;

impl<'de> Deserialize<'de> for SavedAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

impl<'de> Deserialize<'de> for Credentials {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OfOne)
    }
}

impl<'de> Deserialize<'de> for Anchors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OfDomain)
    }
}

/// A visitor that reads the anchors of one trust domain, as [`Members`] reads an answer.
struct OfDomain;

impl<'de> Visitor<'de> for OfDomain {
    type Value = Anchors;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the trust anchors of a trust domain")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Anchors, A::Error> {
        let mut read = Anchors::default();
        while let Some(name) = members.next_key::<String>()? {
            match plain(&name) {
                name if name == "trustanchorspem" => {
                    read.certificates
                        .extend(members.next_value::<Option<String>>()?);
                }
                name => {
                    let value = ErrorField::next(&name, &mut members)?;
                    read.members.push((name, value));
                }
            }
        }
        Ok(read)
    }
}

/// A visitor that reads the credentials of one identity, as [`Members`] reads an answer.
struct OfOne;

impl<'de> Visitor<'de> for OfOne {
    type Value = Credentials;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the credentials of an identity")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Credentials, A::Error> {
        let mut read = Credentials::default();
        while let Some(name) = members.next_key::<String>()? {
            match plain(&name) {
                name if name == "certificatepem" => read.certificate = members.next_value()?,
                name if name == "privatekeypem" => read.key = members.next_value()?,
                name => {
                    let value = ErrorField::next(&name, &mut members)?;
                    read.members.push((name, value));
                }
            }
        }
        Ok(read)
    }
}

/// A visitor that reads an answer member by member. Unknown values are never copied, since they may be keys.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = SavedAnswer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of the metadata server")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<SavedAnswer, A::Error> {
        let mut answer = SavedAnswer::default();
        while let Some(name) = members.next_key::<String>()? {
            match plain(&name) {
                name if name == "workloadcredentials" => {
                    let credentials: Named<Credentials> = members.next_value()?;
                    answer.credentials.extend(credentials.into_iter().flatten());
                }
                name if name == "trustanchors" => {
                    let anchors: Named<Anchors> = members.next_value()?;
                    answer.anchors.extend(anchors.into_iter().flatten());
                }
                name => {
                    let value = ErrorField::next(&name, &mut members)?;
                    answer.members.push((name, value));
                }
            }
        }
        Ok(answer)
    }
}

impl SavedAnswer {
    fn refusals(&mut self) -> Vec<Refusal> {
        let mut errors = std::mem::take(&mut self.errors);
        errors.add_members(&self.members);
        for (_, credential) in &self.credentials {
            errors.add_members(&credential.members);
        }
        for (_, anchors) in &self.anchors {
            errors.add_members(&anchors.members);
        }
        errors.refusals()
    }
}

impl CredentialsSeen {
    /// Adds the content of an answer. `place` is the file or address of the answer.
    ///
    /// # Errors
    /// If the bytes are no answer.
    pub fn add_answer(
        &mut self,
        bytes: &[u8],
        place: &str,
        endpoint: Endpoint,
    ) -> Result<(), Error> {
        let text = text_encoding::text(bytes);
        let read = answer(&text, endpoint);
        if let Cow::Owned(mut text) = text {
            text.fill(0); // the answer may hold a private key
        }
        let mut answer = read.map_err(|problem| Error::Malformed {
            place: place.to_owned(),
            problem,
        })?;
        self.refusals.extend(answer.refusals());
        for (name, credential) in answer.credentials {
            self.credentials.push(Credential {
                named: Some(name),
                pem: Pem::value(credential.certificate.unwrap_or_default(), place),
                key: match credential.key {
                    Some(_) => Key::Beside,
                    None => Key::Nowhere,
                },
            });
        }
        for (domain, anchors) in answer.anchors {
            let pem = Pem::value(anchors.certificates.join("\n"), place);
            self.bundles.push(Bundle {
                domain: Some(domain),
                anchors: pem.certificates().map(|it| it.der).collect(),
                place: place.to_owned(),
            });
        }
        Ok(())
    }
}

fn answer(bytes: &[u8], endpoint: Endpoint) -> Result<SavedAnswer, Message> {
    if bytes.trim_ascii().is_empty() {
        return Ok(SavedAnswer::default());
    }
    match (serde_json::from_slice(bytes), endpoint) {
        (Ok(answer), _) => Ok(answer),
        (Err(_), Endpoint::ConfigStatus) => Ok(SavedAnswer {
            errors: in_words(bytes),
            ..SavedAnswer::default()
        }),
        (Err(_), Endpoint::Other) if bytes.trim_ascii_start().starts_with(b"-----BEGIN ") => {
            Err(message!(
                "error-vm-pem",
                "a PEM file, and no answer of the metadata server; name the directory that it lies in"
            ))
        }
        (Err(error), Endpoint::Other) => Err(message!(
            "error-vm-no-answer",
            "no answer of the metadata server: {why}",
            why = unshown(&error)
        )),
    }
}

/// Reads a status that is no object: a list or a string of JSON, or plain text with one error per line.
fn in_words(bytes: &[u8]) -> Errors {
    let mut errors = Errors::default();
    if holds_pem(bytes) {
        errors.add_text(PEM);
    } else if let Ok(value) = serde_json::from_slice(bytes) {
        errors.add_answer(&value);
    } else {
        errors.add_text(&String::from_utf8_lossy(bytes));
    }
    errors
}

/// Returns the kind and the position of an error. serde's message may repeat values of the text, which may be a private key.
pub(super) fn unshown(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        Category::Io => "it cannot be read",
        Category::Syntax => "no JSON",
        Category::Data => "JSON of another shape",
        Category::Eof => "it ends early",
    };
    format!("{kind}, at line {} column {}", error.line(), error.column())
}

/// Returns the errors in a `config_status` of the guest agent.
pub(super) fn status(bytes: &[u8], place: &str) -> Result<Vec<Refusal>, Error> {
    let mut found = CredentialsSeen::new(CredentialSource::Directory);
    found.add_answer(bytes, place, Endpoint::ConfigStatus)?;
    Ok(found.refusals)
}

/// Reads saved answers.
///
/// # Errors
/// If a file cannot be read or is no answer.
pub fn read<'p>(files: impl IntoIterator<Item = &'p Path>) -> Result<CredentialsSeen, Error> {
    let mut found = CredentialsSeen::new(CredentialSource::Answers);
    for path in files {
        let mut bytes = file::bytes(path)?;
        let place = path.display().to_string();
        let added = found.add_answer(&bytes, &place, Endpoint::of(path));
        bytes.fill(0); // the answer may hold a private key
        added?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusals(text: &str, endpoint: Endpoint) -> Vec<String> {
        let mut found = CredentialsSeen::new(CredentialSource::Answers);
        let added = found.add_answer(text.as_bytes(), "an answer", endpoint);
        added.unwrap();
        found.refusals.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_healthy_status_has_no_errors_in_any_form_and_from_wherever_it_comes() {
        for text in [
            "",
            "\n",
            "\u{feff}",
            "{}",
            r#"{"status": "OK"}"#,
            r#"{"status": "OK", "etag": "x", "nothing": null}"#,
            r#"{"partnerMetadataConfigsErrors": {}}"#,
            r#"{"partnerMetadataConfigsErrors": null}"#,
            r#"{"partnerMetadataConfigsErrors": {"errors": {}}}"#,
        ] {
            for endpoint in [Endpoint::ConfigStatus, Endpoint::Other] {
                assert_eq!(refusals(text, endpoint), [""; 0], "{text}");
            }
        }
        for text in ["OK\n", r#""OK""#, "null", "[]"] {
            assert_eq!(refusals(text, Endpoint::ConfigStatus), [""; 0], "{text}");
        }
    }

    #[test]
    fn errors_are_reported_with_their_attribute() {
        let text = r#"{"partnerMetadataConfigsErrors": {"errors": {"trust-config": "no such pool", "x": 3}}}"#;
        for endpoint in [Endpoint::ConfigStatus, Endpoint::Other] {
            assert_eq!(
                refusals(text, endpoint),
                ["trust-config: no such pool", "x: 3"]
            );
        }
        let words = refusals("cannot reach the pool\r\n\n", Endpoint::ConfigStatus);
        assert_eq!(words, ["cannot reach the pool"]);
        let listed = refusals(r#"["cannot reach the pool"]"#, Endpoint::ConfigStatus);
        assert_eq!(listed, ["cannot reach the pool"]);
    }

    #[test]
    fn anchors_are_read_in_every_spelling_with_the_errors_beside_them() {
        let text = r#"{"trustAnchors": {"a.b": {"trustAnchorsPem": "", "trust-anchors-pem": null, "trust_anchors_pem": "", "error": "no such pool"}}}"#;
        assert_eq!(refusals(text, Endpoint::Other), ["no such pool"]);
    }

    #[test]
    fn an_error_in_an_answer_repeats_nothing_of_it() {
        let wrong = r#"{"workloadCredentials": "-----BEGIN PRIVATE KEY-----c2VjcmV0"}"#;
        let mut found = CredentialsSeen::new(CredentialSource::Answers);
        let error = found.add_answer(wrong.as_bytes(), "a.json", Endpoint::Other);
        assert_eq!(
            error.unwrap_err().to_string(),
            "a.json: no answer of the metadata server: JSON of another shape, at line 1 column 61"
        );
        assert_eq!(refusals(wrong, Endpoint::ConfigStatus), [PEM]);
    }

    #[test]
    fn a_status_is_known_by_its_name() {
        for name in [
            "config-status",
            "config_status",
            "config-status.json",
            "workload-certificates-config-status",
        ] {
            assert_eq!(Endpoint::named(name), Endpoint::ConfigStatus, "{name}");
        }
        assert_eq!(Endpoint::named("trust-anchors.json"), Endpoint::Other);
    }
}
