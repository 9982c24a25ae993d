//! Reads the envelope of a line apart from the bodies that the caller wrote, so that no body hides the fields around the body.
//!
//! The API server logs the body of a request as it came (kubernetes/apiserver `pkg/audit/request.go`, `LogRequestPatch`): with duplicate
//! keys, numbers out of range, unpaired surrogates, invalid UTF-8, or thousands of levels of nesting. A body does not change who called
//! with which credential. [`apart`] therefore rewrites a line that the parser refused: a body that the parser accepts stays unchanged, and
//! any other body becomes `null` and is counted. Invalid strings, numbers and depths of the envelope are replaced by valid ones, except in
//! the fields that identify the entry. A line that still is no entry was damaged outside of its bodies. No field of a body
//! becomes a field of the envelope. An invalid escape in a string of the envelope is accepted in an entry of the API server; a caller
//! cannot write such a string into the entry of another log, so that the line of another log was damaged.

mod skip;
mod tame;

use super::json::{self, DEEPEST_ENVELOPE};
use super::lenient::{Embedded, Text};
use super::row::Body;
use skip::{end_of_value, solid};

/// Whether every backslash in the strings of an envelope begins a valid escape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// Every backslash does.
    Whole,
    /// Some backslashes do not.
    Damaged,
}

/// A line without its unreadable bodies.
pub(super) struct Apart {
    /// The line as strict JSON.
    pub(super) json: Vec<u8>,
    /// The number of bodies that became `null`.
    pub(super) unreadable: u64,
    /// Whether the strings of the envelope have invalid escapes.
    pub(super) escapes: Escapes,
}

/// Rewrites a line. Returns `None` if the envelope is not whole.
pub(super) fn apart(line: &[u8]) -> Option<Apart> {
    let mut walk = EnvelopeWalk {
        line,
        at: 0,
        json: Vec::with_capacity(line.len()),
        unreadable: 0,
        escapes: Escapes::Whole,
    };
    walk.value(EnvelopePart::Row, DEEPEST_ENVELOPE)?;
    solid(line, walk.at).is_none().then_some(Apart {
        json: walk.json,
        unreadable: walk.unreadable,
        escapes: walk.escapes,
    })
}

/// The role of a value in a line, by which the bodies are found. [`row`](super::row) defines the export shapes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EnvelopePart {
    /// A line of any shape.
    Row,
    /// The AuditLog itself, or `audit_log` of Log Analytics.
    SnakePayload,
    /// google.cloud.audit.AuditLog
    Payload,
    /// The body of a request or response.
    Body,
    /// A field that identifies the entry. No caller writes this field, so that an invalid value was damaged.
    Kind,
    /// Any other value of the envelope.
    Envelope,
}

impl EnvelopePart {
    fn member(self, key: &str) -> EnvelopePart {
        match (self, key) {
            (EnvelopePart::Row, "requestObject" | "responseObject") => EnvelopePart::Body,
            (EnvelopePart::Row, "entries" | "items" | "receivedMessages" | "data") => {
                EnvelopePart::Row
            }
            (EnvelopePart::Row, "protoPayload" | "protopayload_auditlog")
            | (EnvelopePart::SnakePayload, "audit_log") => EnvelopePart::Payload,
            (EnvelopePart::Row, "proto_payload") => EnvelopePart::SnakePayload,
            (EnvelopePart::SnakePayload, key) => EnvelopePart::Payload.member(key),
            (EnvelopePart::Payload, "request" | "requestJson" | "requestjson")
            | (EnvelopePart::Payload, "response" | "responseJson" | "responsejson")
            | (EnvelopePart::Payload, "metadata" | "metadataJson" | "metadatajson") => {
                EnvelopePart::Body
            }
            (EnvelopePart::Row, "logName" | "log_name")
            | (
                EnvelopePart::Payload,
                "serviceName" | "service_name" | "methodName" | "method_name",
            ) => EnvelopePart::Kind,
            _ => EnvelopePart::Envelope,
        }
    }
}

/// The members that the API server writes behind the bodies of an event (`audit.k8s.io/v1`, `Event`). All other members are before the
/// bodies.
const BEHIND_BODIES: [&str; 5] = [
    "requestObject",
    "responseObject",
    "requestReceivedTimestamp",
    "stageTimestamp",
    "annotations",
];

/// The first bytes of the times of an event.
const TIMES: &[u8] = b",\"requestReceivedTimestamp\":";

/// One member of an object: the decoded key, and key and value as JSON.
struct Member {
    key: String,
    json: Vec<u8>,
}

/// The walk over a line, and the rewritten line so far.
struct EnvelopeWalk<'l> {
    line: &'l [u8],
    at: usize,
    json: Vec<u8>,
    unreadable: u64,
    escapes: Escapes,
}

impl EnvelopeWalk<'_> {
    /// Passes blanks and then the byte `wanted`.
    fn take(&mut self, wanted: u8) -> Option<()> {
        let (byte, at) = solid(self.line, self.at)?;
        self.at = at + usize::from(byte == wanted);
        (byte == wanted).then_some(())
    }

    fn value(&mut self, place: EnvelopePart, levels: u32) -> Option<()> {
        let (first, at) = solid(self.line, self.at)?;
        self.at = at;
        match (first, levels.checked_sub(1)) {
            _ if place == EnvelopePart::Body => self.body(),
            _ if place == EnvelopePart::Kind => self.kind(),
            (b'"', _) => self.text(),
            (b'{' | b'[', None) => self.leave_out(),
            (b'{', Some(levels)) if place == EnvelopePart::Row => self.row(levels),
            (b'{', Some(levels)) => self.object(place, levels),
            (b'[', Some(levels)) => self.array(place, levels),
            _ => self.scalar(),
        }
    }

    /// Copies a body that the parser accepts, and writes `null` for any other body.
    fn body(&mut self) -> Option<()> {
        let end = end_of_value(self.line, self.at)?;
        let body = self.line.get(self.at..end)?;
        if json::parse_inner::<Embedded<'_, Box<Body<'_>>>>(body).is_some() {
            self.json.extend_from_slice(body);
        } else {
            self.unreadable += 1;
            self.json.extend_from_slice(b"null");
        }
        self.at = end;
        Some(())
    }

    fn kind(&mut self) -> Option<()> {
        let end = end_of_value(self.line, self.at)?;
        let text = self.line.get(self.at..end)?;
        json::parse_inner::<Text<'_>>(text)?;
        self.json.extend_from_slice(text);
        self.at = end;
        Some(())
    }

    fn leave_out(&mut self) -> Option<()> {
        self.at = end_of_value(self.line, self.at)?;
        tame::no_character(&mut self.json);
        Some(())
    }

    fn array(&mut self, place: EnvelopePart, levels: u32) -> Option<()> {
        self.take(b'[')?;
        self.json.push(b'[');
        if self.take(b']').is_none() {
            loop {
                self.value(place, levels)?;
                if self.take(b',').is_none() {
                    break;
                }
                self.json.push(b',');
            }
            self.take(b']')?;
        }
        self.json.push(b']');
        Some(())
    }

    fn object(&mut self, place: EnvelopePart, levels: u32) -> Option<()> {
        self.take(b'{')?;
        self.json.push(b'{');
        if self.take(b'}').is_none() {
            loop {
                let key = self.key()?;
                self.value(place.member(&key), levels)?;
                if self.take(b',').is_none() {
                    break;
                }
                self.json.push(b',');
            }
            self.take(b'}')?;
        }
        self.json.push(b'}');
        Some(())
    }

    /// Rewrites an object that may be an event. A body with unbalanced brackets ends where the times of the event begin.
    fn row(&mut self, levels: u32) -> Option<()> {
        self.take(b'{')?;
        let mut members = Members::default();
        if self.take(b'}').is_none() {
            loop {
                let written = self.json.len();
                let key = self.key()?;
                let place = EnvelopePart::Row.member(&key);
                let began = self.at;
                let whole = self.value(place, levels);
                let is_broken = whole.is_none() || place == EnvelopePart::Body && !self.is_at_end();
                if is_broken {
                    (place == EnvelopePart::Body && levels + 1 == DEEPEST_ENVELOPE).then_some(())?;
                    self.json.truncate(written);
                    self.at = began + memchr::memmem::rfind(self.line.get(began..)?, TIMES)?;
                    self.unreadable += 1;
                } else {
                    members.add(key, self.json.split_off(written));
                }
                members.behind_bodies |= place == EnvelopePart::Body;
                if self.take(b',').is_none() {
                    break;
                }
            }
            self.take(b'}')?;
        }
        members.write(&mut self.json);
        Some(())
    }

    /// Returns whether a body ends here: behind the body comes another member, or the end of its object and then nothing, another object,
    /// or the end of an array.
    fn is_at_end(&self) -> bool {
        let behind = |at| solid(self.line, at + 1);
        match solid(self.line, self.at) {
            Some((b',', _)) => true,
            Some((b'}', at)) => match behind(at) {
                Some((b',', at)) => behind(at).is_some_and(|(next, _)| next == b'{'),
                next => next.is_none_or(|(next, _)| b"{]".contains(&next)),
            },
            _ => false,
        }
    }

    /// Rewrites a key and the colon behind the key.
    fn key(&mut self) -> Option<String> {
        let (first, at) = solid(self.line, self.at)?;
        (first == b'"').then_some(())?;
        self.at = at;
        let written = self.json.len();
        self.text()?;
        let key = sonic_rs::from_slice(self.json.get(written..)?).ok()?;
        self.take(b':')?;
        self.json.push(b':');
        Some(key)
    }

    fn text(&mut self) -> Option<()> {
        let end = tame::text(self.line, self.at, &mut self.json)?;
        if json::no_escape_at(self.line.get(self.at..end)?).is_some() {
            self.escapes = Escapes::Damaged;
        }
        self.at = end;
        Some(())
    }

    fn scalar(&mut self) -> Option<()> {
        self.at = tame::scalar(self.line, self.at, &mut self.json)?;
        Some(())
    }
}

/// The members of a line.
///
/// The API server writes the caller before the bodies and the times behind the bodies. A body with unbalanced brackets may add members that
/// repeat members of the server. Of a member before the bodies the first value counts, and of a member behind the bodies the last value
/// counts.
#[derive(Default)]
struct Members {
    all: Vec<Member>,
    behind_bodies: bool,
}

impl Members {
    fn add(&mut self, key: String, json: Vec<u8>) {
        let known = self.all.iter_mut().find(|it| it.key == key);
        match known.filter(|_| self.behind_bodies) {
            Some(first) if BEHIND_BODIES.contains(&key.as_str()) => first.json = json,
            Some(_) => {}
            None => self.all.push(Member { key, json }),
        }
    }

    fn write(self, to: &mut Vec<u8>) {
        to.push(b'{');
        for (position, member) in self.all.iter().enumerate() {
            if position > 0 {
                to.push(b',');
            }
            to.extend_from_slice(&member.json);
        }
        to.push(b'}');
    }
}

#[cfg(test)]
mod tests;
