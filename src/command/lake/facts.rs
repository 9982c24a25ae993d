//! `credtrail facts`: reads parts of the logs into facts.

use std::io::{BufRead, Write, stdin, stdout};
use std::path::PathBuf;

use credtrail::ingest::input::{self, Input};
use credtrail::lake::error::Error;
use credtrail::lake::facts;
use credtrail::lake::folder::Lake;
use credtrail::lake::plan::{Cutting, Plans};
use credtrail::lake::split::Split;
use credtrail::model::identity::cluster_name;
use credtrail::store::bucket_object::is_url;

use crate::command::ingest::bucket_inputs;
use crate::command::{Outcome, args};

/// Plans, or reads splits.
pub fn run(arguments: &args::Facts) -> anyhow::Result<Outcome> {
    let lake = Lake::at(&arguments.out)?;
    let mut plans = Plans::of(&lake)?;
    if arguments.plan {
        lake.remove_abandoned();
        let inputs = inputs(&arguments.splits)?;
        let cutting = Cutting {
            size: arguments.split_size,
            cluster: arguments.cluster.as_deref().map(cluster_name::named),
        };
        plans.add(&inputs, &cutting, &lake)?;
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

/// The files at these paths, and behind them the objects of these buckets: the order in which `ingest` reads.
fn inputs(names: &[String]) -> anyhow::Result<Vec<Input>> {
    let (urls, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        names.iter().map(PathBuf::from).partition(|it| is_url(it));
    let mut found = input::inputs(&paths)?;
    if let Some(error) = found.unreadable.pop() {
        return Err(error.into());
    }
    for url in &urls {
        found.files.extend(bucket_inputs(url)?);
    }
    Ok(found.files)
}

fn read(text: &str, lake: &Lake, plans: &Plans) -> Result<(), Error> {
    if plans.is_empty() {
        return Err(Error::NoPlan(lake.address().to_owned()));
    }
    let split: Split = serde_json::from_str(text).map_err(Error::NoSplit)?;
    facts::write(&split, lake, plans.seed())
}
