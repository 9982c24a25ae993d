//! The JSON document of a configuration: members by their names in either spelling, and problems with their JSON pointers.

use serde_json::{Map, Value};

use super::problem::Problem;
use crate::vm::refusal::holds_pem;

/// A value and its JSON pointer.
#[derive(Clone)]
pub(super) struct At<'v> {
    pub(super) path: String,
    pub(super) value: &'v Value,
}

pub(super) struct ConfigsReader<'v> {
    pub(super) root: &'v Value,
    pub(super) problems: Vec<Problem>,
}

impl<'v> ConfigsReader<'v> {
    pub(super) fn text(&mut self, at: &At<'v>, expected: &str) -> Option<&'v str> {
        let text = at.value.as_str();
        if text.is_none() {
            self.wrong(at, expected);
        }
        text
    }

    pub(super) fn object(&mut self, at: &At<'v>) -> Option<&'v Map<String, Value>> {
        let object = at.value.as_object();
        if object.is_none() {
            self.wrong(at, "an object");
        }
        object
    }

    pub(super) fn peek(&self, value: &'v Value, name: &str) -> Option<(&'v String, &'v Value)> {
        let object = value.as_object()?;
        object.iter().find(|(key, _)| spelt(key) == spelt(name))
    }

    /// Returns an optional member.
    pub(super) fn optional(&mut self, at: &At<'v>, name: &str) -> Option<At<'v>> {
        let (key, value) = self.peek(at.value, name)?;
        Some(At {
            path: format!("{}/{}", at.path, escaped(key)),
            value,
        })
    }

    /// Returns a required member. The problem of a missing member names a member of the same name elsewhere in the document, where a
    /// missing brace moves the member.
    pub(super) fn child(&mut self, at: &At<'v>, name: &str) -> Option<At<'v>> {
        self.object(at)?;
        if let Some(found) = self.optional(at, name) {
            return Some(found);
        }
        let elsewhere = elsewhere(self.root, name, "");
        let found = match elsewhere {
            Some(path) => format!("it at {path}"),
            None => format!("only {}", keys(at.value)),
        };
        self.problems.push(Problem {
            path: format!("{}/{}", at.path, escaped(name)),
            expected: "it here".to_owned(),
            found,
        });
        None
    }

    pub(super) fn wrong(&mut self, at: &At<'v>, expected: &str) {
        self.problems.push(Problem {
            path: at.path.clone(),
            expected: expected.to_owned(),
            found: shown(at.value),
        });
    }
}

/// Returns a name in kebab case, for comparison.
fn spelt(name: &str) -> String {
    let mut spelt = String::new();
    for c in name.chars() {
        match c {
            '_' => spelt.push('-'),
            c if c.is_ascii_uppercase() => {
                let begins_word = spelt.ends_with(|it: char| it.is_ascii_lowercase());
                spelt.extend(begins_word.then_some('-'));
                spelt.push(c.to_ascii_lowercase());
            }
            c => spelt.push(c),
        }
    }
    spelt
}

pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn elsewhere(value: &Value, name: &str, path: &str) -> Option<String> {
    let object = value.as_object()?;
    object.iter().find_map(|(key, inside)| {
        let path = format!("{path}/{}", escaped(key));
        if spelt(key) == spelt(name) {
            Some(path)
        } else {
            elsewhere(inside, name, &path)
        }
    })
}

fn keys(value: &Value) -> String {
    let keys = value
        .as_object()
        .map(|it| it.keys().cloned().collect::<Vec<_>>());
    match keys {
        Some(keys) if !keys.is_empty() => keys.join(", "),
        _ => "nothing".to_owned(),
    }
}

/// Returns a value for display, shortened and without PEM.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(_) => format!("an object with {}", keys(value)),
        Value::Array(all) => format!("a list of {}", all.len()),
        Value::String(text) if holds_pem(text.as_bytes()) => "a text with PEM".to_owned(),
        Value::String(text) => format!("{:?}", text.chars().take(120).collect::<String>()),
        other => other.to_string(),
    }
}
