//! A time of an entry in the JSON types that exporters write.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::super::lenient::Text;
use super::super::object::{Joined as _, object};

object! {
    /// google.protobuf.Timestamp with its fields, as client libraries print it that know no JSON form of it.
    struct Parts<'a> {
        seconds: Text<'a> = "seconds",
        nanos: Text<'a> = "nanos" | "nanoseconds",
    }
}

/// Reads a time as a text: a string, a number, or an object with `seconds` and `nanos`, which becomes seconds with nine digits behind the
/// point. Any other value is no text.
pub(super) fn text<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Text<'a>, D::Error> {
    deserializer.deserialize_any(Time)
}

struct Time;

impl<'de> Visitor<'de> for Time {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text).into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::<str>::Owned(text.to_owned()).into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Cow::<str>::Owned(number.to_string()).into())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Text::default()) // before 1970
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Cow::<str>::Owned(number.to_string()).into())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Text::default())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Text::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let parts = Parts::deserialize(MapAccessDeserializer::new(map))?;
        Ok(joined(&parts).map_or_else(Text::default, |it| Cow::<str>::Owned(it).into()))
    }
}

/// Returns seconds and nanoseconds as one number. Absent nanoseconds are none, as in the proto.
fn joined(parts: &Parts<'_>) -> Option<String> {
    let seconds: u64 = parts.seconds.get()?.parse().ok()?;
    let nanos: u32 = parts.nanos.get().unwrap_or("0").parse().ok()?;
    (nanos < 1_000_000_000).then(|| format!("{seconds}.{nanos:09}"))
}
