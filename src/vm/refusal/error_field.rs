//! The errors in a part of an answer. No other value is copied, since the value may be a key.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::error_role::{Role, plain};

/// A part of an answer.
#[derive(Debug)]
pub(in crate::vm) enum ErrorField {
    /// A value without errors.
    Nothing,
    /// The members of an object by their [`plain`] names, duplicates included.
    Members(Vec<(String, ErrorField)>),
    /// A list.
    Items(Vec<ErrorField>),
    /// The whole value of a member whose name means errors.
    Value(Value),
}

impl ErrorField {
    /// Reads the value of a member with this plain name.
    pub(in crate::vm) fn next<'de, A: MapAccess<'de>>(
        name: &str,
        members: &mut A,
    ) -> Result<Self, A::Error> {
        match Role::named(name) {
            Role::Unknown => members.next_value(),
            _ => members.next_value().map(ErrorField::Value),
        }
    }
}

impl<'de> Deserialize<'de> for ErrorField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Parts)
    }
}

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = ErrorField;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<ErrorField, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = members.next_key::<String>()? {
            let name = plain(&name);
            let value = ErrorField::next(&name, &mut members)?;
            fields.push((name, value));
        }
        Ok(ErrorField::Members(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<ErrorField, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = elements.next_element()? {
            items.push(item);
        }
        Ok(ErrorField::Items(items))
    }

    fn visit_bool<E>(self, _: bool) -> Result<ErrorField, E> {
        Ok(ErrorField::Nothing)
    }

    fn visit_i64<E>(self, _: i64) -> Result<ErrorField, E> {
        Ok(ErrorField::Nothing)
    }

    fn visit_u64<E>(self, _: u64) -> Result<ErrorField, E> {
        Ok(ErrorField::Nothing)
    }

    fn visit_f64<E>(self, _: f64) -> Result<ErrorField, E> {
        Ok(ErrorField::Nothing)
    }

    fn visit_str<E>(self, _: &str) -> Result<ErrorField, E> {
        Ok(ErrorField::Nothing)
    }

    fn visit_unit<E>(self) -> Result<ErrorField, E> {
        Ok(ErrorField::Nothing)
    }
}
