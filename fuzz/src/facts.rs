//! What a log says, without the places where it says so.

use credtrail::log::Reader;
use credtrail::log::framing::splitter::{Batch, Splitter};
use credtrail::log::parsed_batch::{ParsedBatch, Use};

/// Returns the batches of a text.
pub fn batches(text: &[u8]) -> Vec<Batch> {
    let mut splitter = Splitter::new(text);
    let next = || splitter.next_batch().expect("memory does not fail");
    std::iter::from_fn(next).collect()
}

/// Returns the facts in a text, and how many parts of the text cannot be read.
pub fn of(text: &[u8], reader: &Reader) -> (Vec<String>, usize) {
    let read: Vec<ParsedBatch> = batches(text).iter().map(|it| reader.read(it)).collect();
    let rejected = read.iter().map(|it| it.rejections.len()).sum();
    (read.iter().flat_map(facts_of).collect(), rejected)
}

/// Returns the facts of a batch as text, each without its line and its bytes.
pub fn facts_of(batch: &ParsedBatch) -> Vec<String> {
    let ParsedBatch {
        uses,
        entries,
        configurations,
        switches,
        evidence,
        entry_times,
        recording,
        remarks,
        ..
    } = batch;
    let mut facts: Vec<String> = uses.iter().map(|it| use_text(it, batch)).collect();
    facts.extend(entries.iter().map(|(_, it)| format!("{it:?}")));
    facts.extend(configurations.iter().map(|(_, it)| format!("{it:?}")));
    facts.extend(switches.iter().map(|(_, it)| format!("{it:?}")));
    facts.extend(evidence.items.iter().map(|(_, it)| format!("{it:?}")));
    facts.extend(evidence.authorities.iter().map(|(_, it)| format!("{it:?}")));
    facts.extend(evidence.revoked.iter().map(|(_, it)| format!("{it:?}")));
    facts.extend(evidence.lists.iter().map(|(_, it)| format!("{it:?}")));
    facts.push(format!("{:?}", (&evidence.issued, &evidence.called)));
    facts.push(format!("{entry_times:?} {recording:?} {remarks:?}"));
    facts.push(format!(
        "{} {} {}",
        batch.read, batch.relevant, batch.unreadable_bodies
    ));
    facts
}

fn use_text(it: &Use, batch: &ParsedBatch) -> String {
    let texts = &batch.texts;
    let (who, cluster) = (texts.get(it.who), texts.get(it.cluster));
    format!(
        "{who:?} {} {cluster:?} {:?} {} {}",
        it.id, it.request, it.at, it.until
    )
}
