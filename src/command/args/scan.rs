//! The arguments of `scan`, `diff` and `fsck`.

use std::path::PathBuf;

use super::{
    Covers, Database, DiffFormat, Groups, Judging, Output, PullSource, Signature, Time, Verbosity,
    manual,
};
use clap::{Args, ValueEnum};
use credtrail::message;
use credtrail::model::finding::message::Message;
use credtrail::policy::value::length;
use jiff::SignedDuration;

/// `credtrail scan`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("scan"))]
pub struct Scan {
    #[command(flatten)]
    pub database: Database,
    /// Beginning of the window: RFC 3339, or a date
    #[arg(
        long,
        value_name = "T",
        help_heading = "Window",
        conflicts_with = "since"
    )]
    pub from: Option<Time>,
    /// End of the window, not part of it
    #[arg(long, value_name = "T", help_heading = "Window")]
    pub to: Option<Time>,
    /// Beginning of the window, back from its end or from now: 24h, 7d
    #[arg(long, value_name = "SPAN", help_heading = "Window", value_parser = length::parse)]
    pub since: Option<SignedDuration>,
    /// First pull what is new, as `credtrail pull` does without --from and --to
    #[arg(long, help_heading = "Pulling")]
    pub pull: bool,
    #[command(flatten)]
    pub origin: PullSource,
    /// Show which verdicts would flip from this policy to the one of the scan
    #[arg(long, value_name = "OLD", help_heading = "Judging")]
    pub compare_policy: Option<PathBuf>,
    #[command(flatten)]
    pub judging: Judging,
    #[command(flatten)]
    pub covers: Covers,
    #[command(flatten)]
    pub history: History,
    #[command(flatten)]
    pub signature: Signature,
    #[command(flatten)]
    pub notice: Notice,
    #[command(flatten)]
    pub groups: Groups,
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// What a scan keeps of itself, and what it shows
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "History")]
pub struct History {
    /// Report only what no recorded scan has reported before
    #[arg(long)]
    pub new: bool,
    /// Leave no trace of this scan: what it reports counts as not reported
    #[arg(long, conflicts_with = "new")]
    pub no_record: bool,
}

/// Who is told
#[derive(Debug, Args)]
#[command(next_help_heading = "History")]
pub struct Notice {
    /// Tell this webhook what changed since it was told last, as JSON by POST; nothing where nothing changed
    #[arg(
        long,
        value_name = "URL",
        env = "CREDTRAIL_NOTIFY",
        hide_env_values = true,
        conflicts_with = "no_record"
    )]
    pub notify: Option<String>,
    /// The form of the notice
    #[arg(long, value_name = "FORM", value_enum, default_value_t = NotifyFormat::Json)]
    pub notify_format: NotifyFormat,
    /// A file with the secret that signs notices (or CREDTRAIL_NOTIFY_SECRET); with pagerduty the routing key
    #[arg(long, value_name = "FILE")]
    pub notify_secret: Option<PathBuf>,
}

/// The form of a notice to a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NotifyFormat {
    /// For programs: version 1 of the published contract
    Json,
    /// A message for Slack
    Slack,
    /// A message for Google Chat
    GoogleChat,
    /// An event for PagerDuty, Events API v2
    Pagerduty,
}

/// `credtrail diff`
#[derive(Debug, Args)]
#[command(after_long_help = manual::help("diff"))]
pub struct Diff {
    #[command(flatten)]
    pub database: Database,
    /// The earlier scan, by its number; the last but one where none is named
    #[arg(value_name = "A", help_heading = None)]
    pub before: Option<i64>,
    /// The later scan; the last one where none is named
    #[arg(value_name = "B", help_heading = None)]
    pub after: Option<i64>,
    /// List the recorded scans
    #[arg(long, help_heading = "History", conflicts_with_all = ["before", "after"])]
    pub list: bool,
    /// The form of the report
    #[arg(short, long, value_enum, ignore_case = true, default_value_t = ChangesFormat::Text, help_heading = "Report")]
    pub format: ChangesFormat,
    /// Write the report to this file, which appears whole or not at all; - is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Option<PathBuf>,
}

/// `credtrail fsck`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 sound, 1 something is wrong, 2 the command failed, or with --files something could\nnot be looked up."
)]
#[command(after_long_help = manual::help("fsck"))]
pub struct Fsck {
    #[command(flatten)]
    pub database: Database,
    /// Look up every receipt in the files that were read, which lie in this directory now, and read them again to compare the tables
    #[arg(long, value_name = "DIR", help_heading = "Input")]
    pub files: Option<PathBuf>,
    /// The hash of a recorded scan, or its first 8 digits or more, as kept elsewhere: some scan must carry it
    #[arg(long, value_name = "HASH", help_heading = "History", value_parser = scan_hash)]
    pub head: Option<String>,
    /// The form of the report
    #[arg(short, long, value_enum, ignore_case = true, default_value_t = DiffFormat::Text, help_heading = "Report")]
    pub format: DiffFormat,
    /// Write the report to this file; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Option<PathBuf>,
}

/// Reads the hash of a recorded scan, or the first digits of one.
fn scan_hash(text: &str) -> Result<String, Message> {
    let is_hash = (8..=64).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_hexdigit());
    let hash = is_hash.then(|| text.to_ascii_lowercase());
    hash.ok_or_else(|| message!("error-scan-hash", "expected 8 to 64 hexadecimal digits"))
}

/// The form of a comparison of scans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChangesFormat {
    /// For people, 80 columns wide
    Text,
    /// For people: a page to look at, one file for any browser
    Html,
    /// For programs: version 1 of the published contract
    Json,
}
