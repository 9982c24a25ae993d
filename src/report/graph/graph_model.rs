//! The graph of lineages that DOT and Mermaid reports draw: entries and identifiers are nodes, mentions are edges, and a missing
//! record is a node of its own.
//!
//! Nodes are distinguished by their content and numbered in that order, so that an entry of two lineages is drawn once. A picture is bounded:
//! GitHub draws no Mermaid chart of more than 50,000 characters or 500 edges (Mermaid, `maxTextSize` and `maxEdges`), and nobody reads one.
//! The gravest lineages are drawn.

use std::collections::{BTreeMap, BTreeSet};

use crate::judge::stage::Stage;
use crate::model::entry::{Entry, Source};
use crate::model::finding::Verdict;
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::identity::subject::Subject;
use crate::report::gravest::{Gravest, Rank};
use crate::report::moment;
use crate::report::text::Detail;
use crate::scan::{Judged, Selection};
use crate::store::rows::lineage::record::Record;
use crate::store::rows::lineage::uses::Uses;

/// The most characters of a picture, without the frame and the node for what is not drawn.
const MOST_CHARACTERS: usize = 38_000;

/// The most edges of a picture.
const MOST_EDGES: usize = 400;

/// The most characters of a line of a node.
const MOST_OF_LINE: usize = 300;

/// The number of characters of a node and of an edge beside their texts, at most.
const FRAME: usize = 80;

/// The gravest lineages, each drawn on its own.
pub(in crate::report) struct GraphModel {
    detail: Detail,
    kept: Gravest<(Verdict, Drawing)>,
    left_out: BTreeMap<Verdict, u64>,
}

/// Nodes and edges.
#[derive(Default)]
pub(in crate::report) struct Drawing {
    nodes: BTreeMap<Key, Node>,
    edges: BTreeSet<(Key, Key, String)>,
}

/// A drawing that has room for so many characters and edges more.
struct Canvas {
    drawing: Drawing,
    characters: usize,
    /// Returns how a text is written in the language of the picture.
    escaped: fn(&str) -> String,
}

/// The content that distinguishes a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Key {
    /// An entry, by all of its content.
    Entry(jiff::Timestamp, Source, Vec<String>),
    /// A credential or digest.
    Identifier(Identifier),
    /// All uses of a credential.
    Uses(CredentialId),
    /// A log that should have a record of a subject, and has none.
    Hole(Subject, Source),
    /// What is not drawn, in words.
    LeftOut,
}

/// The text and verdict of a node.
#[derive(Debug)]
pub(in crate::report) struct Node {
    /// The text, line by line.
    pub(in crate::report) lines: Vec<String>,
    /// The verdict, where the node is the subject of a lineage.
    pub(in crate::report) verdict: Option<Verdict>,
}

/// An edge between the nodes with these numbers.
pub(in crate::report) struct Edge<'d> {
    pub(in crate::report) from: usize,
    pub(in crate::report) to: usize,
    /// The fields that mention the identifier; empty for a missing record.
    pub(in crate::report) label: &'d str,
}

impl GraphModel {
    /// Returns an empty graph.
    pub(in crate::report) fn new(detail: Detail) -> Self {
        GraphModel {
            detail,
            kept: Gravest::at_most(MOST_EDGES),
            left_out: BTreeMap::new(),
        }
    }

    /// Returns the lineages that the level of detail includes.
    pub(in crate::report) fn wanted(&self) -> Selection {
        match self.detail {
            Detail::Usual | Detail::Findings => Selection::exceptions(),
            Detail::All => Selection::All,
        }
    }

    /// Adds a lineage, if the level of detail includes it.
    pub(in crate::report) fn add(&mut self, judged: &Judged<'_>) {
        if self.detail != Detail::All && judged.findings.is_empty() {
            return;
        }
        let (rank, verdict) = (Rank::of_lineage(judged), judged.verdict());
        let cut = if self.kept.admits(&rank) {
            let drawing = Drawing::of(judged, verdict);
            self.kept.keep(rank, (verdict, drawing)).map(|it| it.0)
        } else {
            Some(verdict)
        };
        if let Some(verdict) = cut {
            *self.left_out.entry(verdict).or_default() += 1;
        }
    }

    /// Returns the picture in a language that writes texts in this way. The last node counts what is not drawn.
    pub(in crate::report) fn drawn(mut self, escaped: fn(&str) -> String) -> Drawing {
        let mut canvas = Canvas {
            drawing: Drawing::default(),
            characters: MOST_CHARACTERS,
            escaped,
        };
        let mut cut_nodes = 0;
        for (verdict, drawing) in self.kept.first_to_last() {
            match canvas.take(drawing) {
                Taken::All => {}
                Taken::Without(nodes) => cut_nodes += nodes,
                Taken::Nothing => *self.left_out.entry(verdict).or_default() += 1,
            }
        }
        let of_verdicts = self.left_out.iter().rev();
        let mut lines: Vec<String> = of_verdicts
            .map(|(verdict, count)| format!("and {count} more {}", verdict.as_str()))
            .collect();
        if cut_nodes > 0 {
            lines.insert(0, format!("and {cut_nodes} more records"));
        }
        if !lines.is_empty() {
            lines.push("are not drawn; --format json has all".to_owned());
            let node = Node {
                lines,
                verdict: None,
            };
            canvas.drawing.nodes.insert(Key::LeftOut, node);
        }
        canvas.drawing
    }
}

/// What of a drawing was taken.
enum Taken {
    All,
    /// The first lineage, without so many of its nodes.
    Without(usize),
    Nothing,
}

impl Canvas {
    /// Takes a drawing if there is room for the whole. The first one is cut to the room that there is.
    fn take(&mut self, other: Drawing) -> Taken {
        let new_nodes = other.nodes.iter();
        let new_nodes = new_nodes.filter(|it| !self.drawing.nodes.contains_key(it.0));
        let new_edges = || other.edges.difference(&self.drawing.edges);
        let nodes: usize = new_nodes.map(|it| self.size_of_node(it.1)).sum();
        let characters = nodes + new_edges().map(|it| self.size_of(&it.2)).sum::<usize>();
        let edges = self.drawing.edges.len() + new_edges().count();
        if characters <= self.characters && edges <= MOST_EDGES {
            self.characters -= characters;
            self.drawing.take(other);
            return Taken::All;
        }
        match self.drawing.nodes.is_empty() {
            true => Taken::Without(self.take_part(other)),
            false => Taken::Nothing,
        }
    }

    /// Takes as much as there is room for, the subject and what is missing before the records. Returns how many nodes are cut.
    fn take_part(&mut self, other: Drawing) -> usize {
        let mut cut = 0;
        for (key, node) in other.nodes.into_iter().rev() {
            let size = self.size_of_node(&node);
            let room = self.characters.checked_sub(size);
            let is_full = self.drawing.nodes.len() >= MOST_EDGES;
            match room.filter(|_| !is_full) {
                Some(room) => {
                    self.characters = room;
                    self.drawing.nodes.insert(key, node);
                }
                None => cut += 1,
            }
        }
        for edge in other.edges {
            let nodes = &self.drawing.nodes;
            let has_ends = nodes.contains_key(&edge.0) && nodes.contains_key(&edge.1);
            let room = self.characters.checked_sub(self.size_of(&edge.2));
            let is_full = self.drawing.edges.len() >= MOST_EDGES;
            if let Some(room) = room.filter(|_| has_ends && !is_full) {
                self.characters = room;
                self.drawing.edges.insert(edge);
            }
        }
        cut
    }

    fn size_of_node(&self, node: &Node) -> usize {
        let lines = node.lines.iter().map(|it| self.size_of(it));
        FRAME + lines.sum::<usize>()
    }

    fn size_of(&self, text: &str) -> usize {
        FRAME / 2 + (self.escaped)(text).len()
    }
}

impl Drawing {
    /// Draws one lineage.
    fn of(judged: &Judged<'_>, verdict: Verdict) -> Self {
        let mut drawing = Drawing::default();
        let subject = &judged.lineage.subject;
        drawing.subject(subject, verdict, judged.lineage.omitted());
        for record in judged.lineage.records() {
            drawing.record(record);
        }
        if let (Subject::Credential(credential), Some(uses)) = (subject, judged.lineage.uses()) {
            drawing.uses(credential, uses);
        }
        for (source, stage) in &judged.stages {
            if !matches!(stage, Stage::Present | Stage::Contradicted) {
                drawing.hole(subject, *source, *stage);
            }
        }
        drawing
    }

    /// Adds another drawing. A node of both that is the subject of one of them is a subject.
    fn take(&mut self, other: Drawing) {
        for (key, node) in other.nodes {
            let known = self.nodes.remove(&key);
            let is_kept = known.as_ref().is_some_and(|it| it.verdict.is_some());
            let node = known.filter(|_| is_kept).unwrap_or(node);
            self.nodes.insert(key, node);
        }
        self.edges.extend(other.edges);
    }

    /// Adds a subject, with the number of calls to sign that are counted and not drawn.
    fn subject(&mut self, subject: &Subject, verdict: Verdict, omitted: u64) {
        let node = self.identifier(&subject.identifier());
        let more = (omitted > 0).then(|| format!("and {omitted} more calls to sign"));
        self.nodes.entry(node).and_modify(|it| {
            it.verdict = Some(verdict);
            it.lines.extend(more);
        });
    }

    fn identifier(&mut self, identifier: &Identifier) -> Key {
        let key = Key::Identifier(identifier.clone());
        self.nodes.entry(key.clone()).or_insert_with(|| Node {
            lines: vec![line(&identifier.to_string())],
            verdict: None,
        });
        key
    }

    /// Adds an entry with an edge to each identifier; the fields that mention one identifier share an edge.
    fn record(&mut self, record: &Record) {
        let entry = &record.entry;
        let mut mentions: BTreeMap<Identifier, Vec<&str>> = BTreeMap::new();
        for (field, identifier) in entry.event.mentions() {
            mentions.entry(identifier).or_default().push(field.as_str());
        }
        let mentioned = mentions
            .iter()
            .map(|(it, fields)| format!("{it} {fields:?}"));
        let key = entry_key(entry, mentioned);
        for (identifier, fields) in &mentions {
            let to = self.identifier(identifier);
            self.edges.insert((key.clone(), to, fields.join(", ")));
        }
        self.nodes.insert(key, entry_node(entry));
    }

    fn uses(&mut self, credential: &CredentialId, uses: &Uses) {
        let key = Key::Uses(credential.clone());
        let to = self.identifier(&credential.clone().into());
        self.edges
            .insert((key.clone(), to, "credential-id".to_owned()));
        let times = if uses.count == 1 {
            "used once".to_owned()
        } else {
            format!("used {} times", uses.count)
        };
        let node = Node {
            lines: vec![
                format!("kubernetes {times}"),
                moment(uses.first.0),
                moment(uses.last.0),
            ],
            verdict: None,
        };
        self.nodes.insert(key, node);
    }

    fn hole(&mut self, subject: &Subject, source: Source, stage: Stage) {
        let key = Key::Hole(subject.clone(), source);
        let to = Key::Identifier(subject.identifier());
        self.edges.insert((key.clone(), to, String::new()));
        let node = Node {
            lines: vec![format!("{source} {}", stage.as_str())],
            verdict: None,
        };
        self.nodes.insert(key, node);
    }

    /// Returns the nodes in order; the first has number 0.
    pub(in crate::report) fn nodes(&self) -> impl Iterator<Item = (&Key, &Node)> {
        self.nodes.iter()
    }

    /// Returns the edges in order.
    pub(in crate::report) fn edges(&self) -> impl Iterator<Item = Edge<'_>> {
        let keys = self.nodes.keys().enumerate();
        let numbers: BTreeMap<&Key, usize> = keys.map(|(number, key)| (key, number)).collect();
        self.edges.iter().filter_map(move |(from, to, label)| {
            Some(Edge {
                from: *numbers.get(from)?,
                to: *numbers.get(to)?,
                label,
            })
        })
    }
}

fn entry_key(entry: &Entry, mentioned: impl Iterator<Item = String>) -> Key {
    let own = [
        entry.insert_id.as_str(),
        entry.event.as_str(),
        entry.event.resource(),
        &entry.scope,
        &entry.principal,
    ];
    let texts = own
        .into_iter()
        .map(str::to_owned)
        .chain(mentioned)
        .collect();
    Key::Entry(entry.at, entry.event.source(), texts)
}

fn entry_node(entry: &Entry) -> Node {
    let head = format!("{} {}", entry.event.source(), entry.event.as_str());
    let texts = [&moment(entry.at), entry.event.resource(), &entry.principal];
    let nonempty = texts.into_iter().filter(|it| !it.is_empty());
    Node {
        lines: std::iter::once(head).chain(nonempty.map(line)).collect(),
        verdict: None,
    }
}

/// Returns a line of a node, cut where it is very long.
fn line(text: &str) -> String {
    match text.char_indices().nth(MOST_OF_LINE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
