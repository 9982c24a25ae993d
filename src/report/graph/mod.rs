//! Lineages as a graph, in languages that other programs draw.

mod dot;
pub(crate) mod graph_model;
mod mermaid;

use std::io::{self, Write};

use self::graph_model::GraphModel;
use crate::receipts::use_receipts::Cited;
use crate::report::text::Detail;
use crate::report::{Form, ReportContext};
use crate::scan::{Judged, Selection};

/// A language of graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Graphviz' DOT language.
    Dot,
    /// Mermaid flowcharts, which code hosts draw in Markdown pages.
    Mermaid,
}

/// A graph, which keeps the gravest lineages until its end.
pub struct Report {
    graph: GraphModel,
    language: Language,
}

impl Report {
    /// Returns an empty report.
    pub fn new(language: Language, detail: Detail) -> Self {
        let graph = GraphModel::new(detail);
        Report { graph, language }
    }
}

impl Form for Report {
    fn wanted(&self) -> Selection {
        self.graph.wanted()
    }

    fn cited(&self) -> Cited {
        Cited::Places
    }

    fn add(&mut self, judged: &Judged<'_>, _: &mut dyn Write) -> io::Result<()> {
        self.graph.add(judged);
        Ok(())
    }

    fn end(self: Box<Self>, _: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        match self.language {
            Language::Dot => dot::write(&self.graph.drawn(dot::escaped), out),
            Language::Mermaid => mermaid::write(&self.graph.drawn(mermaid::escaped), out),
        }
    }
}
