//! The errors that Compute Engine reports in the configuration of a VM, in every shape of an answer.
//!
//! The rule: the name of a member, at any depth of an answer and in any spelling, decides whether the member holds errors: `status` and
//! `code` other than OK; `message` and `reason` unless beside a `status` or `code` that is OK (the form of google.rpc.Status); `…error`,
//! `…errors` and compounds (`errorMessage`). Such names are `partnerMetadataConfigsErrors` of Google's page "Authenticate workloads to
//! other workloads over mTLS", `metadataAttributesErrors` of older agents, and `partner_metadata_configs_errors`. The value of such a
//! member is an error unless the value is empty: `null`, `false`, 0, `OK`, an empty string, or a list or an object of only empty values; a
//! status of HTTP that means success (200 to 299) is none either. No other member of an answer is an error.

mod error_field;
mod error_role;

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

pub(super) use self::error_field::ErrorField;
use self::error_role::Role;
pub(super) use self::error_role::plain;

/// An error that Compute Engine reports in the configuration of a VM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The attribute. Empty if the answer names none.
    pub attribute: String,
    /// The error.
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

/// The most refusals that are reported.
const REFUSALS: usize = 20;

/// The most characters of each text of a refusal.
const LENGTH: usize = 300;

/// The errors that were read, each with its attribute.
#[derive(Default)]
pub(super) struct Errors(Vec<(String, String)>);

impl Errors {
    /// Adds the errors in the members of an answer.
    pub(super) fn add_members(&mut self, members: &[(String, ErrorField)]) {
        let is_ok = members.iter().any(|(name, it)| match it {
            ErrorField::Value(value) => is_ok_status(name, value),
            _ => false,
        });
        for (name, field) in members {
            match (Role::named(name), field) {
                (Role::Remark, _) if is_ok => {}
                (Role::Status, ErrorField::Value(value)) if is_success(value) => {}
                (Role::Answer, ErrorField::Value(value)) => self.add_answer(value),
                (Role::Errors, ErrorField::Value(value)) => self.add("", value),
                (_, ErrorField::Value(value)) => self.add(name, value),
                (_, field) => self.add_field(field),
            }
        }
    }

    fn add_field(&mut self, field: &ErrorField) {
        match field {
            ErrorField::Nothing | ErrorField::Value(_) => {}
            ErrorField::Members(members) => self.add_members(members),
            ErrorField::Items(items) => items.iter().for_each(|it| self.add_field(it)),
        }
    }

    /// Adds the errors in a whole answer of `config-status`, which may be a string or a list.
    pub(super) fn add_answer(&mut self, answer: &Value) {
        match answer {
            Value::String(text) => match serde_json::from_str(text) {
                Ok(inner @ (Value::Object(_) | Value::Array(_))) => self.add_answer(&inner),
                _ => self.add_text(text),
            },
            Value::Array(items) => items.iter().for_each(|it| self.add_answer(it)),
            Value::Object(_) => {
                let field = ErrorField::deserialize(answer).unwrap_or(ErrorField::Nothing);
                self.add_field(&field);
            }
            other => self.add("", other),
        }
    }

    /// Adds the errors in a value about an attribute. If `attribute` is empty, the members of an object name the attributes.
    pub(super) fn add(&mut self, attribute: &str, value: &Value) {
        match value {
            empty if is_empty(empty) => {}
            Value::Object(members) if attribute.is_empty() => {
                for (name, value) in members {
                    let is_errors = Role::named(&plain(name)) == Role::Errors;
                    let attribute = if is_errors { "" } else { name };
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

    /// Adds a text with one error per line.
    pub(super) fn add_text(&mut self, text: &str) {
        for line in text.lines().map(str::trim).filter(|it| !is_fine(it)) {
            self.0.push((String::new(), line.to_owned()));
        }
    }

    /// Returns at most [`REFUSALS`] refusals, without texts that may hold a key.
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
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => is_fine(text),
        Value::Array(items) => items.iter().all(is_empty),
        Value::Object(members) => {
            let is_ok = members
                .iter()
                .any(|(name, it)| is_ok_status(&plain(name), it));
            let is_fine = |name: &str, it| match Role::named(&plain(name)) {
                Role::Status => is_success(it),
                Role::Remark => is_ok,
                _ => false,
            };
            let is_empty = |(name, it): (&String, _)| is_empty(it) || is_fine(name, it);
            members.iter().all(is_empty)
        }
    }
}

/// Returns whether a member is a status that is explicitly OK.
fn is_ok_status(name: &str, value: &Value) -> bool {
    let is_given = match value {
        Value::Number(_) => true,
        Value::String(text) => !text.trim().is_empty(),
        _ => false,
    };
    Role::named(name) == Role::Status && is_given && (is_empty(value) || is_success(value))
}

/// Returns whether a status is one of HTTP that means success (RFC 9110 section 15.3). The codes of google.rpc end at 16.
fn is_success(value: &Value) -> bool {
    let code = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    code.is_some_and(|it| (200..300).contains(&it))
}

fn is_fine(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text == "0" || text.eq_ignore_ascii_case("ok")
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

/// The replacement for a text with PEM, which may be a private key.
pub(super) const PEM: &str = "it holds PEM, of which nothing is shown";

/// Returns whether a text holds a PEM mark.
pub(super) fn holds_pem(text: &[u8]) -> bool {
    ["-----BEGIN", "-----END", "PRIVATE KEY"]
        .iter()
        .any(|mark| text.windows(mark.len()).any(|it| it == mark.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(answer: &str) -> Vec<String> {
        let mut errors = Errors::default();
        errors.add_answer(&serde_json::from_str(answer).unwrap());
        let refusals = errors.refusals();
        refusals.iter().map(ToString::to_string).collect()
    }

    fn refusals_in(member: &str, value: &str) -> Vec<String> {
        answered(&format!(r#"{{"{member}": {value}}}"#))
    }

    #[test]
    fn an_error_is_reported_in_every_shape() {
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
            assert_eq!(refusals_in(name, value), [expected], "{value}");
        }
        assert_eq!(
            refusals_in("status", r#""ERROR: denied""#),
            ["status: ERROR: denied"]
        );
        assert_eq!(
            refusals_in("status", r#"{"code": 7}"#),
            [r#"status: {"code":7}"#]
        );
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
                refusals_in("partnerMetadataConfigsErrors", value),
                [""; 0],
                "{value}"
            );
            assert_eq!(refusals_in("status", value), [""; 0], "{value}");
        }
    }

    #[test]
    fn members_that_tell_errors_are_known_in_every_spelling() {
        for name in [
            "errors",
            "partnerMetadataConfigsErrors",
            "partner_metadata_configs_errors",
            "partner-metadata-configs-errors",
            "metadataAttributesErrors",
            "lastError",
            "errorMessage",
            "error_code",
        ] {
            assert_eq!(Role::named(&plain(name)), Role::Errors, "{name}");
        }
        for name in [
            "",
            "statusTime",
            "errorsChecked",
            "workloadCredentials",
            "etag",
        ] {
            assert_eq!(Role::named(&plain(name)), Role::Unknown, "{name}");
        }
    }

    #[test]
    fn an_answer_that_is_itself_an_error_is_reported_at_any_depth() {
        for (answer, expected) in [
            (r#"{"errorMessage": "denied"}"#, vec!["denied"]),
            (r#"{"message": "denied"}"#, vec!["message: denied"]),
            (r#"{"code": 403}"#, vec!["code: 403"]),
            (r#"{"errors": {"count": 200}}"#, vec!["count: 200"]),
            (
                r#"{"code": 7, "message": "denied"}"#,
                vec!["code: 7", "message: denied"],
            ),
            (
                r#"{"code": "PERMISSION_DENIED"}"#,
                vec!["code: PERMISSION_DENIED"],
            ),
            (r#"{"error": {"code": 7}}"#, vec!["code: 7"]),
            (
                r#"{"status": "OK", "error_message": ["denied"]}"#,
                vec!["denied"],
            ),
            (
                r#"{"status": {"code": 0, "message": "fine"}, "trustConfig": {"status": "DENIED"}}"#,
                vec!["status: DENIED"],
            ),
            (
                r#"{"results": [{"etag": "x"}, {"message": "denied"}]}"#,
                vec!["message: denied"],
            ),
            (
                r#"[{"status": "OK"}, {"status": "DENIED"}]"#,
                vec!["status: DENIED"],
            ),
            (r#""{\"status\": \"DENIED\"}""#, vec!["status: DENIED"]),
            (r#"["denied"]"#, vec!["denied"]),
        ] {
            assert_eq!(answered(answer), expected, "{answer}");
        }
    }

    #[test]
    fn a_remark_beside_a_status_that_is_well_is_no_error() {
        for answer in [
            r#"{"status": "OK", "message": "configured"}"#,
            r#"{"code": 0, "message": "configured"}"#,
            r#"{"code": "0", "message": "configured"}"#,
            r#"{"code": 200, "status": "OK"}"#,
            r#"{"status": {"code": 200, "message": "configured"}}"#,
            r#"{"status": {"code": 0, "message": "configured"}}"#,
            r#"{"partnerMetadataConfigsErrors": {"errors": {"trust-config": {"code": "OK", "reason": "x"}}}}"#,
            r#"[{"name": "trust-config", "status": "OK"}]"#,
            r#"{"new": {"etag": "x", "names": ["a", 1, true, null]}}"#,
            r#""{\"status\": \"OK\"}""#,
        ] {
            assert_eq!(answered(answer), [""; 0], "{answer}");
        }
        let beside =
            r#"{"partnerMetadataConfigsErrors": {"status": "OK", "trust-config": "denied"}}"#;
        assert_eq!(answered(beside), ["trust-config: denied"]);
    }

    #[test]
    fn refusals_are_reported_up_to_a_bound_and_without_keys() {
        let mut errors = Errors::default();
        errors.add_text(&("x".repeat(1000) + "\n").repeat(1000));
        let refusals = errors.refusals();
        assert_eq!(refusals.len(), REFUSALS + 1);
        assert_eq!(refusals[0].details.chars().count(), LENGTH + 1);
        assert_eq!(refusals[REFUSALS].to_string(), "and 980 more");
        let key = serde_json::json!({ "x": "-----BEGIN PRIVATE KEY-----c2VjcmV0" });
        let mut errors = Errors::default();
        errors.add("", &key);
        assert_eq!(errors.refusals()[0].to_string(), format!("x: {PEM}"));
    }
}
