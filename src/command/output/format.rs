//! The forms of a report by their names.

use credtrail::language::locale::Locale;
use credtrail::model::finding::Weight;
use credtrail::report::graph;
use credtrail::report::text::{Detail, Layout};
use credtrail::report::{Form, csv, html, json, junit, ndjson, ocsf, prometheus, sarif, text};

use super::style::style;
use crate::command::args::{FailOn, Format, Groups, Output};

/// An empty report in the form that was asked for.
pub fn of<'l>(
    output: &Output,
    groups: Groups,
    fail_on: FailOn,
    detail: Detail,
    locale: &'l Locale,
) -> Box<dyn Form + 'l> {
    match output.format {
        Format::Text => Box::new(text::Report::new(Layout {
            style: style(output, locale),
            detail,
            grouping: groups.group_by.into(),
            top: groups.top,
        })),
        Format::Html => Box::new(html::Report::new(groups.group_by.into(), detail, locale)),
        Format::Json => Box::new(json::Report::new(detail)),
        Format::Ndjson => Box::new(ndjson::Report::new(detail)),
        Format::Csv => Box::new(csv::Report::default()),
        Format::Sarif => Box::new(sarif::Report::new(output.suppressed.into())),
        Format::Ocsf => Box::new(ocsf::Report),
        Format::Junit => Box::new(junit::Report::new(fails(fail_on), detail)),
        Format::Prometheus => Box::new(prometheus::Report),
        Format::Dot => Box::new(graph::Report::new(graph::Language::Dot, detail)),
        Format::Mermaid => Box::new(graph::Report::new(graph::Language::Mermaid, detail)),
    }
}

/// The weight from which a command fails.
fn fails(fail_on: FailOn) -> Weight {
    match fail_on {
        FailOn::Broken => Weight::Break,
        FailOn::Unproven => Weight::Gap,
    }
}
