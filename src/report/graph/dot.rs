//! The graph of the lineages in Graphviz' DOT language.

use std::io::{self, Write};

use super::graph_model::{Edge, GraphModel, Key, Node};
use crate::model::finding::Verdict;
use crate::receipts::use_receipts::Cited;
use crate::report::text::Detail;
use crate::report::text::escape::Safe;
use crate::report::{Form, ReportContext};
use crate::scan::{Judged, Selection};

/// A DOT report, which keeps the gravest lineages until its end.
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
        writeln!(out, "digraph credtrail {{")?;
        writeln!(out, "  rankdir=LR;")?;
        let picture = self.0.drawn(escaped);
        for (number, (key, it)) in picture.nodes().enumerate() {
            node(number, key, it, out)?;
        }
        picture.edges().try_for_each(|it| edge(&it, out))?;
        writeln!(out, "}}")
    }
}

fn node(number: usize, key: &Key, node: &Node, out: &mut dyn Write) -> io::Result<()> {
    let shape = match key {
        Key::Entry(..) => "shape=box",
        Key::Identifier(_) => "shape=ellipse",
        Key::Uses(_) => "shape=box, style=rounded",
        Key::Hole(..) => "shape=box, style=dashed",
        Key::LeftOut => "shape=note",
    };
    let colour = match node.verdict {
        Some(Verdict::Complete) => ", style=filled, fillcolor=\"#d9ead3\"",
        Some(Verdict::Unproven) => ", style=filled, fillcolor=\"#fff2cc\"",
        Some(Verdict::Broken) => ", style=filled, fillcolor=\"#f4cccc\"",
        None => "",
    };
    let lines: Vec<String> = node.lines.iter().map(|it| escaped(it)).collect();
    writeln!(
        out,
        "  n{number} [label=\"{}\", {shape}{colour}];",
        lines.join("\\n")
    )
}

fn edge(edge: &Edge<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Edge { from, to, label } = edge;
    if label.is_empty() {
        writeln!(out, "  n{from} -> n{to} [style=dashed];")
    } else {
        writeln!(out, "  n{from} -> n{to} [label=\"{}\"];", escaped(label))
    }
}

/// Returns a text to be put in quotes. Backslashes begin escapes of labels, and ampersands the entities of HTML
/// (Graphviz, escString).
fn escaped(text: &str) -> String {
    let safe = Safe(text).to_string();
    let safe = safe.replace('&', "&amp;").replace('<', "&lt;");
    safe.replace('\\', "\\\\").replace('"', "\\\"")
}
