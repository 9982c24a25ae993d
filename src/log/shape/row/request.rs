//! The parts of an API server's audit event: user, object, operation, and the bodies of request and answer.

#![allow(missing_docs, reason = "the fields are the logs' own names")]

use serde::Deserialize;

use super::super::lenient::{Lenient, Text};
use super::super::object::{Joined, object};
use super::Labels;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct User<'a> {
    #[serde(borrow)]
    pub username: Text<'a>,
    #[serde(borrow)]
    pub extra: Lenient<Labels<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Object<'a> {
    #[serde(borrow)]
    pub resource: Text<'a>,
    #[serde(borrow)]
    pub subresource: Text<'a>,
    #[serde(borrow)]
    pub namespace: Text<'a>,
    #[serde(borrow)]
    pub name: Text<'a>,
    #[serde(borrow)]
    pub uid: Text<'a>,
}

object! {
    /// `metadata` of an object of the Kubernetes API.
    pub struct ObjectIdentity<'a> {
        pub name: Text<'a> = "name",
        pub uid: Text<'a> = "uid",
    }
}

/// `operation` of a LogEntry. A long operation has an entry at its beginning and an entry at its end.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Operation<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub first: Text<'a>,
    #[serde(borrow)]
    pub last: Text<'a>,
}
