//! The statement of a signed report: an in-toto statement
//! (<https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>) with a predicate of our own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::sha256::Sha256;

/// The media type of an in-toto statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// The kind of the statement, version 1.
const STATEMENT: &str = "https://in-toto.io/Statement/v1";

/// The kind of the predicate. docs/src/integrity.md lists the fields of the predicate; another meaning of a field gets another number.
const PREDICATE: &str = "urn:credtrail:scan-report:v1";

/// A statement on a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: [Subject; 1],
    predicate_type: String,
    predicate: Scan,
}

/// The signed report, by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The name of the file.
    pub name: String,
    /// The hash of the file.
    pub digest: Digest,
}

/// The hashes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// SHA-256 of all bytes of the file.
    pub sha256: Sha256,
}

/// The scan that made the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scan {
    /// The program.
    pub tool: Tool,
    /// The scan, as the database recorded it.
    pub scan: RecordedScan,
    /// The time of the judgement.
    pub began: Timestamp,
    /// The window that the user asked for.
    pub window: Window,
    /// The policy, whose hash `credtrail policy check` prints.
    pub policy: Digest,
    /// The numbers of lineages by verdict.
    pub verdicts: Verdicts,
    /// The files and objects that the scan rests on.
    pub evidence: Evidence,
    /// The signed report before this one. None: this is the first.
    pub previous: Option<Previous>,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// The name of the program.
    pub name: String,
    /// The version of the program.
    pub version: String,
}

/// A recorded scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedScan {
    /// The number of the scan.
    pub number: i64,
    /// The hash of the scan, for `credtrail fsck --head`.
    pub sha256: Sha256,
}

/// A window. A bound that is None is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first moment of the window.
    pub from: Option<Timestamp>,
    /// The first moment after the window.
    pub to: Option<Timestamp>,
}

/// Numbers of lineages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    /// Without a missing record.
    pub complete: u64,
    /// With a missing record whose log was not read.
    pub unproven: u64,
    /// With a contradiction, or a record that is proven missing.
    pub broken: u64,
}

/// The signed report before one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// The number of the report's scan.
    pub scan: i64,
    /// SHA-256 of the report's envelope, as [`Envelope::to_bytes`](super::envelope::Envelope::to_bytes) writes it.
    pub sha256: Sha256,
}

/// The files and objects that were read since the signed report before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// The files and objects, in the order in which they were read.
    pub read: Vec<ReadFile>,
    /// The files and objects beyond the limit of [`Evidence::read`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub omitted: Option<Omitted>,
}

/// A file or an object that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadFile {
    /// The name of the file when it was read: a path, the address of an object, or a page of the Logging API.
    pub name: String,
    /// The version of an object, as its bucket gives it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// The number of bytes of the file, unpacked.
    pub bytes: u64,
    /// The hash by which the database distinguishes files, with a key of its own. `credtrail fsck --files` checks it.
    pub fingerprint: String,
    /// The number of different receipts of the file.
    pub receipts: u64,
    /// SHA-256 over the SHA-256 of all receipts, in the order in which the file has the receipts.
    pub receipts_sha256: Sha256,
}

/// Files for which there is no room in the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Omitted {
    /// The number of files.
    pub files: u64,
    /// SHA-256 over the omitted [`ReadFile`]s as JSON, each with a line end.
    pub sha256: Sha256,
}

impl Statement {
    /// Returns the statement that a scan made a report.
    pub fn of(subject: Subject, predicate: Scan) -> Self {
        Statement {
            kind: STATEMENT.to_owned(),
            subject: [subject],
            predicate_type: PREDICATE.to_owned(),
            predicate,
        }
    }

    /// Returns the statement as it is signed.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default() // texts and numbers cannot fail to be written
    }

    /// Reads a statement on a report. None where it is one on something else.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let statement: Statement = serde_json::from_slice(bytes).ok()?;
        let is_ours = statement.kind == STATEMENT && statement.predicate_type == PREDICATE;
        is_ours.then_some(statement)
    }

    /// Returns the report.
    pub fn report(&self) -> &Subject {
        let [report] = &self.subject;
        report
    }

    /// Returns the scan.
    pub fn scan(&self) -> &Scan {
        &self.predicate
    }
}
