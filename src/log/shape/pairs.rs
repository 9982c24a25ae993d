//! Labels as a list of pairs, `[{"key": "a", "value": "b"}]`: BigQuery has no maps, so that a table holds a map as a repeated record.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{Error, MapDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::lenient::{Anything, Element, Embedded, Lenient, Text};

/// The most pairs of a list that are read. A log entry has at most 64 labels (Google's page "Quotas and limits" of Cloud Logging).
const MOST: usize = 1_000;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pair<'a> {
    #[serde(borrow, alias = "name")]
    key: Text<'a>,
    #[serde(borrow)]
    value: Text<'a>,
}

/// Reads an object, a list of pairs as an object, or any other value.
pub(in crate::log) fn embedded<'de, T, D>(deserializer: D) -> Result<Embedded<'de, T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(WithPairs(PhantomData))
}

/// A visitor that accepts any value, as [`Anything`] does, and a list of pairs as an object.
struct WithPairs<T>(PhantomData<T>);

macro_rules! as_anything {
    ($($visit:ident: $type:ty,)*) => {
        $(fn $visit<E: serde::de::Error>(self, value: $type) -> Result<Self::Value, E> {
            Anything::<T, Element<'de>>(PhantomData).$visit(value)
        })*
    };
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for WithPairs<T> {
    type Value = Embedded<'de, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    as_anything! {
        visit_borrowed_str: &'de str,
        visit_str: &str,
        visit_u64: u64,
        visit_i64: i64,
        visit_f64: f64,
        visit_bool: bool,
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Embedded::Absent)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Embedded::Absent)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Anything::<T, Element<'de>>(PhantomData).visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(Lenient(pair)) = seq.next_element::<Lenient<Pair<'de>>>()? {
            if pairs.len() < MOST {
                pairs.extend(pair.texts());
            }
        }
        let map = MapDeserializer::<_, Error>::new(pairs.into_iter());
        Ok(T::deserialize(map).map_or(Embedded::Absent, Embedded::Object))
    }
}

impl<'a> Pair<'a> {
    /// Returns the key and the value, if both are there.
    fn texts(self) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
        Some((self.key.into_first()?, self.value.into_first()?))
    }
}

#[cfg(test)]
mod tests {
    use crate::log::shape::json::parse;
    use crate::log::shape::row::Row;

    #[test]
    fn labels_are_the_same_as_an_object_and_as_pairs() {
        let used = |labels: &str| {
            let line = format!(r#"{{"labels": {labels}}}"#);
            let row: Row<'_> = parse(line.as_bytes()).unwrap();
            let labels = row.labels.object();
            labels
                .get()
                .used
                .0
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        for labels in [
            r#"{"authentication.kubernetes.io/credential-id": "JTI=a"}"#,
            r#"[{"key": "x", "value": null}, 7, {"key": "authentication.kubernetes.io/credential-id", "value": "JTI=a"}]"#,
            r#"[{"value": "JTI=a", "key": "authentication_kubernetes_io_credential_id"}]"#,
        ] {
            assert_eq!(used(labels), ["JTI=a"], "{labels}");
        }
        for labels in [
            r#"["JTI=a"]"#,
            r#"[["authentication.kubernetes.io/credential-id", "JTI=a"]]"#,
            "[]",
            "7",
            "null",
        ] {
            assert!(used(labels).is_empty(), "{labels}");
        }
    }
}
