//! What a stretch of input said: facts, coverage, and what could not be read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use jiff::Timestamp;

use super::envelope::Shape;
use crate::coverage::Stretches;
use crate::entry::{Entry, RequestId, Source};

/// Texts, each kept once and told apart by its position.
#[derive(Debug, Default)]
pub struct Names {
    order: Vec<String>,
    positions: HashMap<String, u32, RandomState>,
}

impl Names {
    /// The position of a text.
    pub fn position(&mut self, text: &str) -> u32 {
        if let Some(&position) = self.positions.get(text) {
            return position;
        }
        let position = self.order.len() as u32;
        self.order.push(text.to_owned());
        self.positions.insert(text.to_owned(), position);
        position
    }

    /// All texts in the order of their positions.
    pub fn as_slice(&self) -> &[String] {
        &self.order
    }
}

/// A credential was presented to the API server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The credential's id as it stands in the log: position in `Reading::names`.
    pub credential: u32,
    /// The user name: position in `Reading::names`.
    pub principal: u32,
    /// The cluster: position in `Reading::names`.
    pub cluster: u32,
    /// The request.
    pub request: RequestId,
    /// When the request was received.
    pub at: Timestamp,
    /// When this stage of it was reached, for raw events.
    pub until: Timestamp,
    /// The line it stands in.
    pub line: u64,
}

/// Where an entry stands and what its line was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// 1-based line.
    pub line: u64,
    /// Byte offset of the line in the decompressed file.
    pub offset: u64,
    /// SHA-256 of the line's bytes.
    pub sha256: [u8; 32],
}

/// A line that could not be read, kept with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Where it stands.
    pub receipt: Receipt,
    /// What was expected.
    pub reason: String,
    /// The log it probably belongs to.
    pub source: Option<Source>,
    /// When it was probably written.
    pub at: Option<Timestamp>,
}

/// Project, location and name of a cluster.
pub(super) type Cluster = [String; 3];

/// What a stretch of input said.
#[derive(Debug, Default)]
pub struct Reading {
    /// Texts that uses refer to by position.
    pub names: Names,
    /// The last cluster met and its position: lines of one log rarely name another.
    pub(super) cluster: Option<(Cluster, u32)>,
    /// Uses in the order of the input.
    pub uses: Vec<Use>,
    /// Entries of the issuance side in the order of the input.
    pub entries: Vec<(Receipt, Entry)>,
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
