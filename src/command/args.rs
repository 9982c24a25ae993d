//! The command line.

mod pull;
mod scan;
mod trace;
mod workload;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;

pub use self::pull::{Pull, PullSource};
pub use self::scan::{Diff, DiffFormat, Fsck, History, Scan};
pub use self::trace::{Direction, Trace};
pub use self::workload::{Verify, Workload, WorkloadCommand};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use credtrail::model::entry::Source;
use credtrail::model::finding::Code;
use credtrail::model::identity::project::Project;
use credtrail::report::text::Detail;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Proves, from audit logs, where every credential of a Kubernetes cluster came from.
#[derive(Debug, Parser)]
#[command(name = "credtrail", version, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 nothing broken, 1 something broken, 2 the command failed,\n3 a whole log was unread for the window, or nothing is known of the credential."
)]
pub struct Cli {
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
    Scan(Scan),
    /// Tell where one credential came from, hop by hop
    Trace(Trace),
    /// Verify the credentials of a managed workload identity on a VM
    Workload(Workload),
    /// Print what to paste where to get the logs: filters, commands, audit settings
    Filters(Filters),
    /// Check a policy, or write a first one
    Policy(Policy),
    /// Tell what changed between two recorded scans, and why
    Diff(Diff),
    /// Verify the database itself: that nothing in it was damaged, altered or removed
    Fsck(Fsck),
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
            Command::Ingest(it) => it.talk.verbose,
            Command::Pull(it) => it.talk.verbose,
            Command::Replay(it) => it.talk.verbose,
            Command::Scan(it) => it.talk.verbose,
            Command::Trace(it) => it.talk.verbose,
            Command::Workload(it) => it.command.verbose(),
            Command::Policy(_) | Command::Diff(_) | Command::Explain(_) => 0,
            Command::Fsck(_) => 0,
            Command::Filters(_) => 0,
            Command::Completions(_) | Command::Man(_) => 0,
        }
    }
}

/// `credtrail ingest`
#[derive(Debug, Args)]
pub struct Ingest {
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub talk: Verbosity,
}

/// `credtrail replay`
#[derive(Debug, Args)]
pub struct Replay {
    /// Keep what was read in this database instead of a throwaway one
    #[arg(long, value_name = "FILE")]
    pub db: Option<PathBuf>,
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub judging: Judging,
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub talk: Verbosity,
}

/// `credtrail filters`
#[derive(Debug, Args)]
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
}

/// Reads the name of a Cloud Storage bucket, with or without `gs://`. The name may hold only characters that are
/// harmless in a shell.
fn bucket(text: &str) -> Result<String, String> {
    let name = text.strip_prefix("gs://").unwrap_or(text);
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let sound = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(is_plain);
    sound.then(|| name.to_owned()).ok_or_else(|| {
        "no name of a bucket; expected lower-case letters, digits, hyphens, underscores and dots".to_owned()
    })
}

/// `credtrail policy`
#[derive(Debug, Args)]
pub struct Policy {
    /// What to do.
    #[command(subcommand)]
    pub command: PolicyCommand,
}

/// What to do with a policy.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Say whether a policy is sound, and where not
    Check {
        /// The policy
        #[arg(value_name = "FILE", default_value = "credtrail.toml")]
        file: PathBuf,
    },
    /// Write a policy from what was observed, for a person to review
    Infer(Infer),
}

/// `credtrail policy infer`
#[derive(Debug, Args)]
pub struct Infer {
    #[command(flatten)]
    pub database: Database,
    /// Write the policy to this file, which appears whole or not at all; - is standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `credtrail explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// The code of a finding; without one, all of them in short
    #[arg(value_name = "CODE", value_parser = codes())]
    pub code: Option<Code>,
}

/// `credtrail completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `credtrail man`
#[derive(Debug, Args)]
pub struct Man {
    /// Write credtrail.1, credtrail-scan.1 and so on into this directory
    #[arg(value_name = "DIR")]
    pub directory: Option<PathBuf>,
}

/// Returns a parser of the codes of findings; its error suggests the nearest code.
fn codes() -> impl TypedValueParser<Value = Code> {
    let code = |name: String| Code::ALL.into_iter().find(|it| it.as_str() == name);
    PossibleValuesParser::new(Code::ALL.map(Code::as_str))
        .try_map(move |name| code(name).ok_or("no such code"))
}

/// Which database.
#[derive(Debug, Args)]
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

/// What to read.
#[derive(Debug, Args)]
pub struct Input {
    /// Files, directories, - for standard input, or gs://BUCKET/PREFIX (also s3://, az://, https://, file://)
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The cluster of raw audit events, which carry no name; best in full, projects/P/locations/L/clusters/C
    #[arg(long, value_name = "NAME")]
    pub cluster: Option<String>,
    #[command(flatten)]
    pub covers: Covers,
}

/// What is declared to have been read.
#[derive(Debug, Args)]
pub struct Covers {
    /// All entries of this log and time are here (repeatable): kms=2026-11-01T00:00:00Z..2026-11-21T00:00:00Z, or all=…
    #[arg(long = "covers", value_name = "SOURCE=FROM..TO")]
    pub covers: Vec<Declaration>,
}

/// How to judge.
#[derive(Debug, Args)]
pub struct Judging {
    /// What is expected (TOML); credtrail.toml beside the database, where there is one
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// A log that is out of scope: its records are not asked for (repeatable)
    #[arg(long, value_name = "SOURCE", value_parser = Source::from_str)]
    pub without: Vec<Source>,
    /// The verdict from which on the exit status is 1
    #[arg(long, value_name = "VERDICT", value_enum, default_value_t = FailOn::Broken)]
    pub fail_on: FailOn,
}

impl Judging {
    /// Returns the logs that are out of scope.
    pub fn without(&self) -> BTreeSet<Source> {
        self.without.iter().copied().collect()
    }
}

/// The verdict from which on a command fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Only where something is disproved
    Broken,
    /// Where something is not proved
    Unproven,
}

/// Where the report goes, and in which form.
#[derive(Debug, Args)]
pub struct Output {
    /// The form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Write the report to this file, which appears whole or not at all; - is standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Colours in the text report
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, 80 columns wide
    Text,
    /// For programs: version 1 of the published contract
    Json,
    /// The same, a lineage a line as soon as it is judged; the last line is the summary
    Ndjson,
    /// For spreadsheets: a row a finding
    Csv,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// For security event stores: OCSF Detection Findings, one a line
    Ocsf,
    /// For continuous integration: JUnit XML, a test case a credential
    Junit,
    /// For the textfile collector of node_exporter
    Prometheus,
    /// For Graphviz: the graph of the lineages shown
    Dot,
    /// For Markdown pages: the same graph as a Mermaid flowchart
    Mermaid,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What is said on standard error.
#[derive(Debug, Clone, Copy, Args)]
pub struct Verbosity {
    /// Say nothing on standard error but errors
    #[arg(short, long)]
    pub quiet: bool,
    /// Show all lineages, complete ones too; twice: say what is being done
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

impl Verbosity {
    /// Returns the level of detail of reports.
    pub fn detail(self) -> Detail {
        if self.verbose > 0 {
            Detail::All
        } else {
            Detail::Usual
        }
    }
}

/// A declaration that a stretch of logs was read, `SOURCE=FROM..TO`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The logs of the declaration.
    pub sources: Vec<Source>,
    /// The first moment.
    pub from: Timestamp,
    /// The last moment.
    pub to: Timestamp,
}

impl FromStr for Declaration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shape = || "expected SOURCE=FROM..TO, as in kms=2026-11-01..2026-11-21".to_owned();
        let (source, stretch) = text.split_once('=').ok_or_else(shape)?;
        let (from, to) = stretch.split_once("..").ok_or_else(shape)?;
        let sources = if source == "all" {
            Source::LOGS.to_vec()
        } else {
            vec![source.parse()?]
        };
        let (from, to) = (time(from)?, time(to)?);
        if from > to {
            Err(format!("{from} comes after {to}"))
        } else {
            Ok(Declaration { sources, from, to })
        }
    }
}

/// Reads a moment, or a day as its beginning in UTC.
fn time(text: &str) -> Result<Timestamp, String> {
    let day = || {
        text.parse::<jiff::civil::Date>()
            .ok()?
            .to_zoned(TimeZone::UTC)
            .ok()
            .map(|it| it.timestamp())
    };
    let moment = credtrail::log::shape::timestamp::parse(text).or_else(day);
    moment.ok_or_else(|| {
        format!("{text:?} is no time; expected RFC 3339, as in 2026-11-21T08:00:00Z, or a date")
    })
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn a_declaration_names_a_log_and_a_stretch() {
        let one: Declaration = "kms=2026-11-01..2026-11-21T00:00:00Z".parse().unwrap();
        assert_eq!(one.sources, [Source::Kms]);
        assert_eq!(
            one.to.duration_since(one.from),
            SignedDuration::from_hours(20 * 24)
        );
        assert_eq!(
            "all=2026-11-01..2026-11-02"
                .parse::<Declaration>()
                .unwrap()
                .sources,
            Source::LOGS
        );
        for text in [
            "kms",
            "kms=2026-11-01",
            "mks=2026-11-01..2026-11-02",
            "kms=2026-11-02..2026-11-01",
            "kms=x..y",
        ] {
            assert!(text.parse::<Declaration>().is_err(), "{text}");
        }
    }
}
