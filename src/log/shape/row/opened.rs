//! An object that a line holds as such or as a string of JSON.

#![allow(missing_docs, reason = "the fields are the logs' own names")]

use serde::Deserialize;

use super::super::json;
use super::super::lenient::Embedded;
use super::Body;

/// An object that was an object or a string of JSON in the line, or an empty object.
pub enum Opened<'a, T> {
    /// An object in the line.
    Borrowed(&'a T),
    /// An object from a string, or an empty object.
    Owned(Box<T>),
}

impl<T> Opened<'_, T> {
    /// Returns the object.
    pub fn get(&self) -> &T {
        match self {
            Opened::Borrowed(object) => object,
            Opened::Owned(object) => object,
        }
    }
}

impl Embedded<'_, Box<Body<'_>>> {
    /// Returns whether the value is a string that should hold a body and does not.
    pub fn is_unreadable_text(&self) -> bool {
        let Embedded::Text(json) = self else {
            return false;
        };
        !json.is_empty()
            && json::parse_value::<Embedded<'_, Box<Body<'_>>>>(json.as_bytes()).is_err()
    }
}

impl<'a, T: Deserialize<'a> + Default> Embedded<'a, Box<T>> {
    /// Returns the object, also from a string: BigQuery writes JSON as a string. A value that is no object counts as an empty object.
    pub fn object(&'a self) -> Opened<'a, T> {
        match self {
            Embedded::Object(object) => Opened::Borrowed(object),
            Embedded::Text(json) => {
                Opened::Owned(Box::new(json::parse(json.as_bytes()).unwrap_or_default()))
            }
            Embedded::Absent | Embedded::List(_) => Opened::Owned(Box::default()),
        }
    }
}
