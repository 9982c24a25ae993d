//! Fields of an entry's envelope that exporters spell in two ways. A row that has both is whole: the first value that is not empty counts.

use std::marker::PhantomData;

use serde::de::MapAccess;
use serde::{Deserialize, Deserializer};

use super::super::lenient::{Embedded, Lenient, Text};
use super::super::object::{Joined, Members, Only};
use super::{Payload, Row};

impl<'a> Row<'a> {
    /// Returns `logName`, or "".
    pub fn log_name(&self) -> &str {
        first([&self.log_name, &self.log_name_too]).unwrap_or_default()
    }

    /// Returns `insertId`.
    pub fn insert_id(&self) -> Option<&str> {
        first([&self.insert_id, &self.insert_id_too])
    }

    /// Returns `selfLink`, or "".
    pub fn self_link(&self) -> &str {
        first([&self.self_link, &self.self_link_too]).unwrap_or_default()
    }

    /// Returns `data` of a message.
    pub fn data(&self) -> &Embedded<'a, Box<Row<'a>>> {
        match self.data {
            Embedded::Absent => &self.data_too,
            _ => &self.data,
        }
    }
}

fn first<'t>(spelt: [&'t Text<'_>; 2]) -> Option<&'t str> {
    spelt.into_iter().find_map(Text::get)
}

/// `proto_payload`: `audit_log` of Log Analytics, or the AuditLog itself, as a LogEntry in snake_case has it.
#[derive(Default)]
pub struct SnakePayload<'a> {
    /// `audit_log`
    pub audit_log: Option<Lenient<Payload<'a>>>,
    own: Payload<'a>,
}

impl<'a> SnakePayload<'a> {
    /// Returns the AuditLog.
    pub fn payload(&self) -> &Payload<'a> {
        self.audit_log.as_ref().map_or(&self.own, |it| &it.0)
    }
}

impl<'de: 'a, 'a> Members<'de> for SnakePayload<'a> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "audit_log" => {
                self.audit_log.join(map.next_value()?);
                Ok(())
            }
            _ => self.own.take(key, map),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for SnakePayload<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Only(PhantomData))
    }
}
