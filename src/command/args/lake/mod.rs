//! The options of `facts`, `fold`, `load` and `export`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::command::args::{Database, Verbosity, manual};

/// `credtrail facts`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("facts"))]
pub struct Facts {
    /// Files, folders and buckets to plan with --plan; else splits, as --plan prints them, or - to read them from standard input
    #[arg(value_name = "SPLIT", help_heading = "Input")]
    pub splits: Vec<String>,
    /// Print the splits of these inputs that have no facts in the lake, one a line, and add the inputs to the plan of the lake
    #[arg(long, help_heading = "Input")]
    pub plan: bool,
    /// The folder of the facts, or gs://… with a bucket and a prefix
    #[arg(long, value_name = "LAKE", help_heading = "Input")]
    pub out: PathBuf,
    /// The size of a split in bytes
    #[arg(long, value_name = "BYTES", default_value_t = SPLIT_SIZE, value_parser = clap::value_parser!(u64).range(1..), help_heading = "Input")]
    pub split_size: u64,
    /// The cluster of raw audit events, which do not name their cluster
    #[arg(long, value_name = "P/L/C", help_heading = "Input")]
    pub cluster: Option<String>,
}

/// The size of a split in bytes: a task of a minute or less.
const SPLIT_SIZE: u64 = 256 << 20;

/// `credtrail fold`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("fold"))]
pub struct Fold {
    /// The folder of the facts
    #[arg(value_name = "LAKE", help_heading = "Input")]
    pub lake: PathBuf,
    /// Slices to fold, as --plan prints them, or - to read them from standard input; all that are not folded, where none are given
    #[arg(value_name = "SLICE", help_heading = "Input")]
    pub slices: Vec<String>,
    /// Print the slices of days that are not folded yet, one a line
    #[arg(long, conflicts_with = "slices", help_heading = "Input")]
    pub plan: bool,
}

/// `credtrail load`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("load"))]
pub struct Load {
    /// The folder of the facts, or gs://… with a bucket and a prefix
    #[arg(value_name = "LAKE", help_heading = "Input")]
    pub lake: PathBuf,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// `credtrail export`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("export"))]
pub struct Export {
    /// What to write.
    #[command(subcommand)]
    pub command: ExportCommand,
}

/// In which form the database is written.
#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// Write uses, entries and the identifiers that they name as Parquet files, in the tables of facts
    Parquet(Parquet),
}

/// `credtrail export parquet`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("export parquet"))]
pub struct Parquet {
    #[command(flatten)]
    pub database: Database,
    /// The folder of the tables, which must be empty or not there
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}
