//! Reads DOT with layout-rs.

use std::collections::BTreeSet;

use layout::gv::DotParser;
use layout::gv::parser::ast::{Graph, Stmt};

use super::ReportContent;

pub fn read(report: &str) -> ReportContent {
    let graph = DotParser::new(report).process().expect("DOT");
    let (mut nodes, mut texts) = (BTreeSet::new(), Vec::new());
    for statement in &statements(&graph) {
        match statement {
            Stmt::Node(it) => {
                assert!(nodes.insert(it.id.name.clone()), "drawn twice");
                let label = it.list.iter().find(|(name, _)| name == "label");
                texts.extend(label.expect("a label").1.lines().map(shown));
            }
            Stmt::Edge(it) => {
                assert!(nodes.contains(&it.from.name), "an edge from nowhere");
                assert!(it.to.iter().all(|(to, _)| nodes.contains(&to.name)));
            }
            Stmt::Attribute(_) => {}
            Stmt::SubGraph(_) => panic!("a graph in the graph"),
        }
    }
    ReportContent::texts(texts)
}

fn statements(graph: &Graph) -> Vec<Stmt> {
    assert_eq!(graph.name, "credtrail");
    graph.list.list.clone()
}

/// Returns a line of a label as Graphviz shows it.
fn shown(label: &str) -> String {
    assert!(!label.contains('<'), "{label}");
    label.replace("&lt;", "<").replace("&amp;", "&")
}
