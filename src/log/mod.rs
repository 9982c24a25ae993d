//! From the bytes of an export to the entries of each log.

pub mod cut_line;
pub(crate) mod damaged_line;
mod entry_log;
mod entry_reader;
pub mod fast;
pub mod framing;
mod item_reader;
mod log_line;
mod malformed;
pub mod named_cluster;
mod neighbour_search;
pub mod neighbour_times;
pub mod parsed_batch;
pub mod query;
mod record_span;
pub mod shape;
pub mod source;

use std::sync::Arc;

use self::cut_line::Cut;
use self::entry_log::UNKNOWN;
#[cfg(test)]
use self::entry_reader::read_skimmed;
use self::framing::splitter::Batch;
use self::item_reader::reason;
use self::log_line::{ClusterParts, LogLine, cluster_name};
pub use self::malformed::Malformed;
use self::malformed::issued_id;
use self::parsed_batch::ParsedBatch;
use self::record_span::RecordSpan;

/// The reader of items. Its fields hold what a line does not contain.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// The cluster of raw audit events, which do not name their cluster.
    pub cluster: Option<String>,
    /// Cut lines of earlier files.
    pub cuts: Arc<[Cut]>,
    /// Which of the two readers of lines may read.
    pub line_readers: LineReaders,
}

/// The readers of lines that may read. The result is the same ([`fast`]); only tests and measurements ask for the full parser alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LineReaders {
    /// The fast reader, and the full parser for the lines that the fast reader leaves to it.
    #[default]
    FastAndFull,
    /// The full parser alone.
    Full,
}

/// Whether an entry contains a fact about a credential.
#[derive(Clone, Copy)]
enum Relevance {
    Something,
    Nothing,
}

impl Reader {
    /// Returns a reader that also looks for the whole lines of `cuts`. Each line is compared with every cut line, so that at most
    /// [`cut_line::MOST`] are kept.
    pub fn and_looking_for(&self, mut cuts: Vec<Cut>) -> Self {
        let known = self.cuts.iter().filter(|it| !cuts.contains(it));
        let known: Vec<Cut> = known.cloned().collect();
        cuts.extend(known);
        cuts.truncate(cut_line::MOST);
        Reader {
            cuts: cuts.into(),
            ..self.clone()
        }
    }

    /// Reads all items of a batch.
    pub fn read(&self, batch: &Batch) -> ParsedBatch {
        let mut reading = ParsedBatch::of_uses(batch.items.len());
        for item in &batch.items {
            let bytes = batch.bytes.get(item.bytes.clone()).unwrap_or_default();
            match &item.problem {
                Some(problem) => {
                    let origin = RecordSpan::at(item.line, item.offset, bytes);
                    if self.read_damaged(&origin, &mut reading).is_none() {
                        let rejection = origin.rejection(&reason(problem, bytes));
                        reading.rejections.push(rejection.losing(item.lost));
                    }
                }
                None => self.read_whole_item(item, bytes, &mut reading),
            }
        }
        reading.end_times =
            neighbour_search::introduce(&batch.items, &batch.bytes, &mut reading.rejections);
        reading
    }
}

#[cfg(test)]
mod tests {
    use crate::log::shape::row_depth;

    #[test]
    fn deep_nesting_is_refused_without_harm() {
        let deep = format!("{{\"a\":{}", "[".repeat(1_000_000));
        assert!(row_depth::parse(deep.as_bytes()).is_err());
        let deep = format!(
            "{{\"entries\":{}{}}}",
            "[".repeat(1_000_000),
            "]".repeat(1_000_000)
        );
        assert!(row_depth::parse(deep.as_bytes()).is_err());
    }
}
