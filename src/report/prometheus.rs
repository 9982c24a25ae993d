//! Metrics for node_exporter's textfile collector, in the text exposition format 0.0.4.
//!
//! The report has no present time: a query computes ages as `time() - credtrail_log_newest_entry_timestamp_seconds`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;

use super::text::escape::Safe;
use super::{Form, ReportContext};
use crate::model::entry::Source;
use crate::model::finding::{Code, Verdict};
use crate::receipts::use_receipts::Cited;
use crate::scan::{Judged, Selection};

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
        window(context, out)?;
        head("build_info", "gauge", "The version of the program.", out)?;
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        sample("build_info", &version, 1, out)
    }
}

fn lineages(context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    let summary = &context.summary;
    let help = "Certificates and tokens, ids of neither form, tokens of outside identity providers, and unclaimed signatures, by verdict.";
    head("lineages", "gauge", help, out)?;
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
    for verdict in [Verdict::Complete, Verdict::Unproven, Verdict::Broken] {
        let count = summary
            .by_effective_verdict
            .get(&verdict)
            .copied()
            .unwrap_or(0);
        let labels = [("verdict", verdict.as_str())];
        sample("lineages_unsuppressed", &labels, count, out)?;
    }
    head("uses", "gauge", "Distinct requests with a credential.", out)?;
    sample("uses", &[], summary.uses, out)
}

fn of_kind(kind: &str, counts: &BTreeMap<Verdict, u64>, out: &mut dyn Write) -> io::Result<()> {
    for verdict in [Verdict::Complete, Verdict::Unproven, Verdict::Broken] {
        let labels = [("kind", kind), ("verdict", verdict.as_str())];
        let count = counts.get(&verdict).copied().unwrap_or(0);
        sample("lineages", &labels, count, out)?;
    }
    Ok(())
}

/// Writes the number of findings of every code, so that an alert can tell zero findings from a missing metric.
fn findings(context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    head("findings", "gauge", "Findings by code.", out)?;
    for code in Code::ALL {
        let count = context.summary.findings.get(&code).copied().unwrap_or(0);
        sample("findings", &[("code", code.as_str())], count, out)?;
    }
    Ok(())
}

fn lines(context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
    let counts = context.counts;
    head(
        "lines",
        "gauge",
        "Log entries in the database, by what became of them.",
        out,
    )?;
    let rejected = context.rejected_lines();
    for (state, count) in [
        ("read", counts.read),
        ("relevant", counts.relevant),
        ("duplicate", counts.duplicate),
        ("rejected", rejected),
    ] {
        sample("lines", &[("state", state)], count, out)?;
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
        for (scope, at) in context.coverage.newest(source) {
            let Some(at) = at else {
                continue; // the newest entry is not known
            };
            let labels = [("source", source.as_str()), ("scope", scope)];
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
