//! Metrics for node_exporter's textfile collector, in the text exposition format 0.0.4.
//!
//! The report has no present time: a query computes ages as `time() - credtrail_log_newest_entry_timestamp_seconds`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;

use super::text::escape::Safe;
use super::{Form, ReportContext};
use crate::check::check_of;
use crate::model::entry::Source;
use crate::model::finding::{Code, Verdict};
use crate::receipts::use_receipts::Cited;
use crate::scan::summary::breakdown::Dimension;
use crate::scan::{Judged, Selection, Summary};

/// The most clusters with series of their own: those with the most broken lineages. Each makes three series.
const CLUSTERS: usize = 100;

/// The cluster of the lineages that no series of a cluster counts.
const OTHER: &str = "other";

/// The verdicts, in the order of the samples.
const VERDICTS: [Verdict; 3] = [Verdict::Complete, Verdict::Unproven, Verdict::Broken];

/// A Prometheus report, which keeps no lineages: the [`ReportContext`] has all numbers.
pub struct Report;

impl Form for Report {
    fn wanted(&self) -> Selection {
        Selection::exceptions()
    }

    fn cited(&self) -> Cited {
        Cited::Places
    }

    fn add(&mut self, _: &Judged<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn end(self: Box<Self>, context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        lineages(context, out)?;
        findings(context, out)?;
        lines(context, out)?;
        logs(context, out)?;
        holes(context, out)?;
        window(context, out)?;
        ended(context, out)?;
        head("build_info", "gauge", "The version of the program.", out)?;
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        sample("build_info", &version, 1, out)
    }
}

fn lineages(context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    let summary = &context.summary;
    by_cluster(summary, out)?;
    let help = "Certificates and tokens, ids of neither form, tokens of outside identity providers, and unclaimed signatures, by verdict.";
    head("lineages_by_kind", "gauge", help, out)?;
    for (kind, counts) in [
        ("credential", &summary.credentials),
        ("other", &summary.others),
        ("outside", &summary.outside),
        ("signature", &summary.signatures),
    ] {
        of_kind(kind, counts, out)?;
    }
    let help = "Lineages of all kinds by verdict, without the findings that the policy suppresses.";
    head("lineages_unsuppressed", "gauge", help, out)?;
    for verdict in VERDICTS {
        let counts = &summary.by_effective_verdict;
        let count = counts.get(&verdict).copied().unwrap_or(0);
        let labels = [("verdict", verdict.as_str())];
        sample("lineages_unsuppressed", &labels, count, out)?;
    }
    head("uses", "gauge", "Distinct requests with a credential.", out)?;
    sample("uses", &[], summary.uses, out)
}

/// Writes all lineages by cluster and verdict. Those that no cluster of its own has are together under [`OTHER`]: of the clusters beyond
/// [`CLUSTERS`], of no known cluster, and unclaimed signatures of keys that serve several clusters. The samples add up to all lineages.
fn by_cluster(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let help = "Lineages of all kinds by cluster and verdict: the clusters with the most broken ones, and all else as \"other\".";
    head("lineages", "gauge", help, out)?;
    let mut others = VERDICTS.map(|it| summary.of_verdict(it));
    for (name, counts) in worst_clusters(summary) {
        of_cluster(&name, counts, out)?;
        for (other, count) in others.iter_mut().zip(counts) {
            *other = other.saturating_sub(count);
        }
    }
    of_cluster(OTHER, others, out)
}

/// The clusters with the most broken lineages, in the order of their names, with the number of lineages of each verdict. Names are as they
/// are written, so that no two are written alike.
fn worst_clusters(summary: &Summary) -> BTreeMap<String, [u64; 3]> {
    let mut clusters: BTreeMap<String, [u64; 3]> = BTreeMap::new();
    let tallies = summary.breakdown.by(Dimension::Cluster);
    for (name, tally) in tallies.into_iter().flat_map(|it| &it.by_name) {
        let known = clusters.entry(Safe(name).to_string()).or_default();
        let counts = VERDICTS.map(|it| tally.lineages(it));
        for (known, count) in known.iter_mut().zip(counts) {
            *known += count;
        }
    }
    clusters.remove(OTHER);
    let mut clusters: Vec<_> = clusters.into_iter().collect();
    clusters.sort_by_key(|(_, [_, unproven, broken])| Reverse((*broken, *unproven)));
    clusters.truncate(CLUSTERS);
    clusters.into_iter().collect()
}

fn of_cluster(name: &str, counts: [u64; 3], out: &mut dyn Write) -> io::Result<()> {
    for (verdict, count) in VERDICTS.into_iter().zip(counts) {
        let labels = [("cluster", name), ("verdict", verdict.as_str())];
        sample("lineages", &labels, count, out)?;
    }
    Ok(())
}

fn of_kind(kind: &str, counts: &BTreeMap<Verdict, u64>, out: &mut dyn Write) -> io::Result<()> {
    for verdict in VERDICTS {
        let labels = [("kind", kind), ("verdict", verdict.as_str())];
        let count = counts.get(&verdict).copied().unwrap_or(0);
        sample("lineages_by_kind", &labels, count, out)?;
    }
    Ok(())
}

/// Writes the number of findings of every code with every weight that it can have, so that an alert can distinguish zero findings from a missing metric.
fn findings(context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    let mut counts = context.summary.weights.clone();
    for code in Code::ALL {
        for weight in check_of(code).weights {
            counts.entry((code, *weight)).or_default();
        }
    }
    head("findings", "gauge", "Findings by code and weight.", out)?;
    for ((code, weight), count) in counts {
        let labels = [("code", code.as_str()), ("weight", weight.as_str())];
        sample("findings", &labels, count, out)?;
    }
    Ok(())
}

/// Writes the lines by outcome: `new` and `known` say something about a credential, `irrelevant` do not, `rejected` could not be read. The
/// sum over all outcomes is the number of lines.
fn lines(context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    let counts = context.counts;
    let help = "Lines of the logs in the database, by what became of them: each has one outcome.";
    head("lines", "gauge", help, out)?;
    let known = counts.duplicate.min(counts.relevant);
    let relevant_or_rejected = counts.relevant + counts.rejected;
    for (outcome, count) in [
        ("new", counts.relevant - known),
        ("known", known),
        (
            "irrelevant",
            counts.read.saturating_sub(relevant_or_rejected),
        ),
        ("rejected", counts.rejected),
    ] {
        sample("lines", &[("outcome", outcome)], count, out)?;
    }
    Ok(())
}

fn logs(context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    let name = "log_newest_entry_timestamp_seconds";
    head(
        name,
        "gauge",
        "When the newest entry of a log that was read was written.",
        out,
    )?;
    for source in Source::LOGS {
        let newest = context.coverage.newest(source);
        let known = newest
            .into_iter()
            .filter_map(|(scope, at)| Some((Safe(scope).to_string(), at?)));
        let known: BTreeMap<String, Timestamp> = known.collect(); // no two names are written alike
        for (scope, at) in known {
            let labels = [("source", source.as_str()), ("scope", scope.as_str())];
            sample(name, &labels, at.as_second(), out)?;
        }
    }
    let unread = context.unread_inputs().count();
    if unread > 0 {
        let help = "Inputs of which nothing was read; absent where there are none.";
        head("inputs_unread", "gauge", help, out)?;
        sample("inputs_unread", &[], unread, out)?;
    }
    let help = "1 where nothing of a log in scope was read for the window.";
    head("log_unread", "gauge", help, out)?;
    for source in Source::LOGS {
        let unread = u64::from(context.unread.contains(&source));
        sample("log_unread", &[("source", source.as_str())], unread, out)?;
    }
    Ok(())
}

/// Writes how many holes there are between the stretches that were read of each log, within the window.
fn holes(context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    let mut stretches: BTreeMap<(Source, String), u64> = BTreeMap::new();
    for (source, scope, from, to) in context.coverage.stretches() {
        if context
            .window
            .is_none_or(|(begin, end)| from <= end && to >= begin)
        {
            *stretches
                .entry((source, Safe(scope).to_string()))
                .or_default() += 1;
        }
    }
    let help = "Holes between the stretches of a log that were read, within the window.";
    head("log_holes", "gauge", help, out)?;
    for ((source, scope), count) in stretches {
        let labels = [("source", source.as_str()), ("scope", scope.as_str())];
        sample("log_holes", &labels, count.saturating_sub(1), out)?;
    }
    Ok(())
}

fn window(context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    let Some((from, to)) = context.window else {
        return Ok(());
    };
    let mut end = |name: &str, help: &str, at: Timestamp| {
        head(name, "gauge", help, out)?;
        sample(name, &[], at.as_second(), out)
    };
    end(
        "window_start_timestamp_seconds",
        "Beginning of the window.",
        from,
    )?;
    end("window_end_timestamp_seconds", "End of the window.", to)
}

fn ended(context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    let Some(ended) = context.ended else {
        return Ok(());
    };
    let help = "The exit status of the scan by its verdicts.";
    head("scan_exit_status", "gauge", help, out)?;
    sample("scan_exit_status", &[], ended.exit_status, out)?;
    let Some(duration) = ended.duration else {
        return Ok(());
    };
    let help = "How long the scan took, up to its report.";
    head("scan_duration_seconds", "gauge", help, out)?;
    let seconds = format!("{:.3}", duration.as_secs_f64());
    sample("scan_duration_seconds", &[], seconds, out)
}

fn head(name: &str, kind: &str, help: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# HELP credtrail_{name} {help}")?;
    writeln!(out, "# TYPE credtrail_{name} {kind}")
}

fn sample(
    name: &str,
    labels: &[(&str, &str)],
    value: impl std::fmt::Display,
    out: &mut dyn Write,
) -> io::Result<()> {
    let labels: Vec<String> = labels
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
        .collect();
    if labels.is_empty() {
        writeln!(out, "credtrail_{name} {value}")
    } else {
        writeln!(out, "credtrail_{name}{{{}}} {value}", labels.join(","))
    }
}

/// Returns the value of a label: backslash, quotes and line ends are escaped (Prometheus, exposition formats).
fn escaped(value: &str) -> String {
    let safe = Safe(value).to_string();
    safe.replace('\\', "\\\\").replace('"', "\\\"")
}
