//! `credtrail load`: fills the database from facts.

use credtrail::lake::error::Error;
use credtrail::lake::fold::folded_uses::FoldedUses;
use credtrail::lake::folder::Lake;
use credtrail::lake::inputs;
use credtrail::lake::plan::Plans;
use credtrail::language::locale::Locale;
use credtrail::log::Reader;
use credtrail::store::{Durability, Store};

use crate::command::failure::WithMessage;
use crate::command::ingest::{self, Session};
use crate::command::{Outcome, args};

/// Loads all inputs of a lake, and reports on standard error what was detected.
pub async fn run(arguments: args::Load, locale: &Locale) -> anyhow::Result<Outcome> {
    let lake = Lake::at(&arguments.lake)?;
    lake.remove_abandoned();
    let plans = Plans::of(&lake)?;
    let planned = inputs::inputs(&plans, &lake)?;
    let mut folded = FoldedUses::of(&planned, &lake)?;
    let path = &arguments.database.db;
    let store = Store::open(path, Durability::Durable).await;
    let mut store = store.with_message(|| ingest::db(path))?;
    store.take_seed(plans.seed())?;
    let inputs: Vec<_> = planned.iter().map(inputs::PlannedInput::input).collect();
    let mut session = Session::begin(&inputs, &[], (arguments.verbosity, locale), &mut store)?;
    let mut reader = Reader::default();
    for (input, planned) in inputs.iter().zip(&planned) {
        let ingested = match planned
            .load(&lake, &reader, &mut store, session.progress(), &mut folded)
            .await
        {
            Err(Error::Input(error)) => Err(error),
            Err(error) => return Err(error.into()),
            Ok(ingested) => Ok(ingested),
        };
        reader = session.take(input, ingested, reader, &mut store)?;
    }
    session.finish(&reader, &mut store).await?;
    store.close().await?;
    Ok(Outcome::Fine)
}
