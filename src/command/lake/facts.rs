//! `credtrail facts`: reads parts of the logs into facts.

use std::io::{BufRead, Write, stdin, stdout};
use std::path::PathBuf;

use credtrail::ingest::input;
use credtrail::lake::error::Error;
use credtrail::lake::facts;
use credtrail::lake::folder::Lake;
use credtrail::lake::plan::{Cutting, Plans};
use credtrail::lake::split::Split;
use credtrail::model::identity::cluster_name;

use crate::command::{Outcome, args};

/// Plans, or reads splits.
pub fn run(arguments: &args::Facts) -> anyhow::Result<Outcome> {
    let lake = Lake::at(&arguments.out);
    let mut plans = Plans::of(&lake)?;
    if arguments.plan {
        let paths: Vec<PathBuf> = arguments.splits.iter().map(PathBuf::from).collect();
        let mut found = input::inputs(&paths)?;
        if let Some(error) = found.unreadable.pop() {
            return Err(error.into());
        }
        let cutting = Cutting {
            size: arguments.split_size,
            cluster: arguments.cluster.as_deref().map(cluster_name::named),
        };
        plans.add(&found.files, &cutting, &lake)?;
        let mut out = stdout().lock();
        for split in plans.missing(&lake)? {
            writeln!(out, "{}", serde_json::to_string(&split)?)?;
        }
        return Ok(Outcome::Fine);
    }
    for text in &arguments.splits {
        if text == "-" {
            for line in stdin().lock().lines() {
                read(&line?, &lake, &plans)?;
            }
        } else {
            read(text, &lake, &plans)?;
        }
    }
    Ok(Outcome::Fine)
}

fn read(text: &str, lake: &Lake, plans: &Plans) -> Result<(), Error> {
    if plans.is_empty() {
        return Err(Error::NoPlan(lake.folder().to_owned()));
    }
    let split: Split = serde_json::from_str(text).map_err(Error::NoSplit)?;
    facts::write(&split, lake, plans.seed())
}
