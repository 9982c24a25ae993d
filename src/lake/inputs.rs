//! The inputs of a lake whose facts are all there.

use std::path::PathBuf;

use xxhash_rust::xxh3::Xxh3;

use super::context::Context;
use super::error::Error;
use super::folder::Lake;
use super::plan::Plans;
use super::split::{Split, SplitShape};
use crate::ingest::export_shapes::ExportShapes;
use crate::ingest::input::Input;

/// An input whose facts are all there.
pub struct PlannedInput {
    pub(super) contexts: Vec<Context>,
    pub(super) split: Split,
}

/// The inputs of a lake, in the order of the plan.
///
/// # Errors
/// If nothing is planned, a split has no facts, or facts are damaged.
pub fn inputs(plans: &Plans, lake: &Lake) -> Result<Vec<PlannedInput>, Error> {
    if plans.is_empty() {
        return Err(Error::NoPlan(lake.address().to_owned()));
    }
    let progress = plans.progress(lake)?;
    if let Some(first) = progress.missing.first() {
        return Err(Error::Missing {
            count: progress.missing.len(),
            first: format!("{} from {} to {}", first.url, first.start, first.end),
        });
    }
    let mut inputs: Vec<PlannedInput> = Vec::new();
    for context in progress.done {
        match inputs.last_mut() {
            Some(last) if last.split.ordinal == context.split.ordinal => {
                last.follow(&context)?;
                last.contexts.push(context);
            }
            _ => inputs.push(PlannedInput {
                split: context.split.clone(),
                contexts: vec![context],
            }),
        }
    }
    Ok(inputs)
}

impl PlannedInput {
    /// The input.
    pub fn input(&self) -> Input {
        self.split.input()
    }

    /// Checks that a split begins where the split before ends.
    fn follow(&self, next: &Context) -> Result<(), Error> {
        match self.contexts.last() {
            Some(last) if last.end != next.begin => {
                let what = format!(
                    "the facts from byte {} to {} are missing",
                    last.end, next.begin
                );
                Err(Error::damaged(&PathBuf::from(&self.split.url), what))
            }
            _ => Ok(()),
        }
    }

    /// The shapes of the entries, unless the input has no facts, so that `load` reads the input itself.
    pub(super) fn shapes(&self) -> Option<ExportShapes> {
        let mut shapes = ExportShapes::default();
        let contexts = self.contexts.iter();
        contexts.for_each(|it| shapes.extend(&it.shapes));
        let has_facts = self.split.shape != SplitShape::Other && !shapes.are_none();
        has_facts.then_some(shapes)
    }

    /// The hash of the content, and the number of its bytes. The hash of an input in one split is that of `ingest`.
    pub(super) fn content(&self) -> (Vec<u8>, u64) {
        let contents: Vec<Vec<u8>> = self
            .contexts
            .iter()
            .map(|it| hex::decode(&it.content).unwrap_or_default())
            .collect();
        let bytes = contents.iter().map(|it| length(it)).sum();
        if let [one] = contents.as_slice() {
            return (one.clone(), bytes);
        }
        let mut hash = Xxh3::new();
        contents.iter().for_each(|it| hash.update(it));
        let mut content = hash.digest128().to_be_bytes().to_vec();
        content.extend(bytes.to_be_bytes());
        (content, bytes)
    }
}

/// The number of bytes, which is the end of a hash of content.
fn length(content: &[u8]) -> u64 {
    content.last_chunk().map_or(0, |it| u64::from_be_bytes(*it))
}
