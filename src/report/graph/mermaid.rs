//! The graph of the lineages as a Mermaid flowchart, which code hosts draw in Markdown pages.

use std::io::{self, Write};

use super::graph_model::{Edge, GraphModel, Key, Node};
use crate::model::finding::Verdict;
use crate::receipts::use_receipts::Cited;
use crate::report::text::Detail;
use crate::report::text::escape::Safe;
use crate::report::{Form, ReportContext};
use crate::scan::{Judged, Selection};

/// A Mermaid report, which keeps the gravest lineages until its end.
pub struct Report(GraphModel);

impl Report {
    /// Returns an empty report.
    pub fn new(detail: Detail) -> Self {
        Report(GraphModel::new(detail))
    }
}

impl Form for Report {
    fn wanted(&self) -> Selection {
        self.0.wanted()
    }

    fn cited(&self) -> Cited {
        Cited::Places
    }

    fn add(&mut self, judged: &Judged<'_>, _: &mut dyn Write) -> io::Result<()> {
        self.0.add(judged);
        Ok(())
    }

    fn end(self: Box<Self>, _: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "flowchart LR")?;
        let picture = self.0.drawn(escaped);
        for (number, (key, it)) in picture.nodes().enumerate() {
            node(number, key, it, out)?;
        }
        picture.edges().try_for_each(|it| edge(&it, out))?;
        writeln!(out, "  classDef complete fill:#d9ead3")?;
        writeln!(out, "  classDef unproven fill:#fff2cc")?;
        writeln!(out, "  classDef broken fill:#f4cccc")?;
        writeln!(out, "  classDef hole stroke-dasharray:4")
    }
}

fn node(number: usize, key: &Key, node: &Node, out: &mut dyn Write) -> io::Result<()> {
    let (left, right, class) = match key {
        Key::Entry(..) => ("[", "]", ""),
        Key::Identifier(_) => ("([", "])", class(node.verdict)),
        Key::Uses(_) => ("(", ")", ""),
        Key::Hole(..) | Key::LeftOut => ("[", "]", ":::hole"),
    };
    let lines: Vec<String> = node.lines.iter().map(|it| escaped(it)).collect();
    let text = lines.join("<br/>");
    writeln!(out, "  n{number}{left}\"{text}\"{right}{class}")
}

fn class(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Complete) => ":::complete",
        Some(Verdict::Unproven) => ":::unproven",
        Some(Verdict::Broken) => ":::broken",
        None => "",
    }
}

fn edge(edge: &Edge<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Edge { from, to, label } = edge;
    if label.is_empty() {
        writeln!(out, "  n{from} -.-> n{to}")
    } else {
        writeln!(out, "  n{from} -->|\"{}\"| n{to}", escaped(label))
    }
}

/// Returns a text for a quoted label. Letters, digits, spaces and `-_./:=,@+` stay; all other characters are written
/// as numeric entities, because Mermaid looks for directives, Markdown and HTML in quoted text too (Mermaid,
/// flowchart syntax, entity codes).
fn escaped(text: &str) -> String {
    let safe = Safe(text).to_string();
    let one = |c: char| {
        if c.is_alphanumeric() || " -_./:=,@+".contains(c) {
            c.to_string()
        } else {
            format!("#{};", u32::from(c))
        }
    };
    safe.chars().map(one).collect()
}
