//! The envelope of a line read apart from what its caller wrote: a body hides nothing that stands around it.
//!
//! The API server logs the body of a request as it came (kubernetes/apiserver `pkg/audit/request.go`, `LogRequestPatch`): keys twice,
//! numbers that no machine holds, halves of surrogate pairs, bytes that are no text, thousands of levels. None of that is the
//! server's word, and who called with which credential does not hang on it. So where the parser refuses a line, it is written
//! anew: a body that the parser takes stays as it is, any other becomes `null` and is counted; odd texts, numbers and depths of
//! the envelope are tamed, except where they tell which entry it is. What then is still no entry was damaged elsewhere. Nothing
//! from inside a body comes out of it. What is no escape in a text of the envelope costs no use either; but in the entry of another
//! log no caller can have written it, so that there the line was damaged.

mod skip;
mod tame;

use super::json::{self, DEEPEST_ENVELOPE};
use super::lenient::{Embedded, Text};
use super::row::Body;
use skip::{end_of_value, solid};

/// Whether each backslash in the texts of an envelope begins an escape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// It does.
    Whole,
    /// Some do not.
    Damaged,
}

/// A line without the bodies that cannot be read.
pub(super) struct Apart {
    /// The line as strict JSON.
    pub(super) json: Vec<u8>,
    /// How many bodies were left out.
    pub(super) unreadable: u64,
    /// Whether its texts hold what is no escape.
    pub(super) escapes: Escapes,
}

/// Takes a line apart. Nothing if its envelope is not whole.
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

/// What stands at a place, as far as it tells where the bodies are. See [`row`](super::row) for the shapes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EnvelopePart {
    /// A line of any shape.
    Row,
    /// Log Analytics' `proto_payload`.
    LogAnalytics,
    /// google.cloud.audit.AuditLog
    Payload,
    /// What the caller sent or was answered.
    Body,
    /// What tells which entry it is: no caller has a say in that, so that here what is broken was damaged on its way.
    Kind,
    /// Anything else of the envelope.
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
            | (EnvelopePart::LogAnalytics, "audit_log") => EnvelopePart::Payload,
            (EnvelopePart::Row, "proto_payload") => EnvelopePart::LogAnalytics,
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

/// Members that the API server writes behind the bodies of an event (`audit.k8s.io/v1`, `Event`); all others stand before them.
const BEHIND_BODIES: [&str; 5] = [
    "requestObject",
    "responseObject",
    "requestReceivedTimestamp",
    "stageTimestamp",
    "annotations",
];

/// Where the times of an event begin.
const TIMES: &[u8] = b",\"requestReceivedTimestamp\":";

/// One member of an object: its key, and both as JSON.
struct Member {
    key: String,
    json: Vec<u8>,
}

/// The walk through a line, and what it has written.
struct EnvelopeWalk<'l> {
    line: &'l [u8],
    at: usize,
    json: Vec<u8>,
    unreadable: u64,
    escapes: Escapes,
}

impl EnvelopeWalk<'_> {
    /// Goes over this byte, blanks before it passed over.
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

    /// A body stays as it stands, if the parser takes it.
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

    /// An object that may be an event, in which a body that is not even balanced ends where the times begin.
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

    /// Whether a body is over here: with the object around it only what is a line of its own may follow on this one.
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

    /// A key and the colon behind it.
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
/// The server writes who called before the bodies and the times behind them. Should a body have broken out of its place, a member
/// that it wrote itself repeats one of the server's: of the former the first counts, of the latter the last.
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
