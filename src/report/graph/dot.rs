//! The graph of the lineages in Graphviz' DOT language.

use std::io::{self, Write};

use super::graph_model::{Drawing, Edge, Key, Node};
use crate::model::finding::Verdict;
use crate::report::text::escape::Safe;

/// Writes a graph whose texts are [`escaped`].
pub(super) fn write(picture: &Drawing, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph credtrail {{")?;
    writeln!(out, "  rankdir=LR;")?;
    for (number, (key, it)) in picture.nodes().enumerate() {
        node(number, key, it, out)?;
    }
    picture.edges().try_for_each(|it| edge(&it, out))?;
    writeln!(out, "}}")
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
pub(super) fn escaped(text: &str) -> String {
    let safe = Safe(text).to_string();
    let safe = safe.replace('&', "&amp;").replace('<', "&lt;");
    safe.replace('\\', "\\\\").replace('"', "\\\"")
}
