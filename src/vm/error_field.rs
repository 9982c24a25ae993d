//! What a part of an answer tells of errors, read without copying anything else, which may be a key.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::error_role::{Role, plain};

/// A part of an answer.
#[derive(Debug)]
pub(super) enum Told {
    /// Nothing that tells anything.
    Nothing,
    /// Members by their [`plain`] names, also such as stand there twice.
    Members(Vec<(String, Told)>),
    /// A list.
    Items(Vec<Told>),
    /// All that a member holds whose name tells that it is about errors.
    Value(Value),
}

impl Told {
    /// What a member of this plain name holds.
    pub(super) fn next<'de, A: MapAccess<'de>>(
        name: &str,
        members: &mut A,
    ) -> Result<Self, A::Error> {
        match Role::named(name) {
            Role::Unknown => members.next_value(),
            _ => members.next_value().map(Told::Value),
        }
    }
}

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Parts)
    }
}

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Told;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Told, A::Error> {
        let mut told = Vec::new();
        while let Some(name) = members.next_key::<String>()? {
            let name = plain(&name);
            let value = Told::next(&name, &mut members)?;
            told.push((name, value));
        }
        Ok(Told::Members(told))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Told, A::Error> {
        let mut told = Vec::new();
        while let Some(item) = items.next_element()? {
            told.push(item);
        }
        Ok(Told::Items(told))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Told, E> {
        Ok(Told::Nothing)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Told, E> {
        Ok(Told::Nothing)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Told, E> {
        Ok(Told::Nothing)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Told, E> {
        Ok(Told::Nothing)
    }

    fn visit_str<E>(self, _: &str) -> Result<Told, E> {
        Ok(Told::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Told, E> {
        Ok(Told::Nothing)
    }
}
