//! The lineage graph: entries and the identifiers they mention are nodes, mentions are edges, lineages are its components.
//!
//! A chain of pairwise joins would lose the far end when a record in the middle is missing; a shared node keeps what is there
//! together and shows the hole. Ancestry (who asked for a credential, with which one) is no edge here: one node's certificate
//! would swallow every token that it ever asked for.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{EdgeRef, NodeIndexable};

use crate::log::shape::timestamp::{fineness, one_is_cut};
use crate::model::entry::{Event, Source};
use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};
use crate::store::read::evidence_items::EvidenceRecord;
use crate::store::read::facts::Facts;
use crate::store::read::record::Record;
use crate::store::read::uses::Uses;

/// Entries and uses that are connected through identifiers.
#[derive(Debug, Default)]
pub struct Component {
    /// The entries, ordered by what they say and not by where they stand.
    pub records: Vec<Record>,
    /// What is in hand, ordered by what it is.
    pub shown: Vec<EvidenceRecord>,
    /// The uses of each credential.
    pub uses: BTreeMap<CredentialId, Uses>,
    /// Every credential that is mentioned.
    pub credentials: BTreeSet<CredentialId>,
}

enum Node {
    Entry(usize),
    EvidenceRecord(usize),
    Identifier(Identifier),
}

#[derive(Default)]
struct Graph {
    graph: UnGraph<Node, (), u32>,
    identifiers: HashMap<Identifier, NodeIndex<u32>, RandomState>,
}

impl Graph {
    fn identifier(&mut self, identifier: Identifier) -> NodeIndex<u32> {
        *self
            .identifiers
            .entry(identifier)
            .or_insert_with_key(|it| self.graph.add_node(Node::Identifier(it.clone())))
    }

    fn of(facts: &Facts) -> Self {
        let mut graph = Graph::default();
        for (position, record) in facts.records.iter().enumerate() {
            let entry = graph.graph.add_node(Node::Entry(position));
            for (_, identifier) in record.entry.event.mentions() {
                let identifier = graph.identifier(identifier);
                graph.graph.add_edge(entry, identifier, ());
            }
        }
        for (position, shown) in facts.shown.iter().enumerate() {
            let exhibit = graph.graph.add_node(Node::EvidenceRecord(position));
            for identifier in shown.exhibit.mentions() {
                let identifier = graph.identifier(identifier);
                graph.graph.add_edge(exhibit, identifier, ());
            }
        }
        for credential in facts.uses.keys() {
            graph.identifier(credential.clone().into());
        }
        graph
    }

    /// The component of each node, by the number of one of its nodes.
    fn components(&self) -> Vec<u32> {
        let mut sets = UnionFind::<u32>::new(self.graph.node_bound());
        for edge in self.graph.edge_references() {
            sets.union(edge.source().index() as u32, edge.target().index() as u32);
        }
        sets.into_labeling()
    }
}

/// Takes facts apart into components, in an order that the facts alone decide.
pub fn components(facts: Facts) -> Vec<Component> {
    let graph = Graph::of(&facts);
    let labels = graph.components();
    let mut components: BTreeMap<u32, Component> = BTreeMap::new();
    let mut records: Vec<Option<Record>> = facts.records.into_iter().map(Some).collect();
    let mut shown: Vec<Option<EvidenceRecord>> = facts.shown.into_iter().map(Some).collect();
    let mut uses = facts.uses;
    for node in graph.graph.node_indices() {
        let component = components.entry(labels[node.index()]).or_default();
        match &graph.graph[node] {
            Node::Entry(position) => component.records.extend(records[*position].take()),
            Node::EvidenceRecord(position) => component.shown.extend(shown[*position].take()),
            Node::Identifier(Identifier::Credential(credential)) => {
                component.uses.extend(uses.remove_entry(credential));
                component.credentials.insert(credential.clone());
            }
            Node::Identifier(Identifier::Digest(_)) => {}
        }
    }
    let mut components: Vec<Component> = components.into_values().collect();
    components.iter_mut().for_each(Component::settle);
    components.sort_by_cached_key(Component::first_identifier);
    components
}

impl Component {
    /// What a component is known by: its first credential, or the first digest where no credential is mentioned.
    fn first_identifier(&self) -> Option<Identifier> {
        let mentioned = || {
            let mentions = self.records.iter().flat_map(|it| it.entry.event.mentions());
            let shown = self.shown.iter().flat_map(|it| it.exhibit.mentions());
            mentions
                .map(|(_, identifier)| identifier)
                .chain(shown)
                .min()
        };
        let credential = self.credentials.first().cloned().map(Identifier::from);
        credential.or_else(mentioned)
    }

    /// Every digest that is mentioned.
    pub fn digests(&self) -> BTreeSet<ToBeSigned> {
        let mentions = self.records.iter().flat_map(|it| it.entry.event.mentions());
        let mentions = mentions.map(|(_, identifier)| identifier);
        let shown = self.shown.iter().flat_map(|it| it.exhibit.mentions());
        let digest = |it: Identifier| match it {
            Identifier::Digest(digest) => Some(digest),
            Identifier::Credential(_) => None,
        };
        mentions.chain(shown).filter_map(digest).collect()
    }

    /// Puts records in order, and makes one of twins: the same entry from two routes. Twins share their id.
    fn settle(&mut self) {
        let mut of_id: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        for record in self.records.drain(..) {
            of_id
                .entry(record.entry.insert_id.clone())
                .or_default()
                .push(record);
        }
        self.records = of_id
            .into_iter()
            .flat_map(|(id, records)| {
                if id.is_empty() {
                    records
                } else {
                    without_twins(records)
                }
            })
            .collect();
        self.records.sort_by(in_order);
        self.shown.sort_by_cached_key(|it| {
            let exhibit = &it.exhibit;
            (exhibit.as_str(), exhibit.credential(), exhibit.digest())
        });
    }
}

/// Records of one id without those that another one of them says as well.
fn without_twins(mut records: Vec<Record>) -> Vec<Record> {
    records.sort_by(in_order);
    let mut settled: Vec<Record> = Vec::with_capacity(records.len());
    for record in records {
        match settled.iter_mut().find(|known| are_twins(known, &record)) {
            Some(known) if finer(&record, known) => {
                let coarser = std::mem::replace(known, record);
                known.entry.fill(&coarser.entry);
            }
            Some(known) => {
                known.entry.at = uncut(known.entry.at, record.entry.at);
                known.entry.fill(&record.entry);
            }
            None => settled.push(record),
        }
    }
    settled
}

/// The order of records: by everything that they say, and not by where they stand. KMS signs before CA Service certifies before GKE
/// issues.
fn in_order(one: &Record, other: &Record) -> Ordering {
    type Rank<'r> = (jiff::Timestamp, Reverse<Source>, [&'r str; 5]);
    fn rank(record: &Record) -> Rank<'_> {
        let entry = &record.entry;
        let texts = [
            &entry.insert_id,
            entry.event.as_str(),
            entry.event.resource(),
            &entry.scope,
            &entry.principal,
        ];
        (entry.at, Reverse(entry.event.source()), texts)
    }
    let ends = |record: &Record| {
        let validity = record.entry.event.validity();
        (validity.from, validity.to)
    };
    let said = || one.entry.event.mentions().cmp(other.entry.event.mentions());
    rank(one)
        .cmp(&rank(other))
        .then_with(said)
        .then_with(|| ends(one).cmp(&ends(other)))
}

/// Some exports [cut](one_is_cut) times, and a raw event of one request may bear another time than GKE's entry of it.
fn are_twins(one: &Record, other: &Record) -> bool {
    let (one, other) = (&one.entry, &other.entry);
    let say_the_same = match (&one.event, &other.event) {
        (Event::Requested(one), Event::Requested(other)) => {
            one.credential == other.credential
                && (one.digest.is_none() || other.digest.is_none() || one.digest == other.digest)
        }
        (one, other) => one.as_str() == other.as_str() && one.mentions().eq(other.mentions()),
    };
    let same_place = one.scope == other.scope && one.event.resource() == other.event.resource();
    let same_time = one.at == other.at || one_is_cut(nanoseconds(one.at), nanoseconds(other.at));
    say_the_same && (matches!(one.event, Event::Requested(_)) || (same_place && same_time))
}

/// A time, or the finer one of which it was cut.
fn uncut(at: jiff::Timestamp, other: jiff::Timestamp) -> jiff::Timestamp {
    let (own, finer) = (nanoseconds(at), nanoseconds(other));
    let is_cut = one_is_cut(own, finer) && fineness(finer) < fineness(own);
    if is_cut { other } else { at }
}

/// Times that do not fit were refused when they were read.
fn nanoseconds(at: jiff::Timestamp) -> i64 {
    i64::try_from(at.as_nanosecond()).unwrap_or(i64::MAX)
}

/// Whether a record says more than its twin: a time with a fraction, or a cluster's full name, or a finer time; else the earlier one
/// counts.
fn finer(record: &Record, twin: &Record) -> bool {
    let worth = |it: &Record| {
        let is_whole = it.entry.at.subsec_nanosecond() == 0;
        let fineness = fineness(nanoseconds(it.entry.at));
        (is_whole, !it.entry.event.resource().contains('/'), fineness)
    };
    worth(record) < worth(twin)
}
