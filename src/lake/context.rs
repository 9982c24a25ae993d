//! What a split holds beside its tables.

use serde::{Deserialize, Serialize};

use super::VERSION;
use super::split::Split;
use crate::coverage::audit_settings::RecordedChange;
use crate::coverage::stretches::Stretches;
use crate::ingest::export_shapes::ExportShapes;
use crate::log::cut_line::{Again, Cut};
use crate::log::neighbour_times::EndTimes;
use crate::log::parsed_batch::{ParsedBatch, RawLine, Rejection};
use crate::model::cluster_keys::Configuration;
use crate::model::entry::Source;
use crate::model::identity::project_number::ShownNumbers;

/// The version of the program.
const TOOL: &str = env!("CARGO_PKG_VERSION");

/// The most cut lines of a split, and of all splits before an input, that are looked for in other inputs. The others remain doubts.
pub(super) const MOST_CUTS: usize = 1_024;

/// Which cut lines a split has whole, and how often.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Search {
    pub(super) writer: Writer,
    pub(super) again: Vec<(Again, u64)>,
}

/// Who wrote a file of a lake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Writer {
    /// The version of the program.
    pub(super) tool: String,
    /// The version of the facts.
    pub(super) version: u32,
}

impl Writer {
    /// This program.
    pub(super) fn this() -> Self {
        Writer {
            tool: TOOL.to_owned(),
            version: VERSION,
        }
    }
}

/// What a split holds beside its tables.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Context {
    pub(super) writer: Writer,
    pub(super) split: Split,
    /// The offset of the first line.
    pub(super) begin: u64,
    /// The offset behind the last line.
    pub(super) end: u64,
    /// Whether the last line is whole in itself, so that the next split can be read without this one.
    pub(super) boundary: Boundary,
    /// The number of lines.
    pub(super) lines: u64,
    /// The hash and the number of the bytes, in hex.
    pub(super) content: String,
    /// The packing of the input, in words.
    pub(super) packing: String,
    /// The form of a log that is not read, in words, which still has entries.
    pub(super) form: Option<String>,
    pub(super) shapes: ExportShapes,
    pub(super) read: u64,
    pub(super) relevant: u64,
    pub(super) unreadable_bodies: u64,
    pub(super) entry_times: Vec<(Source, String, Stretches)>,
    pub(super) recording: Vec<(Source, String, Stretches)>,
    pub(super) configurations: Vec<(RawLine, Configuration)>,
    pub(super) switches: Vec<(RawLine, RecordedChange)>,
    pub(super) shown_numbers: ShownNumbers,
    /// The cut lines, at most [`MOST_CUTS`].
    pub(super) cuts: Vec<Cut>,
    /// The times at the ends of the parts of the split. Lines that could not be read name the part in which they are.
    pub(super) parts: Vec<EndTimes>,
    /// The cut lines of inputs before that the split has whole, which another file holds.
    #[serde(skip)]
    pub(super) again: Vec<(Again, u64)>,
    /// The files of the tables.
    pub(super) tables: Vec<TableFile>,
}

/// What lies between a split and the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Boundary {
    /// A whole line, or the end of the input.
    Whole,
    /// A line that is no object in itself: the two splits must be read as one.
    Torn,
}

/// A file of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TableFile {
    /// The name of the table.
    pub(super) table: String,
    /// The path of the file in the lake.
    pub(super) path: String,
    /// The number of rows.
    pub(super) rows: u64,
    /// SHA-256 of the file, in hex.
    pub(super) sha256: String,
}

impl Context {
    /// The context of a split of which nothing has been read yet.
    pub(super) fn of(split: &Split) -> Self {
        Context {
            writer: Writer::this(),
            split: split.clone(),
            begin: split.start,
            end: split.end,
            boundary: Boundary::Whole,
            lines: 0,
            content: String::new(),
            packing: String::new(),
            form: None,
            shapes: ExportShapes::default(),
            read: 0,
            relevant: 0,
            unreadable_bodies: 0,
            entry_times: Vec::new(),
            recording: Vec::new(),
            configurations: Vec::new(),
            switches: Vec::new(),
            shown_numbers: ShownNumbers::default(),
            cuts: Vec::new(),
            parts: Vec::new(),
            again: Vec::new(),
            tables: Vec::new(),
        }
    }

    /// Takes what a batch holds beside rows of tables.
    pub(super) fn add(&mut self, batch: &mut ParsedBatch) {
        self.shapes.add(batch);
        self.read += batch.read;
        self.relevant += batch.relevant;
        self.unreadable_bodies += batch.unreadable_bodies;
        extend(&mut self.entry_times, &mut batch.entry_times);
        extend(&mut self.recording, &mut batch.recording);
        self.configurations.append(&mut batch.configurations);
        self.switches.append(&mut batch.switches);
        self.shown_numbers.append(&mut batch.shown_numbers);
        let cuts = batch.rejections.iter().filter_map(Rejection::cut);
        self.cuts.extend(cuts.take(MOST_CUTS - self.cuts.len()));
    }
}

/// Adds stretches of time to those of the same log and scope.
fn extend(all: &mut Vec<(Source, String, Stretches)>, more: &mut Vec<(Source, String, Stretches)>) {
    for (source, scope, stretches) in more.drain(..) {
        let known = all
            .iter_mut()
            .find(|(it, name, _)| *it == source && *name == scope);
        match known {
            Some((_, _, known)) => known.extend(&stretches),
            None => all.push((source, scope, stretches)),
        }
    }
}
