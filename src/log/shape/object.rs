//! JSON objects of the logs. A field may have several keys, and no field is read by position.
//!
//! A service that renames a field may write both names for a while, and an exporter may spell keys in another way. Equal values under two
//! keys are one value. Different values are both kept: the checks decide between them, and the other fields of the line are not lost.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A value that can be joined with another value of the same field.
pub(in crate::log) trait Joined {
    /// Adds the content of `other`.
    fn join(&mut self, other: Self);
}

impl<T: Joined> Joined for Option<T> {
    fn join(&mut self, other: Self) {
        match (self.as_mut(), other) {
            (Some(own), Some(other)) => own.join(other),
            (None, other) => *self = other,
            (Some(_), None) => {}
        }
    }
}

impl<T: Joined> Joined for Box<T> {
    fn join(&mut self, other: Self) {
        (**self).join(*other);
    }
}

impl<T> Joined for Vec<T> {
    fn join(&mut self, mut other: Self) {
        self.append(&mut other);
    }
}

/// An object that takes its members one by one.
pub(in crate::log) trait Members<'de>: Default {
    /// Reads the value under `key`.
    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error>;
}

/// A visitor that accepts objects only. serde's derived visitor also accepts an array as the members of an object.
pub(in crate::log) struct Only<T>(pub(in crate::log) PhantomData<T>);

impl<'de, T: Members<'de>> Visitor<'de> for Only<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut object = T::default();
        while let Some(Key(key)) = map.next_key()? {
            object.take(&key, &mut map)?;
        }
        Ok(object)
    }
}

/// A key, borrowed if the key has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(AnyKey).map(Key)
    }
}

struct AnyKey;

impl<'de> Visitor<'de> for AnyKey {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

/// Declares an object with the keys of each field.
macro_rules! object {
    (
        $(#[$meta:meta])*
        $seen:vis struct $name:ident<$life:lifetime> {
            $($(#[$note:meta])* $open:vis $field:ident: $type:ty = $($key:literal)|+,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Default)]
        $seen struct $name<$life> {
            $($(#[$note])* $open $field: $type,)*
        }

        impl $crate::log::shape::object::Joined for $name<'_> {
            fn join(&mut self, other: Self) {
                $(self.$field.join(other.$field);)*
            }
        }

        impl<'de: $life, $life> $crate::log::shape::object::Members<'de> for $name<$life> {
            fn take<A: serde::de::MapAccess<'de>>(
                &mut self,
                key: &str,
                map: &mut A,
            ) -> Result<(), A::Error> {
                match key {
                    $($($key)|+ => self.$field.join(map.next_value()?),)*
                    _ => {
                        map.next_value::<serde::de::IgnoredAny>()?;
                    }
                }
                Ok(())
            }
        }

        impl<'de: $life, $life> serde::Deserialize<'de> for $name<$life> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const KEYS: &[&str] = &[$($($key),+),*];
                let only = $crate::log::shape::object::Only(std::marker::PhantomData);
                deserializer.deserialize_struct(stringify!($name), KEYS, only)
            }
        }
    };
}
pub(in crate::log) use object;

#[cfg(test)]
mod tests {
    use crate::log::shape::json::{Unreadable, parse};
    use crate::log::shape::row::Body;

    #[test]
    fn objects_under_two_keys_are_one_object() {
        let text = br#"{
            "certificateDescription": {"certFingerprint": {"sha256Hash": "a"}, "tbsCertificateDigest": "c"},
            "certificate_description": {"cert_fingerprint": {"sha256_hash": "b", "sha256Hash": null}},
            "pemCertificateChain": ["d"], "pem_certificate_chain": ["e"]
        }"#;
        let body: Body<'_> = parse(text).unwrap();
        let description = &body.description.0;
        let hashes = &description.fingerprint.0.sha256_hash;
        assert!(hashes.all().eq(["a", "b"]));
        assert!(description.tbs_certificate_digest.all().eq(["c"]));
        assert_eq!(body.chain.0, ["d", "e"]);
    }

    #[test]
    fn nothing_is_read_by_position() {
        let read = |text: &'static str| parse::<Body<'_>>(text.as_bytes()).err();
        assert_eq!(read(r#" ["JTI=a"]"#), Some(Unreadable::Array));
        assert!(read(r#""JTI=a""#).is_some());
        let body: Body<'_> = parse(br#"{"certificateDescription": [["a"]]}"#).unwrap();
        assert!(body.description.0.fingerprint.0.sha256_hash.get().is_none());
    }
}
