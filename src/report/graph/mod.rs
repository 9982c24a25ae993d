//! Lineages as a graph, drawn by other programs.

pub mod dot;
pub(crate) mod graph_model;
pub mod mermaid;
