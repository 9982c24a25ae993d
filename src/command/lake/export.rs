//! `credtrail export`: writes what the database holds for other programs.

use credtrail::lake::export;
use credtrail::store::Store;

use crate::command::args::ExportCommand;
use crate::command::failure::WithMessage;
use crate::command::ingest::db;
use crate::command::{Outcome, args};

/// Writes the tables.
pub async fn run(arguments: &args::Export) -> anyhow::Result<Outcome> {
    let ExportCommand::Parquet(parquet) = &arguments.command;
    let path = &parquet.database.db;
    let mut store = Store::read(path).await.with_message(|| db(path))?;
    export::write(&mut store, &parquet.out)?;
    Ok(Outcome::Fine)
}
