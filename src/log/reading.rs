//! What a stretch of input said: facts, coverage, and what could not be read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::envelope::Shape;
use crate::configuration::Configuration;
use crate::coverage::Stretches;
use crate::entry::{Entry, RequestId, Source};
use crate::receipt::Bytes;

/// Texts one behind the other in one allocation.
#[derive(Debug, Default)]
pub struct Texts {
    bytes: String,
}

/// Where a text stands in `Texts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Texts {
    /// Keeps a text. A stretch of input is far smaller than what 32 bits can count.
    pub fn keep(&mut self, text: &str) -> Span {
        let start = self.bytes.len() as u32;
        self.bytes.push_str(text);
        Span {
            start,
            end: self.bytes.len() as u32,
        }
    }

    /// A text that was kept.
    pub fn get(&self, span: Span) -> &str {
        self.bytes
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }
}

/// A credential was presented to the API server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The credential's id as it stands in the log, in `Reading::texts`.
    pub credential: Span,
    /// The user name, in `Reading::texts`.
    pub principal: Span,
    /// The cluster, in `Reading::texts`.
    pub cluster: Span,
    /// The request.
    pub request: RequestId,
    /// When the request was received.
    pub at: Timestamp,
    /// When this stage of it was reached, for raw events.
    pub until: Timestamp,
    /// The line it stands in.
    pub line: u64,
    /// The bytes of that line in the unpacked file.
    pub bytes: Bytes,
}

/// Where an entry stands and what its line was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawLine {
    /// 1-based line.
    pub line: u64,
    /// Its bytes in the unpacked file.
    pub bytes: Bytes,
    /// SHA-256 of the line's bytes.
    pub sha256: [u8; 32],
}

/// A line that could not be read, kept with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Where it stands.
    pub raw: RawLine,
    /// What was expected.
    pub reason: String,
    /// The logs it may belong to.
    pub sources: Vec<Source>,
    /// When it was probably written.
    pub at: Option<Timestamp>,
}

/// Project, location and name of a cluster.
pub(super) type Cluster = [String; 3];

/// What a stretch of input said.
#[derive(Debug, Default)]
pub struct Reading {
    /// Texts of uses.
    pub texts: Texts,
    /// The last cluster met: lines of one log rarely name another.
    pub(super) cluster: Option<(Cluster, Span)>,
    /// Uses in the order of the input.
    pub uses: Vec<Use>,
    /// Entries of the issuance side in the order of the input.
    pub entries: Vec<(RawLine, Entry)>,
    /// What clusters were told to use.
    pub configurations: Vec<(RawLine, Configuration)>,
    /// Lines that could not be read.
    pub rejections: Vec<Rejection>,
    /// What was heard of each log: source and scope, and the stretches of time.
    pub heard: Vec<(Source, String, Stretches)>,
    /// Shapes met, with the number of entries in each.
    pub shapes: BTreeMap<Shape, u64>,
    /// Envelopes met.
    pub envelopes: BTreeSet<Shape>,
    /// Log entries read, relevant or not, without the rejected ones.
    pub read: u64,
    /// Log entries that say something about a credential.
    pub relevant: u64,
}

impl Reading {
    /// Notes that a log speaks at this moment.
    pub fn hear(&mut self, source: Source, scope: &str, at: Timestamp) {
        let known = self
            .heard
            .iter_mut()
            .find(|(known, name, _)| *known == source && name == scope);
        if let Some((_, _, stretches)) = known {
            stretches.touch(at);
        } else {
            let mut stretches = Stretches::default();
            stretches.touch(at);
            self.heard.push((source, scope.to_owned(), stretches));
        }
    }
}
