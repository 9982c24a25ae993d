//! A strict reader for each form of the report. A reader panics at a malformed report, and returns the report's content.

mod csv;
mod dot;
pub mod html;
mod json;
mod junit;
mod mermaid;
mod ndjson;
mod ocsf;
pub mod prometheus;
mod sarif;

/// The content of a report.
pub struct ReportContent {
    /// The number of findings, where the form lists them one by one.
    pub findings: Option<usize>,
    /// The number of findings that are counted and not listed, where the form has it.
    pub omitted: Option<u64>,
    /// The texts of the report, as the reader shows them.
    pub texts: Vec<String>,
    /// The stable ids of findings, where the form has them.
    pub ids: Vec<String>,
}

/// All forms but the text report.
pub const FORMS: [&str; 10] = [
    "html",
    "json",
    "ndjson",
    "csv",
    "sarif",
    "ocsf",
    "junit",
    "prometheus",
    "dot",
    "mermaid",
];

/// Reads a report in a form.
pub fn read(form: &str, report: &str) -> ReportContent {
    match form {
        "html" => html::read(report),
        "json" => json::read(report),
        "ndjson" => ndjson::read(report),
        "csv" => csv::read(report),
        "sarif" => sarif::read(report),
        "ocsf" => ocsf::read(report),
        "junit" => junit::read(report),
        "prometheus" => prometheus::read(report),
        "dot" => dot::read(report),
        "mermaid" => mermaid::read(report),
        other => panic!("no reader of {other}"),
    }
}

impl ReportContent {
    fn texts(texts: Vec<String>) -> Self {
        ReportContent {
            findings: None,
            omitted: None,
            texts,
            ids: Vec::new(),
        }
    }
}
