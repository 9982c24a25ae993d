//! What Compute Engine does not like in the configuration of a VM, in every shape in which it says so.
//!
//! The rule: a member of an answer tells errors where it is called `status`, `…error` or `…errors`, in whatever spelling
//! (`partnerMetadataConfigsErrors` of Google's page "Authenticate workloads to other workloads over mTLS", `metadataAttributesErrors` of
//! older agents, `partner_metadata_configs_errors`). What it holds is an error unless it is empty: `null`, `false`, 0, `OK` or no text, and
//! a list or an object of nothing else. Whatever else stands in an answer is no error.

use std::fmt;

use serde_json::Value;

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

/// How many refusals are told.
const REFUSALS: usize = 20;

/// How many characters of each of their texts.
const LENGTH: usize = 300;

/// The name of a member or file, whether its words are joined by capitals, dashes or underscores.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|it| !matches!(it, '-' | '_'));
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

const STATUS: &str = "status";

/// Whether a member tells errors, by its name as [`plain`] gives it.
pub(super) fn tells_errors(name: &str) -> bool {
    name == STATUS || is_wrapper(name)
}

/// `errors` within `partnerMetadataConfigsErrors` stands around the errors and is no attribute itself.
fn is_wrapper(name: &str) -> bool {
    name.ends_with("error") || name.ends_with("errors")
}

/// Errors with their attributes, as they are read.
#[derive(Default)]
pub(super) struct Errors(Vec<(String, String)>);

impl Errors {
    /// Adds what a member of an answer tells, by its [`plain`] name.
    pub(super) fn add_member(&mut self, name: &str, value: &Value) {
        let attribute = if name == STATUS { STATUS } else { "" };
        self.add(attribute, value);
    }

    /// Adds what a whole answer tells, which may stand there as text.
    pub(super) fn add_answer(&mut self, answer: &Value) {
        match answer {
            Value::Object(members) => {
                let members = members.iter().map(|(name, it)| (plain(name), it));
                for (name, value) in members.filter(|(name, _)| tells_errors(name)) {
                    self.add_member(&name, value);
                }
            }
            Value::String(text) => match serde_json::from_str(text) {
                Ok(answer @ Value::Object(_)) => self.add_answer(&answer),
                _ => self.add_text(text),
            },
            other => self.add("", other),
        }
    }

    /// Adds a value about an attribute, or one in which attributes are named.
    pub(super) fn add(&mut self, attribute: &str, value: &Value) {
        match value {
            empty if is_empty(empty) => {}
            Value::Object(members) if attribute.is_empty() => {
                for (name, value) in members {
                    let attribute = if is_wrapper(&plain(name)) { "" } else { name };
                    self.add(attribute, value);
                }
            }
            Value::Array(items) => items.iter().for_each(|it| self.add_item(attribute, it)),
            other => self.0.push((attribute.to_owned(), text(other))),
        }
    }

    fn add_item(&mut self, attribute: &str, item: &Value) {
        if !is_empty(item) {
            self.0.push((attribute.to_owned(), text(item)));
        }
    }

    /// Adds a text, in which each line is an error.
    pub(super) fn add_text(&mut self, text: &str) {
        for line in text.lines().map(str::trim).filter(|it| !is_fine(it)) {
            self.0.push((String::new(), line.to_owned()));
        }
    }

    /// As many as a person reads, without anything that may be a key.
    pub(super) fn refusals(self) -> Vec<Refusal> {
        let mut all = self.0.into_iter().map(|(attribute, details)| Refusal {
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
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(told) => !told,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => is_fine(text),
        Value::Array(items) => items.iter().all(is_empty),
        Value::Object(members) => members.values().all(is_empty),
    }
}

fn is_fine(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.eq_ignore_ascii_case("ok")
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
pub(super) const PEM: &str = "it holds PEM, of which nothing is shown";

/// Whether a text holds PEM, or the end of it.
pub(super) fn holds_pem(text: &[u8]) -> bool {
    ["-----BEGIN", "-----END", "PRIVATE KEY"]
        .iter()
        .any(|mark| text.windows(mark.len()).any(|it| it == mark.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(member: &str, value: &str) -> Vec<String> {
        let mut errors = Errors::default();
        errors.add_member(&plain(member), &serde_json::from_str(value).unwrap());
        let refusals = errors.refusals();
        refusals.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_error_is_told_in_every_shape() {
        let name = "partnerMetadataConfigsErrors";
        for (value, expected) in [
            (
                r#"{"errors": {"trust-config": "no such pool"}}"#,
                "trust-config: no such pool",
            ),
            (
                r#"{"trust-config": "no such pool"}"#,
                "trust-config: no such pool",
            ),
            (r#"{"errors": ["no such pool"]}"#, "no such pool"),
            (
                r#"{"errors": {"trust-config": ["no such pool", ""]}}"#,
                "trust-config: no such pool",
            ),
            (
                r#"{"errors": {"trust-config": {"code": 5}}}"#,
                r#"trust-config: {"code":5}"#,
            ),
            (r#"{"errors": {"trust-config": 3}}"#, "trust-config: 3"),
            (r#""no such pool""#, "no such pool"),
            (r#"["no such pool"]"#, "no such pool"),
        ] {
            assert_eq!(told(name, value), [expected], "{value}");
        }
        assert_eq!(
            told("status", r#""ERROR: denied""#),
            ["status: ERROR: denied"]
        );
        assert_eq!(told("status", r#"{"code": 7}"#), [r#"status: {"code":7}"#]);
    }

    #[test]
    fn what_is_empty_is_no_error() {
        for value in [
            "null",
            "{}",
            "[]",
            r#""""#,
            r#"" ""#,
            r#""OK""#,
            r#""ok""#,
            "0",
            "false",
            "[null]",
            r#"{"errors": null}"#,
            r#"{"errors": {}}"#,
            r#"{"errors": []}"#,
            r#"{"errors": {"trust-config": null, "workload-identity": ""}}"#,
            r#"{"code": 0}"#,
        ] {
            assert_eq!(
                told("partnerMetadataConfigsErrors", value),
                [""; 0],
                "{value}"
            );
            assert_eq!(told("status", value), [""; 0], "{value}");
        }
    }

    #[test]
    fn members_that_tell_errors_are_known_in_every_spelling() {
        for name in [
            "status",
            "errors",
            "partnerMetadataConfigsErrors",
            "partner_metadata_configs_errors",
            "partner-metadata-configs-errors",
            "metadataAttributesErrors",
            "lastError",
        ] {
            assert!(tells_errors(&plain(name)), "{name}");
        }
        for name in [
            "",
            "statusTime",
            "errorsChecked",
            "workloadCredentials",
            "etag",
        ] {
            assert!(!tells_errors(&plain(name)), "{name}");
        }
    }

    #[test]
    fn refusals_are_told_up_to_a_bound_and_without_keys() {
        let mut errors = Errors::default();
        errors.add_text(&("x".repeat(1000) + "\n").repeat(1000));
        let told = errors.refusals();
        assert_eq!(told.len(), REFUSALS + 1);
        assert_eq!(told[0].details.chars().count(), LENGTH + 1);
        assert_eq!(told[REFUSALS].to_string(), "and 980 more");
        let key = serde_json::json!({ "x": "-----BEGIN PRIVATE KEY-----c2VjcmV0" });
        let mut errors = Errors::default();
        errors.add("", &key);
        assert_eq!(errors.refusals()[0].to_string(), format!("x: {PEM}"));
    }
}
