//! The export shapes in a file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::ingested::Likeness;
use crate::log::cut_line::Cut;
use crate::log::parsed_batch::{ParsedBatch, Rejection};
use crate::log::shape::export_shape::Shape;

/// The most cut lines that are kept of a file without entries.
const MOST_CUTS: usize = 8;

/// The export shapes in a file or a part of a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ExportShapes {
    entries: BTreeMap<Shape, u64>,
    envelopes: BTreeSet<Shape>,
    rejected: u64,
    likeness: Likeness,
    cuts: Vec<Cut>,
}

impl ExportShapes {
    /// Adds a batch.
    pub(crate) fn add(&mut self, reading: &ParsedBatch) {
        for (shape, count) in &reading.shapes {
            *self.entries.entry(*shape).or_default() += count;
        }
        self.envelopes.extend(&reading.envelopes);
        self.rejected += reading.rejections.len() as u64;
        if reading.rejections.iter().any(|it| !it.sources.is_empty()) {
            self.likeness = Likeness::Log;
        }
        let cuts = reading.rejections.iter().filter_map(Rejection::cut);
        self.cuts
            .extend(cuts.take(MOST_CUTS.saturating_sub(self.cuts.len())));
    }

    /// Adds the shapes of the part behind.
    #[cfg(feature = "lake")]
    pub(crate) fn extend(&mut self, next: &ExportShapes) {
        for (shape, count) in &next.entries {
            *self.entries.entry(*shape).or_default() += count;
        }
        self.envelopes.extend(&next.envelopes);
        self.rejected += next.rejected;
        if next.likeness == Likeness::Log {
            self.likeness = Likeness::Log;
        }
        let lacking = MOST_CUTS.saturating_sub(self.cuts.len());
        self.cuts.extend(next.cuts.iter().take(lacking).cloned());
    }

    /// Returns whether the file has no entries.
    pub(crate) fn are_none(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns whether the file has entries that do not name their cluster.
    pub(crate) fn need_cluster(&self) -> bool {
        self.entries.contains_key(&Shape::AuditEvent)
    }

    /// Returns whether the file is a log without entries: `[]`, a page without entries, or an empty file, as a query without results gives.
    pub(super) fn is_empty_log(&self) -> bool {
        self.rejected == 0
    }

    /// Returns what the file looks like, and its cut lines.
    pub(super) fn into_likeness(self) -> (Likeness, Vec<Cut>) {
        (self.likeness, self.cuts)
    }

    /// Returns the shapes in words, behind the packing of the file.
    pub(crate) fn describe(&self, packing: &str) -> String {
        let shapes: Vec<String> = self
            .envelopes
            .iter()
            .chain(self.entries.keys())
            .map(ToString::to_string)
            .collect();
        let shapes = if shapes.is_empty() {
            "no log entries".to_owned()
        } else {
            shapes.join(", ")
        };
        format!("{packing}{shapes}")
    }
}
