//! The object to which a token is bound.

use serde::{Deserialize, Deserializer};

use crate::log::shape::lenient::{Lenient, Text};
use crate::log::shape::object::{Joined, object};

/// The object in `spec.boundObjectRef` of a TokenRequest. The API server writes the field into every answer, with null for a token that is bound
/// to nothing.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The field is missing, or not to be understood.
    #[default]
    Unknown,
    /// The token is bound to a pod.
    ToPod,
    /// The token is bound to nothing, or to another object.
    NotToPod,
}

object! {
    struct Reference<'a> {
        kind: Text<'a> = "kind",
    }
}

impl Joined for Bound {
    fn join(&mut self, other: Self) {
        *self = match (*self, other) {
            (Bound::Unknown, other) => other,
            (own, other) if own == other => own,
            (own, Bound::Unknown) => own,
            _ => Bound::Unknown,
        };
    }
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Some(Lenient(reference)) = Option::<Lenient<Reference<'_>>>::deserialize(deserializer)?
        else {
            return Ok(Bound::NotToPod);
        };
        Ok(match reference.kind.or_empty() {
            "" => Bound::Unknown,
            "Pod" => Bound::ToPod,
            _ => Bound::NotToPod,
        })
    }
}
