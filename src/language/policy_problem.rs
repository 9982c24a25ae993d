//! What is wrong with a policy, as a message. The reader of TOML gives a text alone, of itself or of a value of credtrail: its English pattern
//! identifies the text, and where the values in it lie.

use super::stored::{Pattern, stored, values};
use crate::model::finding::argument::Argument;
use crate::model::finding::message::Message;

/// What is wrong. The most general patterns are the last.
const PROBLEMS: &[Pattern] = &[
    stored!(
        "error-no-length",
        "{text} is no length of time; expected 90m, 24h or 7d"
    ),
    stored!("error-long-length", "{text} is longer than 20,000 years"),
    stored!(
        "error-no-positive-length",
        "{text} is not a positive length of time"
    ),
    stored!(
        "policy-problem-project-number",
        "this is a project's number; expected its id, which `gcloud projects describe NUMBER --format='value(projectId)'` prints"
    ),
    stored!(
        "policy-problem-project-id",
        "no id of a project; expected lower-case letters, digits and hyphens, as in acme-prod or example.com:acme-prod"
    ),
    stored!(
        "policy-problem-projects",
        "projects: {text} is no number of a project; expected {expected}"
    ),
    stored!(
        "policy-problem-cluster-name",
        "{text} is no name of a cluster; expected {expected}"
    ),
    stored!(
        "policy-problem-pool-name",
        "{text} is no name of a CA pool; expected {expected}"
    ),
    stored!(
        "policy-problem-key-name",
        "{text} is no name of a key version; expected {expected}"
    ),
    stored!(
        "policy-problem-algorithm",
        "{text} is no signing algorithm; expected one of {expected}"
    ),
    stored!(
        "policy-problem-code",
        "no finding is called {text}; expected one of {expected}"
    ),
    stored!(
        "policy-problem-public-key",
        "no public key; expected PEM, as `gcloud kms keys versions get-public-key` prints it"
    ),
    stored!(
        "policy-problem-expired",
        "the policy counts until {day}, which is over; review it, and give it a later day"
    ),
    stored!(
        "policy-problem-day",
        "{text} is no day; expected 2027-01-31"
    ),
    stored!("policy-problem-empty", "must not be empty"),
    stored!(
        "policy-problem-too-far",
        "must not lie more than {count} days ahead; {day} at the latest"
    ),
    stored!("policy-problem-cluster-twice", "{name} stands here twice"),
    stored!(
        "policy-problem-unverified-key",
        "{name} signs tokens, but is not among the verification keys"
    ),
    stored!(
        "policy-problem-pool-of-both",
        "{name} certifies for a cluster, and stands under [workload] too"
    ),
    stored!(
        "policy-problem-no-fields",
        "unknown field {field}, there are no fields"
    ),
    stored!(
        "policy-problem-unknown-of",
        "unknown field {field}, expected one of {expected}"
    ),
    stored!(
        "policy-problem-unknown",
        "unknown field {field}, expected {expected}"
    ),
    stored!("policy-problem-missing", "missing field {field}"),
    stored!("policy-problem-twice", "duplicate key"),
    stored!("policy-problem-twice-field", "duplicate field {field}"),
    stored!(
        "policy-problem-type",
        "invalid type: {found}, expected {expected}"
    ),
    stored!(
        "policy-problem-value",
        "invalid value: {found}, expected {expected}"
    ),
    stored!(
        "policy-problem-no-value",
        "key with no value, expected {expected}"
    ),
    stored!(
        "policy-problem-unquoted",
        "string values must be quoted, expected {expected}"
    ),
    stored!(
        "policy-problem-empty-key",
        "unquoted keys cannot be empty, expected {expected}"
    ),
    stored!(
        "policy-problem-open-array",
        "unclosed array, expected {expected}"
    ),
    stored!(
        "policy-problem-open-table",
        "unclosed table, expected {expected}"
    ),
    stored!(
        "policy-problem-basic-string",
        "invalid basic string, expected {expected}"
    ),
    stored!(
        "policy-problem-literal-string",
        "invalid literal string, expected {expected}"
    ),
    stored!(
        "policy-problem-boolean",
        "invalid boolean, expected {expected}"
    ),
    stored!("policy-problem-date", "invalid date, expected {expected}"),
];

/// What was found and what was expected: kinds of values, as serde names them.
const VALUES: &[Pattern] = &[
    stored!("stored-a-string", "a string"),
    stored!("policy-problem-literal", "literal string"),
    stored!("policy-problem-a-sequence", "a sequence"),
    stored!("policy-problem-sequence", "sequence"),
    stored!("policy-problem-a-map", "a map"),
    stored!("policy-problem-map", "map"),
    stored!("policy-problem-table", "struct {name}"),
    stored!("policy-problem-a-boolean", "a boolean"),
    stored!("policy-problem-a-date", "a TOML datetime"),
    stored!("policy-problem-positive", "a nonzero u32"),
    stored!(
        "policy-problem-key",
        "the name of a key version, or a table of name, from and until"
    ),
    stored!("policy-problem-characters", "letters, numbers, `-`, `_`"),
    stored!("policy-problem-string", "string {text}"),
    stored!("policy-problem-integer", "integer {text}"),
    stored!("policy-problem-float", "floating point {text}"),
    stored!("policy-problem-of-boolean", "boolean {text}"),
    stored!("stored-or", "{one} or {other}"),
];

/// Returns the message of a problem. A text that is not known stays as it is.
pub fn message(english: &str) -> Message {
    of(english, PROBLEMS)
}

fn of(english: &str, patterns: &[Pattern]) -> Message {
    let mut found = patterns.iter();
    let found = found.find_map(|(id, pattern)| Some((*id, values(pattern, english)?)));
    let Some((id, values)) = found else {
        return english.into();
    };
    let (mut facts, mut parts) = (Vec::new(), Vec::new());
    for (name, value) in values {
        match name {
            "found" | "expected" => parts.push((name, of(value, VALUES))),
            _ => facts.push((name, Argument::from(value))),
        }
    }
    Message::new(id, english.to_owned(), facts, parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::language::locale::Locale;

    #[test]
    fn a_problem_is_translated_with_its_values() {
        let korean = Locale::new(Language::Korean, None);
        let problem = message("invalid type: integer `5`, expected a string");
        assert_eq!(&*problem, "invalid type: integer `5`, expected a string");
        let translated = korean.translate(&problem);
        assert!(
            translated.contains("정수 `5`") && translated.contains("문자열"),
            "{translated}"
        );
        let other = message("no such problem");
        assert_eq!(korean.translate(&other), "no such problem");
    }
}
