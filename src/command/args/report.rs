//! The arguments of every verb that reports: the destination, the form, the colours, and how much is reported.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use credtrail::report::sarif::SuppressedFindings;
use credtrail::report::text::{Detail, TOP};
use credtrail::scan::groups::Grouping;

/// Where the report goes, and in which form.
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
pub struct Output {
    /// The form of the report
    #[arg(
        short,
        long,
        value_enum,
        env = "CREDTRAIL_FORMAT",
        hide_env_values = true,
        ignore_case = true,
        default_value_t = Format::Text
    )]
    pub format: Format,
    /// Write the report to this file, which appears whole or not at all; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Colours in the text report
    #[arg(long, value_name = "WHEN", value_enum, ignore_case = true, default_value_t = Colour::Auto)]
    pub color: Colour,
    /// What a SARIF report does with findings that the policy suppresses
    #[arg(long, value_name = "HOW", value_enum, default_value_t = Suppressed::Omit)]
    pub suppressed: Suppressed,
}

/// What becomes of findings that the policy suppresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Suppressed {
    /// Count them: GitHub would raise an alert for each
    Omit,
    /// List them, marked as suppressed
    Mark,
}

impl From<Suppressed> for SuppressedFindings {
    fn from(how: Suppressed) -> Self {
        match how {
            Suppressed::Omit => SuppressedFindings::Omit,
            Suppressed::Mark => SuppressedFindings::Mark,
        }
    }
}

/// How the findings are grouped.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Report")]
pub struct Groups {
    /// How the text report and the page group the findings
    #[arg(long, value_name = "BY", value_enum, ignore_case = true, default_value_t = GroupBy::ClusterAndKey)]
    pub group_by: GroupBy,
    /// How many groups of findings the text report shows
    #[arg(long, value_name = "N", default_value_t = TOP)]
    pub top: usize,
}

impl Default for Groups {
    fn default() -> Self {
        Groups {
            group_by: GroupBy::ClusterAndKey,
            top: TOP,
        }
    }
}

/// What distinguishes the groups of findings of one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GroupBy {
    /// The cluster, and the key version or CA pool
    ClusterAndKey,
    /// The cluster
    Cluster,
    /// The namespace of the holder
    Namespace,
    /// The key version
    Key,
    /// The CA pool
    Pool,
    /// The caller of Cloud KMS or CA Service
    Caller,
}

impl From<GroupBy> for Grouping {
    fn from(by: GroupBy) -> Self {
        match by {
            GroupBy::ClusterAndKey => Grouping::ClusterAndKey,
            GroupBy::Cluster => Grouping::Cluster,
            GroupBy::Namespace => Grouping::Namespace,
            GroupBy::Key => Grouping::Key,
            GroupBy::Pool => Grouping::Pool,
            GroupBy::Caller => Grouping::Caller,
        }
    }
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, as wide as the terminal
    Text,
    /// For people: a page to look at, one file for any browser, without a request to anywhere
    Html,
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
    /// For continuous integration: JUnit XML, a test case a credential with findings, or with -v each
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
    /// On a terminal, unless NO_COLOR, CLICOLOR=0 or TERM=dumb is set; anywhere with CLICOLOR_FORCE
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What is said on standard error.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Messages")]
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

/// The form of a comparison of scans, or of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people, as wide as the terminal
    Text,
    /// For programs: version 1 of the published contract
    Json,
}
