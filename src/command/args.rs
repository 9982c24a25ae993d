//! The command line.

mod attestation;
mod declaration;
mod doctor;
#[cfg(test)]
mod documented;
pub mod environment;
mod judging;
mod lake;
pub mod manual;
mod policy;
mod pull;
mod reader;
mod report;
mod scan;
mod serve;
mod trace;
mod workload;

use std::path::PathBuf;

pub use self::attestation::{SignPolicy, Signature, SigningKey, VerifyReport};
use self::declaration::time;
pub use self::declaration::{Declaration, Time};
pub use self::doctor::Doctor;
pub use self::judging::{FailOn, Judging};
#[cfg(feature = "lake")]
pub use self::lake::ExportCommand;
pub use self::lake::{Export, Facts, Fold, Load};
pub use self::policy::{Infer, Policy, PolicyCommand};
pub use self::pull::{Pull, PullSource, TOKEN_FILE};
pub use self::reader::{Reader, in_zone};
pub use self::report::{Colour, DiffFormat, Format, Groups, Output, Verbosity};
pub use self::scan::{ChangesFormat, Diff, Fsck, History, Notice, NotifyFormat, Scan};
pub use self::serve::Serve;
pub use self::trace::{Direction, Trace};
pub use self::workload::{Verify, Workload, WorkloadCommand};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use credtrail::message;
use credtrail::model::finding::Code;
use credtrail::model::finding::message::Message;
use credtrail::model::identity::project::Project;

/// Proves, from audit logs, where every credential of a Kubernetes cluster came from.
#[derive(Debug, Parser)]
#[command(name = "credtrail", version, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 nothing broken, 1 something broken, 2 the command failed,\n3 a whole log was unread for the window, or nothing is known of the credential.",
    after_long_help = manual::help("")
)]
pub struct Cli {
    #[command(flatten)]
    pub reader: Reader,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read exported logs into the database
    Ingest(Ingest),
    /// Read exported logs and judge everything in them: the batch replay
    Replay(Replay),
    /// Pull what is new of the four logs from the Logging API
    Pull(Pull),
    /// Judge the lineages that touch a window: the scheduled scan
    Scan(Box<Scan>),
    /// Tell where one credential came from, hop by hop
    Trace(Trace),
    /// Show the database in a browser: search, trace, browse, compare scans
    Serve(Serve),
    /// Verify the credentials of a managed workload identity on a VM
    Workload(Workload),
    /// Print what to paste where to get the logs: filters, commands, audit settings
    Filters(Filters),
    /// Ask the APIs of Google what is missing for the logs to prove anything, and how to mend it
    Doctor(Doctor),
    /// Check a policy, or write a first one
    Policy(Policy),
    /// Tell what changed between two recorded scans, and why
    Diff(Diff),
    /// Read parts of the logs into facts, on as many machines as there are
    Facts(Facts),
    /// Leave out uses that repeat others from facts, on as many machines as there are
    Fold(Fold),
    /// Fill the database from facts, as if the logs themselves were read
    Load(Load),
    /// Write what the database holds for other programs
    Export(Export),
    /// Verify the database itself: that nothing in it was damaged, altered or removed
    Fsck(Fsck),
    /// Verify signed reports: their signatures, their order, and the reports themselves
    VerifyReport(VerifyReport),
    /// Tell what a finding means, what to look at and how to settle it
    Explain(Explain),
    /// Print the completions of a shell
    Completions(Completions),
    /// Print the manual page, or write those of all verbs into a directory
    Man(Man),
}

impl Command {
    /// Returns how often `-v` was given.
    pub fn verbose(&self) -> u8 {
        match self {
            Command::Ingest(it) => it.verbosity.verbose,
            Command::Load(it) => it.verbosity.verbose,
            Command::Pull(it) => it.verbosity.verbose,
            Command::Replay(it) => it.verbosity.verbose,
            Command::Scan(it) => it.verbosity.verbose,
            Command::Serve(it) => it.verbosity.verbose,
            Command::Trace(it) => it.verbosity.verbose,
            Command::Workload(it) => it.command.verbose(),
            Command::Policy(_) | Command::Diff(_) | Command::Explain(_) => 0,
            Command::Fsck(_) | Command::VerifyReport(_) => 0,
            Command::Filters(_) | Command::Doctor(_) | Command::Facts(_) | Command::Fold(_) => 0,
            Command::Export(_) => 0,
            Command::Completions(_) | Command::Man(_) => 0,
        }
    }
}

/// `credtrail ingest`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("ingest"))]
pub struct Ingest {
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// `credtrail replay`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("replay"))]
pub struct Replay {
    /// Keep what was read in this database instead of a throwaway one
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub db: Option<PathBuf>,
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub judging: Judging,
    #[command(flatten)]
    pub groups: Groups,
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// `credtrail filters`
#[derive(Debug, Args)]
#[command(next_help_heading = "Pulling")]
#[command(after_long_help = manual::help("filters"))]
pub struct Filters {
    /// The project of the clusters, by its id
    #[arg(long, value_name = "P")]
    pub project: Project,
    /// A project in which keys and CA pools are (repeatable); the clusters' own where none is named
    #[arg(long = "key-project", value_name = "K")]
    pub key_projects: Vec<Project>,
    /// The bucket for the sinks; without it the commands ask for one
    #[arg(long, value_name = "BUCKET", value_parser = bucket)]
    pub bucket: Option<String>,
    /// What to print
    #[arg(short, long, value_enum, ignore_case = true, default_value_t = FiltersFormat::Text, help_heading = "Report")]
    pub format: FiltersFormat,
}

/// What `filters` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FiltersFormat {
    /// Filters, commands and settings to paste
    Text,
    /// A configuration for Terraform: audit settings, sinks, their bucket, the reader and a scheduled scan
    Terraform,
    /// The same as a shell script that calls gcloud
    Gcloud,
}

/// Reads the name of a Cloud Storage bucket, with or without `gs://`. The name may hold only characters that are
/// harmless in a shell.
fn bucket(text: &str) -> Result<String, Message> {
    let name = text.strip_prefix("gs://").unwrap_or(text);
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let sound = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(is_plain);
    sound.then(|| name.to_owned()).ok_or_else(|| {
        message!("error-bucket-name", "no name of a bucket; expected lower-case letters, digits, hyphens, underscores and dots")
    })
}

/// `credtrail explain`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("explain"))]
pub struct Explain {
    /// The code of a finding; without one, all of them in short
    #[arg(value_name = "CODE", value_parser = codes(), ignore_case = true)]
    pub code: Option<Code>,
    /// The form of the explanation
    #[arg(short, long, value_enum, ignore_case = true, default_value_t = DiffFormat::Text, help_heading = "Report")]
    pub format: DiffFormat,
}

/// `credtrail completions`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("completions"))]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `credtrail man`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("man"))]
pub struct Man {
    /// Write credtrail.1, credtrail-scan.1 and so on into this directory
    #[arg(value_name = "DIR")]
    pub directory: Option<PathBuf>,
}

/// Returns a parser of the codes of findings; its error suggests the nearest code.
fn codes() -> impl TypedValueParser<Value = Code> {
    let code = |name: String| {
        let mut codes = Code::ALL.into_iter();
        codes.find(|it| it.as_str().eq_ignore_ascii_case(&name))
    };
    PossibleValuesParser::new(Code::ALL.map(Code::as_str))
        .try_map(move |name| code(name).ok_or("no such code"))
}

/// Which database.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct Database {
    /// The database
    #[arg(
        long,
        value_name = "FILE",
        env = "CREDTRAIL_DB",
        default_value = "credtrail.db"
    )]
    pub db: PathBuf,
}

/// Returns the database of a verb that has no `--db`, or where it was not given.
pub fn usual_database() -> PathBuf {
    let named = std::env::var_os("CREDTRAIL_DB").filter(|it| !it.is_empty());
    named.map_or_else(|| PathBuf::from("credtrail.db"), PathBuf::from)
}

/// What to read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct Input {
    /// Files, directories, - for standard input, or gs://BUCKET/PREFIX (also s3://, az://, https://, file://)
    #[arg(required_unless_present = "dismiss", value_name = "PATH", help_heading = None)]
    pub paths: Vec<PathBuf>,
    /// The cluster of raw audit events, which carry no name; best in full, projects/P/locations/L/clusters/C
    #[arg(long, value_name = "NAME")]
    pub cluster: Option<String>,
    /// What lies there, or below, holds no log entries, or none that were not read elsewhere: it does not matter that it is not read (repeatable)
    #[arg(long, value_name = "PATH")]
    pub dismiss: Vec<PathBuf>,
    #[command(flatten)]
    pub covers: Covers,
}

/// What is declared to have been read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Judging")]
pub struct Covers {
    /// All entries of this log and time are here (repeatable): kms=2026-11-01T00:00:00Z..2026-11-21T00:00:00Z, or all=…
    #[arg(long = "covers", value_name = "SOURCE=FROM..TO")]
    pub covers: Vec<Declaration>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
