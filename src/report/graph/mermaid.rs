//! The graph of the lineages as a Mermaid flowchart, which code hosts draw in Markdown pages.

use std::io::{self, Write};

use super::graph_model::{Drawing, Edge, Key, Node};
use crate::model::finding::Verdict;
use crate::report::text::escape::Safe;

/// Writes a graph whose texts are [`escaped`].
pub(super) fn write(picture: &Drawing, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (number, (key, it)) in picture.nodes().enumerate() {
        node(number, key, it, out)?;
    }
    picture.edges().try_for_each(|it| edge(&it, out))?;
    writeln!(out, "  classDef complete fill:#d9ead3")?;
    writeln!(out, "  classDef unproven fill:#fff2cc")?;
    writeln!(out, "  classDef broken fill:#f4cccc")?;
    writeln!(out, "  classDef hole stroke-dasharray:4")
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
pub(super) fn escaped(text: &str) -> String {
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
