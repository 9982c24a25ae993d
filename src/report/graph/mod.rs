//! Lineages as a graph, in languages that other programs draw.

pub mod dot;
pub(crate) mod graph_model;
pub mod mermaid;
