//! The graph of lineages that DOT and Mermaid reports draw: entries and identifiers are nodes, mentions are edges, and a missing
//! record is a node of its own.
//!
//! Nodes are distinguished by their content and numbered in that order, so that an entry of two lineages is drawn once.

use std::collections::{BTreeMap, BTreeSet};

use crate::judge::stage::Stage;
use crate::model::entry::{Entry, Source};
use crate::model::finding::Verdict;
use crate::model::identifier::{CredentialId, Identifier};
use crate::model::identity::subject::Subject;
use crate::report::moment;
use crate::report::text::{Detail, MOST};
use crate::scan::Judged;
use crate::store::rows::lineage::record::Record;
use crate::store::rows::lineage::uses::Uses;

/// Nodes and edges of the lineages that are shown.
pub(in crate::report) struct GraphModel {
    detail: Detail,
    shown: BTreeMap<Verdict, u64>,
    left_out: BTreeMap<Verdict, u64>,
    nodes: BTreeMap<Key, Node>,
    edges: BTreeSet<(Key, Key, String)>,
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
            shown: BTreeMap::new(),
            left_out: BTreeMap::new(),
            nodes: BTreeMap::new(),
            edges: BTreeSet::new(),
        }
    }

    /// Adds a lineage, if the level of detail includes it.
    pub(in crate::report) fn add(&mut self, judged: &Judged<'_>) {
        let verdict = judged.verdict();
        if self.detail == Detail::Usual {
            if judged.findings.is_empty() {
                return;
            }
            let shown = self.shown.entry(verdict).or_default();
            if *shown >= MOST as u64 {
                *self.left_out.entry(verdict).or_default() += 1;
                return;
            }
            *shown += 1;
        }
        self.subject(&judged.lineage.subject, verdict, judged.lineage.omitted());
        for record in judged.lineage.records() {
            self.record(record);
        }
        if let (Subject::Credential(credential), Some(uses)) =
            (&judged.lineage.subject, judged.lineage.uses())
        {
            self.uses(credential, uses);
        }
        for (source, stage) in &judged.stages {
            if !matches!(stage, Stage::Present | Stage::Contradicted) {
                self.hole(&judged.lineage.subject, *source, *stage);
            }
        }
    }

    /// Adds a subject, with the number of calls to sign that are counted and not drawn.
    fn subject(&mut self, subject: &Subject, verdict: Verdict, omitted: u64) {
        let node = self.identifier(&identifier(subject));
        let more = (omitted > 0).then(|| format!("and {omitted} more calls to sign"));
        self.nodes.entry(node).and_modify(|it| {
            it.verdict = Some(verdict);
            it.lines.extend(more);
        });
    }

    fn identifier(&mut self, identifier: &Identifier) -> Key {
        let key = Key::Identifier(identifier.clone());
        self.nodes.entry(key.clone()).or_insert_with(|| Node {
            lines: vec![identifier.to_string()],
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
        let said = mentions
            .iter()
            .map(|(it, fields)| format!("{it} {fields:?}"));
        let key = entry_key(entry, said);
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
        let to = Key::Identifier(identifier(subject));
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

    /// Returns a line for each verdict of lineages that are not drawn.
    pub(in crate::report) fn left_out(&self) -> impl Iterator<Item = String> {
        self.left_out
            .iter()
            .rev()
            .map(|(verdict, count)| format!("and {count} more {}; -v draws all", verdict.as_str()))
    }
}

fn identifier(subject: &Subject) -> Identifier {
    match subject {
        Subject::Credential(credential) => credential.clone().into(),
        Subject::Signature(digest) => (*digest).into(),
    }
}

fn entry_key(entry: &Entry, said: impl Iterator<Item = String>) -> Key {
    let own = [
        entry.insert_id.as_str(),
        entry.event.as_str(),
        entry.event.resource(),
        &entry.scope,
        &entry.principal,
    ];
    let texts = own.into_iter().map(str::to_owned).chain(said).collect();
    Key::Entry(entry.at, entry.event.source(), texts)
}

fn entry_node(entry: &Entry) -> Node {
    let head = format!("{} {}", entry.event.source(), entry.event.as_str());
    let texts = [&moment(entry.at), entry.event.resource(), &entry.principal];
    let told = texts.into_iter().filter(|it| !it.is_empty());
    Node {
        lines: std::iter::once(head)
            .chain(told.map(str::to_owned))
            .collect(),
        verdict: None,
    }
}
