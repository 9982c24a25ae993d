//! Records connected by the identifiers that they name: the graph, and the lineage of each credential in it.

pub mod graph;
pub mod lineage;
pub mod record_index;
mod token_digests;
