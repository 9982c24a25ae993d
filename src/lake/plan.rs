//! Cuts inputs into splits, and remembers which splits a lake must have.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher, RandomState};

use serde::{Deserialize, Serialize};

use super::context::{Boundary, Context, MOST_CUTS, Search, Writer};
use super::error::Error;
use super::folder::Lake;
use super::input_bytes::{self, Content};
use super::split::{Found, Split, SplitShape};
use crate::evidence::input::unsupported;
use crate::evidence::input::unsupported::UnsupportedForm;
use crate::ingest::evidence_file;
use crate::ingest::input::{FoundBy, Input};
use crate::log::cut_line::Cut;
use crate::log::framing::decompress::unpack;

/// What one plan added to a lake.
#[derive(Debug, Serialize, Deserialize)]
struct Plan {
    writer: Writer,
    /// The seed of the hashes by which inputs of the same content are recognised.
    seed: u64,
    splits: Vec<Split>,
}

/// All plans of a lake.
#[derive(Debug)]
pub struct Plans {
    count: usize,
    seed: u64,
    splits: Vec<Split>,
}

/// How far the splits of a lake have been read.
pub(super) struct Progress {
    /// The contexts of the splits with facts, in the order of the plan.
    pub(super) done: Vec<Context>,
    /// The splits without facts.
    pub(super) missing: Vec<Split>,
}

/// How inputs are cut into splits.
#[derive(Debug, Clone)]
pub struct Cutting {
    /// The size of a split in bytes.
    pub size: u64,
    /// The cluster of raw audit events.
    pub cluster: Option<String>,
}

impl Cutting {
    /// Cuts an input.
    ///
    /// # Errors
    /// If the input cannot be read.
    fn splits(&self, input: &Input, content: &Content, ordinal: u64) -> Result<Vec<Split>, Error> {
        let path = input.path.as_path();
        let whole = Split {
            ordinal,
            url: path.display().to_string(),
            generation: content.generation.clone(),
            size: content.size,
            start: 0,
            end: content.size,
            key: input.object.as_ref().map(|it| it.key.clone()),
            shape: shape(input)?,
            found: match input.found {
                FoundBy::InDirectory => Found::InFolder,
                FoundBy::Named | FoundBy::AmongLogs => Found::Named,
            },
            cluster: self.cluster.clone(),
            cuts: Vec::new(),
        };
        if whole.shape != SplitShape::Lines || whole.size <= self.size {
            return Ok(vec![whole]);
        }
        let starts =
            (0..whole.size).step_by(usize::try_from(self.size.max(1)).unwrap_or(usize::MAX));
        let part = |start| Split {
            start,
            end: whole.size.min(start + self.size),
            ..whole.clone()
        };
        Ok(starts.map(part).collect())
    }
}

/// How an input is read, by its first bytes.
fn shape(input: &Input) -> Result<SplitShape, Error> {
    let head = unpack(input_bytes::open_input(input)?).and_then(|(packing, stream)| {
        let (head, _) = evidence_file::peek(stream)?;
        Ok((packing, head))
    });
    let (packing, head) = match head {
        Ok(head) => head,
        Err(error) if input_bytes::is_damage(&error) => return Ok(SplitShape::Other), // `load` reports what is wrong with the input
        Err(error) => return Err(Error::io(&input.path)(error)),
    };
    let form = unsupported::unreadable_form(&head);
    let is_other = matches!(
        form,
        Some(UnsupportedForm::Container(_) | UnsupportedForm::Binary(_))
    );
    Ok(if is_other || evidence_file::listing(&head).is_some() {
        SplitShape::Other
    } else if packing.is_plain() && form.is_none() && begins_with_an_object_a_line(&head) {
        SplitShape::Lines
    } else {
        SplitShape::Whole
    })
}

fn begins_with_an_object_a_line(head: &[u8]) -> bool {
    let line = head
        .split(|it| *it == b'\n')
        .next()
        .unwrap_or_default()
        .trim_ascii();
    let is_object = line.starts_with(b"{") && line.ends_with(b"}");
    is_object && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

impl Plans {
    /// Reads the plans of a lake.
    ///
    /// # Errors
    /// If a plan cannot be read, or another version wrote one.
    pub fn of(lake: &Lake) -> Result<Self, Error> {
        let paths = lake.plans()?;
        let mut plans = Plans {
            count: paths.len(),
            seed: RandomState::new().build_hasher().finish(),
            splits: Vec::new(),
        };
        for (number, path) in paths.iter().enumerate() {
            let plan: Plan = lake.read_by_this(path)?;
            if number == 0 {
                plans.seed = plan.seed;
            }
            plans.splits.extend(plan.splits);
        }
        Ok(plans)
    }

    /// The seed of the hashes of inputs.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Whether nothing was planned.
    pub fn is_empty(&self) -> bool {
        self.splits.is_empty()
    }

    /// Adds the inputs that are not planned yet to the plan of the lake.
    ///
    /// # Errors
    /// If an input cannot be read, or another process added to the plan meanwhile.
    pub fn add(&mut self, inputs: &[Input], cutting: &Cutting, lake: &Lake) -> Result<(), Error> {
        let known = self
            .splits
            .iter()
            .map(|it| (it.url.clone(), it.generation.clone()));
        let mut known: BTreeSet<(String, String)> = known.collect();
        let mut next = self.splits.last().map_or(0, |it| it.ordinal + 1);
        let mut added = Vec::new();
        for input in inputs {
            let content = Content::of(input)?;
            let name = input.path.display().to_string();
            if known.insert((name, content.generation.clone())) {
                added.extend(cutting.splits(input, &content, next)?);
                next += 1;
            }
        }
        if added.is_empty() {
            return Ok(());
        }
        let plan = Plan {
            writer: Writer::this(),
            seed: self.seed,
            splits: added,
        };
        lake.write_new(&Lake::plan_name(self.count), &plan)?;
        self.count += 1;
        self.splits.extend(plan.splits);
        Ok(())
    }

    /// The splits without facts. Inputs that changed before they were read count as they are now. Where a split ends within a line that is no
    /// object in itself, the split and the next one are one split.
    ///
    /// # Errors
    /// If facts cannot be read, or another version wrote some.
    pub fn missing(&self, lake: &Lake) -> Result<Vec<Split>, Error> {
        Ok(self.progress(lake)?.missing)
    }

    pub(super) fn progress(&self, lake: &Lake) -> Result<Progress, Error> {
        lake.fetch_part("context")?;
        lake.fetch_part("again")?;
        let mut progress = Progress {
            done: Vec::new(),
            missing: Vec::new(),
        };
        let mut splits = self.splits.iter().peekable();
        while let Some(split) = splits.next() {
            let mut split = split.clone();
            loop {
                let Some(context) = context(&split, lake)? else {
                    progress.missing.push(split);
                    break;
                };
                let next = splits.next_if(|it| {
                    context.boundary == Boundary::Torn && it.ordinal == split.ordinal
                });
                let Some(next) = next else {
                    progress.done.push(context);
                    break;
                };
                split.end = next.end;
            }
        }
        let superseded = self.superseded();
        progress.drop_unread(&superseded);
        if progress.missing.is_empty() {
            progress.search(&superseded, lake)?;
        }
        Ok(progress)
    }

    /// The inputs that were planned again later, when they had another content.
    fn superseded(&self) -> BTreeSet<u64> {
        let newest: BTreeMap<&str, u64> = self
            .splits
            .iter()
            .map(|it| (it.url.as_str(), it.ordinal))
            .collect();
        let is_older = |it: &&Split| {
            newest
                .get(it.url.as_str())
                .is_some_and(|newest| it.ordinal < *newest)
        };
        self.splits
            .iter()
            .filter(is_older)
            .map(|it| it.ordinal)
            .collect()
    }
}

impl Progress {
    /// Drops the superseded inputs that were not read to their end: their content is gone, and the newer content counts.
    fn drop_unread(&mut self, superseded: &BTreeSet<u64>) {
        let unread = self.missing.iter().map(|it| it.ordinal);
        let gone: BTreeSet<u64> = unread.filter(|it| superseded.contains(it)).collect();
        self.missing.retain(|it| !gone.contains(&it.ordinal));
        self.done.retain(|it| !gone.contains(&it.split.ordinal));
    }

    /// Gives each split the cut lines of the inputs before, which the split may have whole. A split in which nobody has looked for them is missing.
    fn search(&mut self, superseded: &BTreeSet<u64>, lake: &Lake) -> Result<(), Error> {
        let (mut cuts, mut own): (Vec<Cut>, Vec<Cut>) = (Vec::new(), Vec::new());
        let mut ordinal = None;
        for context in &mut self.done {
            if ordinal.replace(context.split.ordinal) != Some(context.split.ordinal) {
                cuts.append(&mut own);
                cuts.truncate(MOST_CUTS);
            }
            own.extend(context.cuts.iter().cloned());
            if cuts.is_empty()
                || context.split.shape == SplitShape::Other
                || context.shapes.are_none()
            {
                continue;
            }
            context.split.cuts.clone_from(&cuts);
            let path = lake.path(&Lake::search_name(&context.split));
            if path.exists() {
                context.again = lake.read_by_this::<Search>(&path)?.again;
            } else if !superseded.contains(&context.split.ordinal) {
                self.missing.push(context.split.clone());
            }
        }
        Ok(())
    }
}

/// The context of a split, if the split has facts.
fn context(split: &Split, lake: &Lake) -> Result<Option<Context>, Error> {
    let path = lake.path(&Lake::context_name(split));
    match path.exists() {
        true => lake.read_by_this(&path).map(Some),
        false => Ok(None),
    }
}
