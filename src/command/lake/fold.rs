//! `credtrail fold`: leaves out uses that repeat others.

use std::io::{BufRead, Write, stdin, stdout};

use credtrail::lake::error::Error;
use credtrail::lake::fold::{self, Folding, Task};
use credtrail::lake::folder::Lake;
use credtrail::lake::inputs;
use credtrail::lake::plan::Plans;

use crate::command::{Outcome, args};

/// Plans, or folds slices.
pub fn run(arguments: &args::Fold) -> anyhow::Result<Outcome> {
    let lake = Lake::at(&arguments.lake)?;
    for text in &arguments.slices {
        if text == "-" {
            for line in stdin().lock().lines() {
                fold(&line?, &lake)?;
            }
        } else {
            fold(text, &lake)?;
        }
    }
    if !arguments.slices.is_empty() {
        return Ok(Outcome::Fine);
    }
    lake.remove_abandoned();
    let planned = inputs::inputs(&Plans::of(&lake)?, &lake)?;
    let mut out = stdout().lock();
    for task in fold::plan(&planned, &lake, Folding::default())? {
        if arguments.plan {
            writeln!(out, "{}", serde_json::to_string(&task)?)?;
        } else {
            fold::write(&task, &lake, Folding::default())?;
        }
    }
    Ok(Outcome::Fine)
}

fn fold(text: &str, lake: &Lake) -> Result<(), Error> {
    let task: Task = serde_json::from_str(text).map_err(Error::NoSplit)?;
    fold::write(&task, lake, Folding::default())
}
