//! A split: the part of an input that one task reads.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::coverage::sink_hours::Hour;
use crate::ingest::input::{FoundBy, Input};
use crate::log::cut_line::Cut;
use crate::store::bucket_object::Object;

/// The part of an input that one task reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The position of the input in the plan, counted from 0: the order in which inputs are loaded.
    pub ordinal: u64,
    /// The path of a file, or the URL of an object.
    pub url: String,
    /// What distinguishes the content from others of this name.
    pub generation: String,
    /// The size of the input in bytes, before decompression.
    pub size: u64,
    /// The offset of the first byte. The split holds the lines that begin at or behind this byte and before `end`.
    pub start: u64,
    /// The offset behind the last byte.
    pub end: u64,
    /// The key of an object in its bucket. None for a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// How the input is read.
    pub shape: SplitShape,
    /// Whether the input was named, or found in a folder.
    pub found: Found,
    /// The cluster of raw audit events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Cut lines of earlier inputs. Where there are some, the task looks for lines of the split that begin like these, and writes no other
    /// facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cuts: Vec<Cut>,
}

/// How an input is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SplitShape {
    /// One JSON object a line, uncompressed: the input is cut into splits of some size.
    Lines,
    /// Anything else that may hold entries: gzip, zstd, arrays, pages, UTF-16. One split.
    Whole,
    /// Certificates, tokens, lists, or nothing readable: no log. One split without facts; `load` reads the input itself, which is small, so
    /// that no token lies in a lake.
    Other,
}

/// Why an input is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// The input was named.
    Named,
    /// The input is in a folder that was named.
    InFolder,
}

impl Split {
    /// The name of the split, by which its facts are found: the same split has the same name in every plan.
    pub fn name(&self) -> String {
        let mut hash = Sha256::new();
        for part in [
            &self.url,
            &self.generation,
            self.cluster.as_deref().unwrap_or_default(),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.update(self.start.to_be_bytes());
        hash.update(self.end.to_be_bytes());
        hex::encode(hash.finalize().get(..16).unwrap_or_default())
    }

    /// The name of the search for the cut lines.
    pub(super) fn search_name(&self) -> String {
        let mut hash = Sha256::new();
        for cut in &self.cuts {
            hash.update(cut.sha256);
            hash.update(cut.bytes.offset.to_be_bytes());
        }
        let cuts = hex::encode(hash.finalize().get(..8).unwrap_or_default());
        format!("{}-{cuts}", self.name())
    }

    /// Whether the split is a part of its input.
    pub(super) fn is_partial(&self) -> bool {
        self.start > 0 || self.end < self.size
    }

    /// The input.
    pub fn input(&self) -> Input {
        Input {
            path: PathBuf::from(&self.url),
            found: match self.found {
                Found::Named => FoundBy::Named,
                Found::InFolder => FoundBy::InDirectory,
            },
            object: self.object(),
        }
    }

    /// The object, where the input is one.
    pub(super) fn object(&self) -> Option<Object> {
        let key = self.key.clone()?;
        Some(Object {
            url: self.url.clone(),
            version: self.generation.clone(),
            size: self.size,
            hour: Hour::of(&self.url),
            key,
        })
    }
}
