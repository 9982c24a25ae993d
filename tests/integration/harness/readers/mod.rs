//! A reader for each form of the report, stricter than those that people use. A reader panics at what is not well formed, and gives

//! back what it was told.

mod csv;
mod dot;
mod json;
mod junit;
mod mermaid;
mod ndjson;
mod ocsf;
mod prometheus;
mod sarif;

/// What a reader was told.
pub struct Told {
    /// Findings, where the form has them one by one.
    pub findings: Option<usize>,
    /// Values as the reader shows them.
    pub texts: Vec<String>,
    /// What names a finding for ever, where the form has it.
    pub ids: Vec<String>,
}

/// All forms but the text for people.
pub const FORMS: [&str; 9] = [
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
pub fn read(form: &str, report: &str) -> Told {
    match form {
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

impl Told {
    fn texts(texts: Vec<String>) -> Self {
        Told {
            findings: None,
            texts,
            ids: Vec::new(),
        }
    }
}
