//! Values of unreliable type: one visitor accepts any JSON value.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::object::Joined;

/// A string, or an integer or boolean as a string. Absent, null, empty and values of any other type are no string. A field with two keys
/// and two different strings keeps both strings.
#[derive(Default, Clone)]
pub struct Text<'a>(Values<'a>);

#[derive(Default, Clone)]
enum Values<'a> {
    #[default]
    Nothing,
    One(Cow<'a, str>),
    /// Different strings, at most [`MOST`].
    Several(Box<[Cow<'a, str>]>),
}

/// The most texts of a list that are kept. No list that is read has a hundred, and a caller can write a list of numbers in its place.
const MOST_IN_LIST: usize = 1_000;

/// The most different strings of one field that are kept. No field has more spellings.
const MOST: usize = 4;

impl<'a> From<Cow<'a, str>> for Text<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Text(Values::One(text))
    }
}

impl<'a> Text<'a> {
    /// Returns the first string that is not empty.
    pub fn get(&self) -> Option<&str> {
        self.as_slice().first().map(AsRef::as_ref)
    }

    /// Returns the first string that is not empty, and drops the others.
    pub(super) fn into_first(self) -> Option<Cow<'a, str>> {
        self.0.into_iter().find(|it| !it.is_empty())
    }

    /// Returns the first string, or "".
    pub fn or_empty(&self) -> &str {
        self.get().unwrap_or_default()
    }

    /// Returns all different strings.
    pub fn all(&self) -> impl ExactSizeIterator<Item = &str> {
        self.as_slice().iter().map(AsRef::as_ref)
    }

    /// Returns the string at index `number`, or the first string if there are fewer.
    pub fn at(&self, number: usize) -> Option<&str> {
        self.all().nth(number).or(self.get())
    }

    /// Returns the same strings without a borrow.
    pub fn owned<'b>(self) -> Text<'b> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Text(Values::of(self.0.into_iter().map(own).collect()))
    }

    fn as_slice(&self) -> &[Cow<'_, str>] {
        match &self.0 {
            Values::One(text) if !text.is_empty() => std::slice::from_ref(text),
            Values::Several(texts) => texts,
            Values::Nothing | Values::One(_) => &[],
        }
    }
}

impl<'a> Values<'a> {
    fn of(mut texts: Vec<Cow<'a, str>>) -> Self {
        match texts.pop() {
            None => Values::Nothing,
            Some(only) if texts.is_empty() => Values::One(only),
            Some(last) => {
                texts.push(last);
                Values::Several(texts.into_boxed_slice())
            }
        }
    }
}

impl<'a> IntoIterator for Values<'a> {
    type Item = Cow<'a, str>;
    type IntoIter = std::vec::IntoIter<Cow<'a, str>>;

    fn into_iter(self) -> Self::IntoIter {
        let texts = match self {
            Values::Nothing => Vec::new(),
            Values::One(text) => vec![text],
            Values::Several(texts) => texts.into_vec(),
        };
        texts.into_iter()
    }
}

impl Joined for Text<'_> {
    fn join(&mut self, other: Self) {
        if self.get().is_none() {
            *self = other;
        } else if other.get().is_some() {
            let mut texts: Vec<_> = std::mem::take(&mut self.0).into_iter().collect();
            for text in other.0 {
                if texts.len() < MOST && !texts.contains(&text) {
                    texts.push(text);
                }
            }
            self.0 = Values::of(texts);
        }
    }
}

impl Joined for Texts<'_> {
    fn join(&mut self, other: Self) {
        if self.0 != other.0 {
            self.0.join(other.0);
        }
    }
}

impl<T: Joined> Joined for Lenient<T> {
    fn join(&mut self, other: Self) {
        self.0.join(other.0);
    }
}

impl<T> Joined for Objects<T> {
    fn join(&mut self, other: Self) {
        self.0.join(other.0);
    }
}

/// Of two values the first one counts that is there: a column that an exporter left empty hides nothing.
impl<T> Joined for Embedded<'_, T> {
    fn join(&mut self, other: Self) {
        if matches!(self, Embedded::Absent) {
            *self = other;
        }
    }
}

/// A list of strings, or one string as a list. Empty strings count.
#[derive(Default)]
pub struct Texts<'a>(pub Vec<Cow<'a, str>>);

/// An object. A value of any other type counts as an empty object.
#[derive(Default)]
pub struct Lenient<T>(pub T);

/// An object, a string that may hold an object as JSON, or another value.
#[derive(Default)]
pub enum Embedded<'a, T> {
    /// Null or a fraction.
    #[default]
    Absent,
    /// An object.
    Object(T),
    /// A string, which may hold JSON; or an integer or a boolean as a string.
    Text(Cow<'a, str>),
    /// The strings of a list.
    List(Vec<Cow<'a, str>>),
}

/// The objects of a list. Elements of other types are dropped, and a value that is no list counts as an empty list.
pub struct Objects<T>(pub Vec<T>);

impl<T> Default for Objects<T> {
    fn default() -> Self {
        Objects(Vec::new())
    }
}

/// An object or list that is skipped.
struct PassedOver;

/// An element of a list, as a string if possible. Lists inside lists are skipped: a recursive reader would need stack in proportion to the
/// brackets in the input.
pub(super) struct Element<'a>(Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for PassedOver {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| PassedOver)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Element<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let any = Anything::<PassedOver, PassedOver>(PhantomData);
        Ok(match deserializer.deserialize_any(any)? {
            Embedded::Text(text) => Element(Some(text)),
            Embedded::Absent | Embedded::Object(_) | Embedded::List(_) => Element(None),
        })
    }
}

impl<'a> From<Element<'a>> for Option<Cow<'a, str>> {
    fn from(element: Element<'a>) -> Self {
        element.0
    }
}

impl From<PassedOver> for Option<Cow<'_, str>> {
    fn from(_: PassedOver) -> Self {
        None
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Embedded::<PassedOver>::deserialize(deserializer)? {
            Embedded::Text(text) => Text(Values::One(text)),
            Embedded::Absent | Embedded::Object(_) | Embedded::List(_) => Text::default(),
        })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Texts<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Embedded::<PassedOver>::deserialize(deserializer)? {
            Embedded::Text(text) => Texts(vec![text]),
            Embedded::List(texts) => Texts(texts),
            Embedded::Absent | Embedded::Object(_) => Texts::default(),
        })
    }
}

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Embedded::deserialize(deserializer)? {
            Embedded::Object(object) => Lenient(object),
            Embedded::Absent | Embedded::Text(_) | Embedded::List(_) => Lenient(T::default()),
        })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Objects<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyList(PhantomData))
    }
}

/// A visitor that accepts a list of objects or any other value.
struct AnyList<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for AnyList<T> {
    type Value = Objects<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut objects = Vec::new();
        while let Some(element) = seq.next_element::<Embedded<'de, T>>()? {
            if let Embedded::Object(object) = element {
                objects.push(object);
            }
        }
        Ok(Objects(objects))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Objects::default())
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Embedded<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything::<T, Element<'de>>(PhantomData))
    }
}

/// A visitor that accepts any value: an object as `T`, an element of a list as `E`.
pub(super) struct Anything<T, E>(pub(super) PhantomData<(T, E)>);

impl<'de, T, E> Visitor<'de> for Anything<T, E>
where
    T: Deserialize<'de>,
    E: Deserialize<'de> + Into<Option<Cow<'de, str>>>,
{
    type Value = Embedded<'de, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_borrowed_str<X>(self, text: &'de str) -> Result<Self::Value, X> {
        Ok(Embedded::Text(Cow::Borrowed(text)))
    }

    fn visit_str<X>(self, text: &str) -> Result<Self::Value, X> {
        Ok(Embedded::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<X>(self, number: u64) -> Result<Self::Value, X> {
        Ok(Embedded::Text(Cow::Owned(number.to_string())))
    }

    fn visit_i64<X>(self, number: i64) -> Result<Self::Value, X> {
        Ok(Embedded::Text(Cow::Owned(number.to_string())))
    }

    fn visit_f64<X>(self, number: f64) -> Result<Self::Value, X> {
        Ok(if number.fract() == 0.0 {
            Embedded::Text(Cow::Owned(format!("{number:.0}")))
        } else {
            Embedded::Absent
        })
    }

    fn visit_bool<X>(self, it: bool) -> Result<Self::Value, X> {
        Ok(Embedded::Text(Cow::Borrowed(if it {
            "true"
        } else {
            "false"
        })))
    }

    fn visit_unit<X>(self) -> Result<Self::Value, X> {
        Ok(Embedded::Absent)
    }

    fn visit_none<X>(self) -> Result<Self::Value, X> {
        Ok(Embedded::Absent)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(element) = seq.next_element::<E>()? {
            if texts.len() < MOST_IN_LIST {
                texts.extend(element.into());
            }
        }
        Ok(Embedded::List(texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Embedded::Object)
    }
}

#[cfg(test)]
mod tests;
